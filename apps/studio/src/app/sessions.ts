import type { Session } from '@studiohand/core/engine';
import type { SessionContents } from '../api/types.ts';
import type { Desk } from './desk.ts';
import { EMPTY_SESSION } from './state.ts';
import { readView, type View } from './view.ts';

/** Opens a session where it was left. */
export async function openSession(desk: Desk, id: string): Promise<void> {
  desk.store.set({ ...EMPTY_SESSION, sessionId: id, opening: 'Opening …' });
  const contents = await desk.attempt(() => desk.client.session(id));
  if (desk.store.get().sessionId !== id) return;
  if (contents === undefined) {
    desk.store.set({ sessionId: null, opening: null });
    desk.rememberSession(null);
    return;
  }
  desk.rememberSession(id);
  const view = readView(contents.view);
  const has = (list: readonly { id: string }[], wanted: string | null): string | null =>
    list.some((one) => one.id === wanted) ? wanted : null;
  const sourceId = has(contents.sources, view.sourceId) ?? contents.sources[0]?.id ?? null;
  const takes = contents.takes.filter((take) => take.sourceId === sourceId);
  desk.store.set(({ tools, toolId }) => ({
    ...lists(contents),
    opening: null,
    sourceId,
    takeId: has(takes, view.takeId),
    toolId: has(tools, view.toolId) ?? toolId,
    snapshots: view.snapshots,
    spectrogram: view.spectrogram,
  }));
  restored.get(desk)?.(view);
}

/** Who wants the view of a session that was just opened: the transport. One per desk. */
const restored = new WeakMap<Desk, (view: View) => void>();

/** Sets who restores position, loop and listening mode after a session has been opened. */
export function onSessionOpened(desk: Desk, restore: (view: View) => void): void {
  restored.set(desk, restore);
}

function lists(contents: SessionContents): Omit<SessionContents, 'session' | 'view'> {
  const { sources, takes, decisions, listeningTests, exports } = contents;
  return { sources, takes, decisions, listeningTests, exports };
}

/** New lists with the objects already known: sources and takes change in their name only, and views need not look again. */
function keepKnown<T extends { readonly id: string; readonly name: string }>(
  known: readonly T[],
  fresh: readonly T[],
): readonly T[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  return fresh.map((one) => {
    const before = byId.get(one.id);
    return before?.name === one.name ? before : one;
  });
}

/** Numbers of what was asked of the server last and of what is shown. One pair per desk. */
const asked = new WeakMap<Desk, { last: number; shown: number }>();

function askedOf(desk: Desk): { last: number; shown: number } {
  const numbers = asked.get(desk) ?? { last: 0, shown: 0 };
  asked.set(desk, numbers);
  return numbers;
}

/** Call after changing a list here: answers still on their way know nothing of it and are dropped. Refresh afterwards. */
export function listsChanged(desk: Desk): void {
  const numbers = askedOf(desk);
  numbers.shown = ++numbers.last;
}

/**
 * Loads the lists of the open session again, keeping what is selected where it still exists. An answer that comes
 * after a later one is dropped.
 */
export async function refreshSession(desk: Desk, id: string): Promise<void> {
  const numbers = askedOf(desk);
  const number = ++numbers.last;
  const contents = await desk.client.session(id);
  if (number < numbers.shown) return;
  numbers.shown = number;
  desk.store.set((now) => {
    if (now.sessionId !== id) return {};
    const keep = (list: readonly { id: string }[], wanted: string | null): string | null =>
      list.some((one) => one.id === wanted) ? wanted : null;
    return {
      ...lists(contents),
      sources: keepKnown(now.sources, contents.sources),
      takes: keepKnown(now.takes, contents.takes),
      sessions: now.sessions.map((s) => (s.id === id ? contents.session : s)),
      sourceId: keep(contents.sources, now.sourceId) ?? contents.sources[0]?.id ?? null,
      takeId: keep(contents.takes, now.takeId),
    };
  });
}

