import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, defined, jsonBody } from '../describe.ts';
import { companionIdsSchema, idSchema, paramsSchema, planSchema, planStepSchema, toolIdSchema } from '../schemas.ts';

const list = createRoute({
  method: 'get',
  path: '/plans',
  summary: 'The steps of a plan, oldest first, and the current one',
  request: { query: z.object({ sourceId: idSchema, tool: toolIdSchema }) },
  responses: answersJson(z.object({ steps: z.array(planStepSchema), currentId: idSchema.nullable() }), 'The history.'),
});

const add = createRoute({
  method: 'post',
  path: '/plans',
  summary: 'A step after the current one; steps undone before are dropped',
  request: {
    body: jsonBody(
      z.strictObject({
        sessionId: idSchema,
        sourceId: idSchema,
        tool: toolIdSchema,
        label: z.string().max(300),
        params: paramsSchema,
        plan: planSchema.nullable().default(null),
        companionIds: companionIdsSchema.optional(),
      }),
    ),
  },
  responses: answersJson(planStepSchema, 'The step, current now.'),
});

const setCurrent = createRoute({
  method: 'put',
  path: '/plans/current',
  summary: 'Undo or redo: make a step current',
  request: { body: jsonBody(z.strictObject({ sourceId: idSchema, tool: toolIdSchema, stepId: idSchema })) },
  responses: answersJson(z.object({}), 'Done.'),
});

export function addPlanRoutes(api: Api, { store, events }: ServerDeps): void {
  api.openapi(list, async (c) => {
    const { sourceId, tool } = c.req.valid('query');
    return c.json(await store.planSteps(sourceId, tool));
  });
  api.openapi(add, async (c) => {
    const step = await store.addPlanStep(defined(c.req.valid('json')));
    events.session(step.sessionId, 'plan');
    return c.json(step);
  });
  api.openapi(setCurrent, async (c) => {
    const { sourceId, tool, stepId } = c.req.valid('json');
    await store.setCurrentPlanStep(sourceId, tool, stepId);
    events.session((await store.source(sourceId)).sessionId, 'plan');
    return c.json({});
  });
}
