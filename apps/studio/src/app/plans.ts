import type { PlanStep } from '@studiohand/core/engine';
import type { Move } from '@studiohand/core/tool';
import type { Desk } from './desk.ts';
import { changeText, defaultsOf, fieldsOf } from './parameters.ts';
import { currentStep, historyKey, type Setting, type SnapshotName } from './state.ts';

/** Where an edit happens. */
export interface Place {
  readonly sourceId: string;
  readonly toolId: string;
}

const chains = new Map<string, Promise<unknown>>();

/** One edit after the other for the same place, so that quick clicks build on each other. */
function inTurn<T>(place: Place, action: () => Promise<T>): Promise<T> {
  const key = historyKey(place.sourceId, place.toolId);
  const next = (chains.get(key) ?? Promise.resolve()).then(action, action);
  chains.set(
    key,
    next.catch(() => undefined),
  );
  return next;
}

/** Resolves when every edit of a place made so far has been stored. */
export function settled(place: Place): Promise<void> {
  return inTurn(place, async () => undefined);
}

/** What is set at a place now: the current step, or the defaults of the tool. */
export function settingAt(desk: Desk, place: Place): Setting {
  const { histories, tools } = desk.store.get();
  const step = currentStep(histories[historyKey(place.sourceId, place.toolId)]);
  if (step !== null) return { params: step.params, plan: step.plan, companionIds: step.companionIds ?? [] };
  const tool = tools.find(({ id }) => id === place.toolId);
  return { params: tool ? defaultsOf(fieldsOf(tool.parameters)) : {}, plan: null, companionIds: [] };
}

/** Loads the history and the last report of a place, once. */
export async function loadHistory(desk: Desk, place: Place): Promise<void> {
  const key = historyKey(place.sourceId, place.toolId);
  if (desk.store.get().histories[key] !== undefined) return;
  await desk.attempt(async () => {
    const history = await desk.client.plans(place.sourceId, place.toolId);
    desk.store.set(({ histories }) => ({ histories: { [key]: history, ...histories } }));
    const { sessionId } = desk.store.get();
    if (sessionId === null) return;
    const done = await desk.client.jobs({ sessionId, states: ['done'], limit: 200 });
    const last = done.find((j) => j.kind === 'analyse' && j.sourceId === place.sourceId && j.tool === place.toolId);
    if (last === undefined) return;
    const report = last.result?.report ?? (await desk.client.job(last.id)).result?.report;
    if (report) desk.store.set(({ reports }) => ({ reports: { [key]: report, ...reports } }));
  });
}

async function append(desk: Desk, place: Place, label: string, setting: Setting): Promise<void> {
  const key = historyKey(place.sourceId, place.toolId);
  const { sessionId, histories } = desk.store.get();
  if (sessionId === null) return;
  const head = { sessionId, sourceId: place.sourceId, tool: place.toolId };
  let known = histories[key]?.steps ?? [];
  if (known.length === 0)
    known = [await desk.client.addPlanStep({ ...head, label: 'Start', ...settingAt(desk, place) })];
  const step: PlanStep = await desk.client.addPlanStep({ ...head, label, ...setting });
  const at = known.findIndex(({ id }) => id === histories[key]?.currentId);
  const steps = [...(at < 0 ? known : known.slice(0, at + 1)), step];
  desk.store.set((now) => ({ histories: { ...now.histories, [key]: { steps, currentId: step.id } } }));
}

/** Changes what is set, as a step that undo can go back over. */
export function edit(desk: Desk, place: Place, label: string, change: (now: Setting) => Setting): Promise<void> {
  return inTurn(place, async () => {
    await loadHistory(desk, place);
    await desk.attempt(() => append(desk, place, label, change(settingAt(desk, place))));
  });
}

/** Sets a parameter; undefined leaves it out. The plan stays until the next analysis, marked as older. */
export function setParameter(desk: Desk, place: Place, key: string, value: unknown): Promise<void> {
  const tool = desk.store.get().tools.find(({ id }) => id === place.toolId);
  const label = tool ? changeText(fieldsOf(tool.parameters), key, value) : key;
  return edit(desk, place, label, (now) => {
    const next = { ...now.params };
    if (value === undefined) delete next[key];
    else next[key] = value;
    return { ...now, params: next, plan: null };
  });
}

/** Sets many parameters at once: a preset or a reset. The companions stay. */
export function setParameters(desk: Desk, place: Place, label: string, params: Setting['params']): Promise<void> {
  return edit(desk, place, label, (now) => ({ ...now, params, plan: null }));
}

/** Changes one move of the plan. */
export function setMove(
  desk: Desk,
  place: Place,
  move: Move,
  change: Partial<Pick<Move, 'enabled' | 'amount'>>,
): Promise<void> {
  const label =
    change.enabled === undefined
      ? `${move.title}: ${Math.round((change.amount ?? 1) * 100)} %`
      : `${move.title}: ${change.enabled ? 'on' : 'off'}`;
  return edit(desk, place, label, ({ plan, ...now }) => ({
    ...now,
    plan: plan && { ...plan, moves: plan.moves.map((one) => (one.id === move.id ? { ...one, ...change } : one)) },
  }));
}

/** Goes to another step of the history: undo, redo, or a click in the list. */
export function goToStep(desk: Desk, place: Place, stepId: string): Promise<void> {
  const key = historyKey(place.sourceId, place.toolId);
  return inTurn(place, async () => {
    await desk.attempt(async () => {
      await desk.client.setCurrentPlanStep(place.sourceId, place.toolId, stepId);
      desk.store.set(({ histories }) => {
        const history = histories[key];
        return history ? { histories: { ...histories, [key]: { ...history, currentId: stepId } } } : {};
      });
    });
  });
}

/** The step before (-1) or after (+1) the current one, if any. */
export function neighbourStep(desk: Desk, place: Place, by: -1 | 1): PlanStep | undefined {
  const history = desk.store.get().histories[historyKey(place.sourceId, place.toolId)];
  if (history === undefined) return undefined;
  return history.steps[history.steps.findIndex(({ id }) => id === history.currentId) + by];
}

export function undo(desk: Desk, place: Place): void {
  const step = neighbourStep(desk, place, -1);
  if (step) void goToStep(desk, place, step.id).then(() => desk.store.set({ announcement: `Back to: ${step.label}.` }));
}

export function redo(desk: Desk, place: Place): void {
  const step = neighbourStep(desk, place, 1);
  if (step) void goToStep(desk, place, step.id).then(() => desk.store.set({ announcement: `Again: ${step.label}.` }));
}

/** Keeps what is set now under a letter, or brings the kept one back. */
export function keepSnapshot(desk: Desk, place: Place, name: SnapshotName): void {
  const key = historyKey(place.sourceId, place.toolId);
  const setting = settingAt(desk, place);
  desk.store.set(({ snapshots }) => ({ snapshots: { ...snapshots, [key]: { ...snapshots[key], [name]: setting } } }));
}

export function recallSnapshot(desk: Desk, place: Place, name: SnapshotName): void {
  const setting = desk.store.get().snapshots[historyKey(place.sourceId, place.toolId)]?.[name];
  if (setting !== undefined) void edit(desk, place, `Snapshot ${name}`, (now) => ({ ...now, ...setting }));
}