/** Makes an empty session and opens it. */
export async function createSession(desk: Desk, title: string): Promise<Session | undefined> {
  const session = await desk.attempt(() => desk.client.createSession(title));
  if (session === undefined) return undefined;
  desk.store.set(({ sessions }) => ({ sessions: [session, ...sessions] }));
  await openSession(desk, session.id);
  return session;
}

/** Title of a session that was made before anything was in it. */
export const UNTITLED = 'Untitled session';

/** Makes a session with the demo song, or with its stems, and opens it; an empty one it takes the place of goes. */
export async function createDemoSession(desk: Desk, stems = false): Promise<void> {
  desk.store.set({ opening: 'Composing the demo song …' });
  const before = desk.store.get();
  const session = await desk.attempt(() => desk.client.createDemoSession(stems));
  desk.store.set({ opening: null });
  if (session === undefined) return;
  desk.store.set(({ sessions }) => ({ sessions: [session, ...sessions.filter((s) => s.id !== session.id)] }));
  await openSession(desk, session.id);
  const empty = before.sessions.find(({ id, title }) => id === before.sessionId && title === UNTITLED);
  if (empty === undefined || before.sources.length > 0 || before.uploads.length > 0) return;
  await desk.attempt(() => desk.client.deleteSession(empty.id));
  desk.store.set(({ sessions }) => ({ sessions: sessions.filter(({ id }) => id !== empty.id) }));
}

export async function renameSession(desk: Desk, id: string, title: string): Promise<void> {
  const session = await desk.attempt(() => desk.client.renameSession(id, title));
  if (session === undefined) return;
  desk.store.set(({ sessions }) => ({ sessions: sessions.map((s) => (s.id === id ? session : s)) }));
}

/** Deletes a session with everything in it; exports that were written stay where they are. */
export async function deleteSession(desk: Desk, session: Session): Promise<void> {
  const done = await desk.attempt(async () => {
    await desk.client.deleteSession(session.id);
    return true;
  });
  if (done === undefined) return;
  const sessions = desk.store.get().sessions.filter(({ id }) => id !== session.id);
  desk.store.set({ sessions, dialog: null });
  desk.notify('ok', `Session ${session.title} deleted.`);
  if (desk.store.get().sessionId !== session.id) return;
  if (sessions[0] !== undefined) await openSession(desk, sessions[0].id);
  else {
    desk.store.set({ ...EMPTY_SESSION, sessionId: null });
    desk.rememberSession(null);
  }
}

/** Shows a source; its newest take becomes B. */
export function selectSource(desk: Desk, sourceId: string): void {
  desk.store.set(({ takes }) => ({
    sourceId,
    takeId: newest(takes.filter((take) => take.sourceId === sourceId))?.id ?? null,
    pane: 'listen',
  }));
}

function newest<T extends { createdAt: string }>(list: readonly T[]): T | undefined {
  return list.reduce<T | undefined>((best, one) => (best && best.createdAt >= one.createdAt ? best : one), undefined);
}

/** Makes a take B, and its source A. */
export function selectTake(desk: Desk, takeId: string): void {
  const take = desk.store.get().takes.find(({ id }) => id === takeId);
  if (take !== undefined) desk.store.set({ takeId, sourceId: take.sourceId, pane: 'listen', panel: 'proof' });
}

/** Gives a take another name. */
export async function renameTake(desk: Desk, id: string, name: string): Promise<void> {
  const take = await desk.attempt(() => desk.client.renameTake(id, name));
  if (take === undefined) return;
  desk.store.set(({ takes }) => ({
    takes: takes.map((one) => (one.id === id ? take : one)),
    announcement: `Renamed to ${take.name}.`,
  }));
}

/** Makes the take before or after the present one B. */
export function stepTake(desk: Desk, by: -1 | 1): void {
  const { takes, sourceId, takeId } = desk.store.get();
  const mine = takes.filter((take) => take.sourceId === sourceId);
  const at = mine.findIndex(({ id }) => id === takeId);
  const next = mine[at < 0 ? (by > 0 ? 0 : mine.length - 1) : at + by];
  if (next !== undefined) selectTake(desk, next.id);
}
