/** Panels of tools: loaded once when looked at, and what the producer chose about them, kept in this browser. */
import type { Panel } from '@studiohand/tools/panel-kit';
import { panels } from '@studiohand/tools/panels';
import { useSyncExternalStore } from 'react';

/** Where the panel of a tool is. `failed` also after it threw while drawing. */
export type PanelState =
  | { readonly state: 'none' | 'loading' }
  | { readonly state: 'ready'; readonly panel: Panel }
  | { readonly state: 'failed'; readonly reason: string };

interface Choice {
  /** Ids of tools whose generic form shows beside the panel. */
  readonly generic: readonly string[];
  /** The side panel takes half of the width. */
  readonly wide: boolean;
}

const KEY = 'studiohand.panels';
const NONE: PanelState = { state: 'none' };
const LOADING: PanelState = { state: 'loading' };
const listeners = new Set<() => void>();
const states = new Map<string, PanelState>();
let choice: Choice = globalThis.localStorage ? stored(localStorage) : { generic: [], wide: false };

function stored(storage: Pick<Storage, 'getItem'>): Choice {
  try {
    const { generic, wide } = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Record<keyof Choice, unknown>>;
    const ids = Array.isArray(generic) ? generic.filter((id): id is string => typeof id === 'string') : [];
    return { generic: ids, wide: wide === true };
  } catch {
    return { generic: [], wide: false };
  }
}

function changed(): void {
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(next: Choice): void {
  choice = next;
  localStorage.setItem(KEY, JSON.stringify(choice));
  changed();
}

function stateOf(toolId: string): PanelState {
  const known = states.get(toolId);
  if (known !== undefined) return known;
  const load = Object.hasOwn(panels, toolId) ? panels[toolId] : undefined;
  if (load === undefined) return NONE;
  states.set(toolId, LOADING);
  load().then(
    (panel) => setState(toolId, { state: 'ready', panel }),
    (thrown: unknown) => panelFailed(toolId, thrown),
  );
  return LOADING;
}

function setState(toolId: string, state: PanelState): void {
  states.set(toolId, state);
  changed();
}

/** Puts the generic form in the place of a panel that cannot be shown. */
export function panelFailed(toolId: string, thrown: unknown): void {
  setState(toolId, { state: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) });
}

/** Loads and shows the panel again after it failed. */
export function retryPanel(toolId: string): void {
  states.delete(toolId);
  changed();
}

/** The panel of a tool; asking for it loads it. */
export function usePanel(toolId: string): PanelState {
  return useSyncExternalStore(subscribe, () => stateOf(toolId));
}

/** Whether the generic form of a tool shows beside its panel. */
export function useGenericForm(toolId: string): boolean {
  return useSyncExternalStore(subscribe, () => choice.generic.includes(toolId));
}

export function showGenericForm(toolId: string, show: boolean): void {
  const others = choice.generic.filter((id) => id !== toolId);
  keep({ ...choice, generic: show ? [...others, toolId] : others });
}

/** Whether the side panel takes half of the width. */
export function useWidePanel(): boolean {
  return useSyncExternalStore(subscribe, () => choice.wide);
}

export function setWidePanel(wide: boolean): void {
  keep({ ...choice, wide });
}
