import { createRoute, z } from '@hono/zod-openapi';
import { chanceBothSides, chanceOfAtLeast } from '../binomial.ts';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, defined, jsonBody } from '../describe.ts';
import { byId, decisionSchema, exportSchema, listeningTestSchema, takeSchema } from '../schemas.ts';

const rename = createRoute({
  method: 'patch',
  path: '/takes/{id}',
  summary: 'Another name for a take',
  request: { params: byId, body: jsonBody(z.strictObject({ name: z.string().trim().min(1).max(200) })) },
  responses: answersJson(takeSchema, 'The take.'),
});

const decide = createRoute({
  method: 'post',
  path: '/takes/{id}/decisions',
  summary: 'A verdict on a take',
  request: {
    params: byId,
    body: jsonBody(
      z.strictObject({ verdict: z.enum(['accept', 'adjust', 'reject']), note: z.string().max(10_000).default('') }),
    ),
  },
  responses: answersJson(decisionSchema, 'The decision.'),
});

const test = createRoute({
  method: 'post',
  path: '/takes/{id}/listening-tests',
  summary: 'The result of a blind test; the chance of guessing it is computed here',
  request: {
    params: byId,
    body: jsonBody(
      z
        .object({
          kind: z.enum(['abx', 'preference']),
          trials: z.int().min(1).max(1000),
          hits: z.int().min(0).max(1000),
        })
        .refine(({ hits, trials }) => hits <= trials, { path: ['hits'], message: 'are more than the trials' }),
    ),
  },
  responses: answersJson(listeningTestSchema, 'The result as kept.'),
});

const formatShape = {
  to: z.string().max(20).optional(),
  bitDepth: z.coerce.string().max(10).optional(),
  ditherMode: z.string().max(20).optional(),
  name: z.string().min(1).max(200).optional(),
};
const rate = z.union([z.literal('same'), z.coerce.number().min(1000).max(768_000)]).optional();

const preview = createRoute({
  method: 'get',
  path: '/takes/{id}/export-preview',
  summary: 'What an export would be called and hold',
  request: { params: byId, query: z.object({ ...formatShape, sampleRateHz: rate }) },
  responses: answersJson(
    z.looseObject({ name: z.string(), folder: z.string(), chunks: z.array(z.string()) }),
    'Name, folder, format and metadata.',
  ),
});

const exportTake = createRoute({
  method: 'post',
  path: '/takes/{id}/exports',
  summary: 'Write a take to the folder of exports',
  request: { params: byId, body: jsonBody(z.strictObject({ ...formatShape, sampleRateHz: rate })) },
  responses: answersJson(exportSchema, 'The file written.'),
});

const reveal = createRoute({
  method: 'post',
  path: '/exports/{id}/reveal',
  summary: 'Show the folder of an export in the file manager',
  request: { params: byId },
  responses: answersJson(z.object({}), 'Shown.'),
});

export function addTakeRoutes(api: Api, { store, events, exports }: ServerDeps): void {
  api.openapi(rename, async (c) => {
    const take = await store.renameTake(c.req.valid('param').id, c.req.valid('json').name);
    events.session(take.sessionId, 'take');
    return c.json(take);
  });
  api.openapi(decide, async (c) => {
    const { id: takeId } = c.req.valid('param');
    const decision = await store.addDecision({ takeId, ...c.req.valid('json') });
    events.session((await store.take(takeId)).sessionId, 'decision');
    return c.json(decision);
  });
  api.openapi(test, async (c) => {
    const { id: takeId } = c.req.valid('param');
    const { kind, trials, hits } = c.req.valid('json');
    const pValue = kind === 'abx' ? chanceOfAtLeast(hits, trials) : chanceBothSides(hits, trials);
    const result = await store.addListeningTest({ takeId, kind, trials, hits, pValue });
    events.session((await store.take(takeId)).sessionId, 'listening-test');
    return c.json(result);
  });
  api.openapi(preview, async (c) =>
    c.json(await exports.preview(c.req.valid('param').id, defined(c.req.valid('query')))),
  );
  api.openapi(exportTake, async (c) =>
    c.json(await exports.add(c.req.valid('param').id, defined(c.req.valid('json')))),
  );
  api.openapi(reveal, async (c) => {
    await exports.reveal(c.req.valid('param').id);
    return c.json({});
  });
}
