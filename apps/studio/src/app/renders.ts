import type { Job } from '@studiohand/core/engine';
import type { Plan } from '@studiohand/core/tool';
import { analyse, whenAnalysed } from './analyses.ts';
import { named } from './companions.ts';
import type { Desk } from './desk.ts';
import { addJob, whenRendered } from './jobs.ts';
import { type Place, settingAt, settled } from './plans.ts';
import { selectTake } from './sessions.ts';
import type { Setting } from './state.ts';

/** Priority of renders that were not asked for one by one. */
const BACKGROUND = -1;

async function startRender(
  desk: Desk,
  place: Place,
  setting: Setting & { plan: Plan },
  priority: number,
): Promise<Job> {
  const { sessionId } = desk.store.get();
  const job = await desk.client.addJob({
    sessionId: sessionId as string,
    sourceId: place.sourceId,
    kind: 'render',
    tool: place.toolId,
    params: setting.params,
    plan: setting.plan,
    priority,
    ...named(setting),
  });
  addJob(desk, job);
  return job;
}

/** Renders the plan as it stands; the take becomes B when it is there. */
export async function render(desk: Desk, place: Place): Promise<void> {
  await settled(place);
  const { plan, ...setting } = settingAt(desk, place);
  if (plan === null) return;
  const job = await desk.attempt(() => startRender(desk, place, { ...setting, plan }, 0));
  if (job !== undefined) whenRendered(desk, job.id, (takeId) => selectTake(desk, takeId));
}

/** Analyses with the setting given and renders what is proposed, in the background; nothing that is set changes. */
export async function analyseAndRender(desk: Desk, place: Place, setting: Setting): Promise<void> {
  const { sessionId } = desk.store.get();
  if (sessionId === null) return;
  await desk.attempt(async () => {
    const job = await desk.client.addJob({
      sessionId,
      sourceId: place.sourceId,
      kind: 'analyse',
      tool: place.toolId,
      params: setting.params,
      priority: BACKGROUND,
      ...named(setting),
    });
    whenAnalysed(desk, job, (plan) => {
      if (plan) void desk.attempt(() => startRender(desk, place, { ...setting, plan }, BACKGROUND));
    });
    addJob(desk, job);
  });
}

/** Renders a plan as it is, in the background. */
export async function renderPlan(desk: Desk, place: Place, setting: Setting, plan: Plan): Promise<void> {
  await desk.attempt(() => startRender(desk, place, { ...setting, plan }, BACKGROUND));
}

/** A plan with every amount multiplied, 0..1. */
export function scaledPlan(plan: Plan, factor: number): Plan {
  return { ...plan, moves: plan.moves.map((move) => ({ ...move, amount: Math.min(1, move.amount * factor) })) };
}

/** What the main button does: measures, proposes, or renders what was proposed. */
export async function mainAction(desk: Desk, place: Place): Promise<void> {
  await settled(place);
  const renders = desk.store.get().tools.find(({ id }) => id === place.toolId)?.renders ?? false;
  if (renders && settingAt(desk, place).plan !== null) await render(desk, place);
  else await analyse(desk, place);
}
