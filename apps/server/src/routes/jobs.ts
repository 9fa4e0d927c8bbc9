import { createRoute, z } from '@hono/zod-openapi';
import { AudioError } from '@studiohand/core/audio';
import { checkCompanionCount, type Plan, type Tool } from '@studiohand/core/tool';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, defined, jsonBody } from '../describe.ts';
import { findTool } from '../jobs/jobRunner.ts';
import {
  byId,
  companionIdsSchema,
  idSchema,
  jobSchema,
  jobStateSchema,
  pageShape,
  paramsSchema,
  planSchema,
  toolIdSchema,
} from '../schemas.ts';

const priority = z.number().min(-1000).max(1000);

const add = createRoute({
  method: 'post',
  path: '/jobs',
  summary: 'Analyse a source, or render a take; without a plan the tool proposes one',
  request: {
    body: jsonBody(
      z.strictObject({
        sessionId: idSchema,
        sourceId: idSchema,
        companionIds: companionIdsSchema.default([]),
        kind: z.enum(['analyse', 'render']),
        tool: toolIdSchema,
        params: paramsSchema.default({}),
        plan: planSchema.nullable().default(null),
        priority: priority.default(0),
      }),
    ),
  },
  responses: answersJson(jobSchema, 'The job, queued.'),
});

const list = createRoute({
  method: 'get',
  path: '/jobs',
  summary: 'Jobs, newest first',
  request: {
    query: z.object({
      ...pageShape,
      sessionId: idSchema.optional(),
      states: z.string().max(100).optional().openapi({ description: 'Comma-separated states.' }),
    }),
  },
  responses: answersJson(z.array(jobSchema), 'A page of jobs.'),
});

const one = { request: { params: byId }, responses: answersJson(jobSchema, 'The job.') };
const read = createRoute({ method: 'get', path: '/jobs/{id}', summary: 'A job', ...one });
const cancel = createRoute({ method: 'post', path: '/jobs/{id}/cancel', summary: 'Stop a job', ...one });
const retry = createRoute({ method: 'post', path: '/jobs/{id}/retry', summary: 'Run a job again', ...one });
const reorder = createRoute({
  method: 'patch',
  path: '/jobs/{id}',
  summary: 'Move a job in the queue: higher priority first, then lower position',
  request: {
    params: byId,
    body: jsonBody(z.strictObject({ priority: priority.optional(), position: z.number().optional() })),
  },
  responses: one.responses,
});

function checkPlan(tool: Tool, plan: Plan): void {
  if (plan.tool === tool.id && plan.version === tool.version) return;
  throw new AudioError(
    'invalid-parameter',
    `plan: it is of ${plan.tool} version ${plan.version}, not of ${tool.id} version ${tool.version}.`,
    'Analyse the source again.',
  );
}

export function addJobRoutes(api: Api, { store, jobs, tools }: ServerDeps): void {
  api.openapi(add, async (c) => {
    const { kind, params, plan, ...job } = c.req.valid('json');
    const tool = findTool(tools, job.tool);
    if (kind === 'render' && !tool.render) {
      throw new AudioError('invalid-parameter', `${tool.title} only measures.`, 'Ask for an analysis instead.');
    }
    if (plan) checkPlan(tool, plan);
    checkCompanionCount(tool.companions, job.companionIds.length);
    const parsed = tool.parameters.parse(params) as Readonly<Record<string, unknown>>;
    return c.json(await jobs.add({ ...job, kind, params: parsed, plan: kind === 'render' ? plan : null }));
  });
  api.openapi(list, async (c) => {
    const { states, ...query } = c.req.valid('query');
    const wanted = states === undefined ? undefined : z.array(jobStateSchema).safeParse(states.split(','));
    if (wanted && !wanted.success) {
      throw new AudioError('invalid-parameter', `states: ${states} is not a list of states.`, 'Separate by commas.');
    }
    const found = await store.jobs({ ...defined(query), ...(wanted && { states: wanted.data }) });
    return c.json(found.map((job) => jobs.live(job)));
  });
  api.openapi(read, async (c) => c.json(jobs.live(await store.job(c.req.valid('param').id))));
  api.openapi(cancel, async (c) => c.json(await jobs.cancel(c.req.valid('param').id)));
  api.openapi(retry, async (c) => c.json(await jobs.retry(c.req.valid('param').id)));
  api.openapi(reorder, async (c) => c.json(await jobs.reorder(c.req.valid('param').id, defined(c.req.valid('json')))));
}
