/** Presets the producer made, kept in this browser as plain JSON by tool. */

/** A named setting of one tool. */
export interface UserPreset {
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const KEY = 'studiohand.presets';
const listeners = new Set<() => void>();
let presets: Readonly<Record<string, readonly UserPreset[]>> = globalThis.localStorage ? read(localStorage) : {};
const NONE: readonly UserPreset[] = [];

function read(storage: Pick<Storage, 'getItem'>): Record<string, readonly UserPreset[]> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, list]) => Array.isArray(list) && list.every(isPreset)));
  } catch {
    return {};
  }
}

function isPreset(one: unknown): one is UserPreset {
  const { title, params } = (one ?? {}) as Readonly<Record<string, unknown>>;
  return typeof title === 'string' && typeof params === 'object' && params !== null;
}

/** Presets of a tool, in the order of their titles; the same array while nothing changed. */
export function userPresets(toolId: string): readonly UserPreset[] {
  return presets[toolId] ?? NONE;
}

function keep(toolId: string, list: readonly UserPreset[]): void {
  presets = { ...presets, [toolId]: list };
  localStorage.setItem(KEY, JSON.stringify(presets));
  for (const listener of [...listeners]) listener();
}

/** Keeps a preset; one of the same title is replaced. */
export function saveUserPreset(toolId: string, preset: UserPreset): void {
  const others = userPresets(toolId).filter(({ title }) => title !== preset.title);
  keep(
    toolId,
    [...others, preset].sort((a, b) => a.title.localeCompare(b.title)),
  );
}

/**
 * Adds presets from elsewhere; none of the producer's own is replaced: one of the same title gets a number, one that is
 * there already with the same values is left out. Returns how many were added.
 */
export function addUserPresets(toolId: string, presets: readonly UserPreset[]): number {
  let list = userPresets(toolId);
  let added = 0;
  for (const { title, params } of presets) {
    const same = (one: UserPreset): boolean => JSON.stringify(one.params) === JSON.stringify(params);
    if (list.some((one) => one.title === title && same(one))) continue;
    let free = title;
    for (let n = 2; list.some((one) => one.title === free); n++) free = `${title} ${n}`;
    list = [...list, { title: free, params }];
    added++;
  }
  if (added > 0)
    keep(
      toolId,
      [...list].sort((a, b) => a.title.localeCompare(b.title)),
    );
  return added;
}

export function removeUserPreset(toolId: string, title: string): void {
  keep(
    toolId,
    userPresets(toolId).filter((one) => one.title !== title),
  );
}

export function onUserPresetsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
