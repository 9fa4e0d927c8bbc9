import type { Source, Take } from '@studiohand/core/engine';
import type { Companions } from '@studiohand/core/tool';
import type { Desk } from './desk.ts';
import { importFiles } from './imports.ts';
import { edit, type Place } from './plans.ts';
import type { DeskState, Setting } from './state.ts';

/** The companions as a job names them. */
export function named({ companionIds }: Setting): { companionIds?: readonly string[] } {
  return companionIds.length > 0 ? { companionIds } : {};
}

/** A source or take of the open session. */
export function fileById(
  { sources, takes }: Pick<DeskState, 'sources' | 'takes'>,
  id: string,
): Source | Take | undefined {
  return sources.find((one) => one.id === id) ?? takes.find((one) => one.id === id);
}

/** Why a tool cannot work with so many further files, in words; null when it can. */
export function countProblem(wanted: Companions | undefined, count: number): string | null {
  if (wanted === undefined) return null;
  const { minimum, maximum } = wanted;
  if (count < minimum) {
    const missing = minimum - count;
    if (count > 0) return `${missing} more needed: at least ${minimum}.`;
    return minimum === 1 ? 'Choose at least one.' : `Choose at least ${minimum}.`;
  }
  if (count > maximum) return `At most ${maximum}: take ${count - maximum} off.`;
  return null;
}

/** Sets the further files a tool reads, as a step that undo goes back over; the plan has to be proposed anew. */
export function setCompanions(desk: Desk, place: Place, label: string, ids: readonly string[]): Promise<void> {
  return edit(desk, place, label, (now) => ({ ...now, companionIds: ids, plan: null }));
}

/** Adds files of the session as companions; those already there stay where they are. */
export function addCompanions(desk: Desk, place: Place, files: readonly (Source | Take)[]): Promise<void> {
  const label = files.length === 1 ? `With ${files[0]?.name}` : `With ${files.length} more files`;
  return edit(desk, place, label, (now) => {
    const fresh = files.map(({ id }) => id).filter((id) => id !== place.sourceId && !now.companionIds.includes(id));
    return { ...now, companionIds: [...now.companionIds, ...fresh], plan: null };
  });
}

/** Imports files into the session and adds them as companions. */
export async function importCompanions(desk: Desk, place: Place, files: readonly File[]): Promise<void> {
  const sources = await importFiles(desk, files);
  if (sources.length > 0) await addCompanions(desk, place, sources);
}

/** The same setting for another source, which cannot be its own companion. */
export function settingFor(sourceId: string, setting: Setting): Setting {
  return { ...setting, companionIds: setting.companionIds.filter((id) => id !== sourceId) };
}
