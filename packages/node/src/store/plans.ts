/** The steps of a plan, by source and tool, and which one is current: undo and redo move, a new step drops what was undone. */
import { AudioError } from '@studiohand/core/audio';
import type { PlanStep, Source } from '@studiohand/core/engine';
import { jsonSha256 } from './canonicalJson.ts';
import { companionFacts, companionNote } from './companions.ts';
import type { Database } from './database.ts';
import { insert, made, note, now, parseAll, recordById, sequenceOf, touchSession, unknownId } from './records.ts';

/** Steps, oldest first, and the current one's id; null only where there are no steps. */
export interface PlanSteps {
  readonly steps: readonly PlanStep[];
  readonly currentId: string | null;
}

export function addPlanStep(database: Database, input: Omit<PlanStep, 'id' | 'createdAt'>): PlanStep {
  const step: PlanStep = made(input, 'plan step');
  const { sessionId, sourceId, companionIds, tool, label, params, plan } = step;
  return database.write(() => {
    const source = recordById<Source>(database, 'sources', 'source', sourceId);
    if (source.sessionId !== sessionId) {
      throw new AudioError(
        'invalid-parameter',
        `Source ${sourceId} does not belong to session ${sessionId}`,
        'Give the session of the source.',
      );
    }
    const companions = companionFacts(database, sessionId, companionIds);
    const currentId = currentStepId(database, sourceId, tool);
    if (currentId !== null) {
      const seq = sequenceOf(database, 'plan_steps', 'plan step', currentId);
      database.run('DELETE FROM plan_steps WHERE source_id = ? AND tool = ? AND seq > ?', sourceId, tool, seq);
    }
    insert(database, 'plan_steps', step, { session_id: sessionId, source_id: sourceId, tool });
    setCurrent(database, sourceId, tool, step.id);
    note(database, 'plan', sessionId, step, {
      tool,
      label,
      sourceId,
      ...companionNote(companions),
      paramsSha256: jsonSha256(params),
      planSha256: plan === null ? null : jsonSha256(plan),
    });
    touchSession(database, sessionId, step.createdAt);
    return step;
  });
}

export function planSteps(database: Database, sourceId: string, tool: string): PlanSteps {
  sequenceOf(database, 'sources', 'source', sourceId);
  const sql = 'SELECT body FROM plan_steps WHERE source_id = ? AND tool = ? ORDER BY seq';
  const steps = parseAll<PlanStep>(database.all<{ body: string }>(sql, sourceId, tool));
  return { steps, currentId: currentStepId(database, sourceId, tool) };
}

export function setCurrentPlanStep(database: Database, sourceId: string, tool: string, stepId: string): void {
  database.write(() => {
    const source = recordById<Source>(database, 'sources', 'source', sourceId);
    const sql = 'SELECT 1 FROM plan_steps WHERE id = ? AND source_id = ? AND tool = ?';
    if (!database.get(sql, stepId, sourceId, tool)) throw unknownId('plan step', stepId);
    setCurrent(database, sourceId, tool, stepId);
    touchSession(database, source.sessionId, now());
  });
}

function currentStepId(database: Database, sourceId: string, tool: string): string | null {
  const sql = 'SELECT step_id FROM current_plan_steps WHERE source_id = ? AND tool = ?';
  return database.get<{ step_id: string }>(sql, sourceId, tool)?.step_id ?? null;
}

function setCurrent(database: Database, sourceId: string, tool: string, stepId: string): void {
  database.run(
    `INSERT INTO current_plan_steps (source_id, tool, step_id) VALUES (?, ?, ?)
     ON CONFLICT (source_id, tool) DO UPDATE SET step_id = excluded.step_id`,
    sourceId,
    tool,
    stepId,
  );
}
