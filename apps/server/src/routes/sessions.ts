import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, defined, jsonBody } from '../describe.ts';
import {
  byId,
  decisionSchema,
  exportSchema,
  listeningTestSchema,
  pageShape,
  sessionSchema,
  sourceSchema,
  takeSchema,
  titleSchema,
} from '../schemas.ts';

const nothing = z.object({});
const titleBody = jsonBody(z.strictObject({ title: titleSchema }));

const list = createRoute({
  method: 'get',
  path: '/sessions',
  summary: 'Sessions, newest first',
  request: { query: z.object(pageShape) },
  responses: answersJson(z.array(sessionSchema), 'A page of sessions.'),
});

const create = createRoute({
  method: 'post',
  path: '/sessions',
  summary: 'A new session',
  request: { body: titleBody },
  responses: answersJson(sessionSchema, 'The session.'),
});

const read = createRoute({
  method: 'get',
  path: '/sessions/{id}',
  summary: 'A session with all that is in it',
  request: { params: byId },
  responses: answersJson(
    z.object({
      session: sessionSchema,
      sources: z.array(sourceSchema),
      takes: z.array(takeSchema),
      decisions: z.array(decisionSchema),
      listeningTests: z.array(listeningTestSchema),
      exports: z.array(exportSchema),
      view: z.unknown(),
    }),
    'The session, its files, verdicts and the view saved last.',
  ),
});

const rename = createRoute({
  method: 'patch',
  path: '/sessions/{id}',
  summary: 'Rename a session',
  request: { params: byId, body: titleBody },
  responses: answersJson(sessionSchema, 'The session.'),
});

const saveView = createRoute({
  method: 'put',
  path: '/sessions/{id}/view',
  summary: 'Keep what the studio wants to find again',
  request: { params: byId, body: jsonBody(z.unknown()) },
  responses: answersJson(nothing, 'Saved.'),
});

const remove = createRoute({
  method: 'delete',
  path: '/sessions/{id}',
  summary: 'Delete a session',
  request: { params: byId },
  responses: answersJson(nothing, 'Deleted.'),
});

export function addSessionRoutes(api: Api, { store, events, jobs, keeper }: ServerDeps): void {
  api.openapi(list, async (c) => c.json(await store.sessions(defined(c.req.valid('query')))));
  api.openapi(create, async (c) => {
    const session = await store.createSession(c.req.valid('json').title);
    events.session(session.id, 'created');
    return c.json(session);
  });
  api.openapi(read, async (c) => {
    const { id } = c.req.valid('param');
    const session = await store.session(id);
    const [sources, takes, decisions, listeningTests, exports, view] = await Promise.all([
      store.sources(id),
      store.takes(id),
      store.decisions(id),
      store.listeningTests(id),
      store.exports(id),
      store.view(id),
    ]);
    return c.json({ session, sources, takes, decisions, listeningTests, exports, view: view ?? null });
  });
  api.openapi(rename, async (c) => {
    const session = await store.renameSession(c.req.valid('param').id, c.req.valid('json').title);
    events.session(session.id, 'title');
    return c.json(session);
  });
  api.openapi(saveView, async (c) => {
    await store.saveView(c.req.valid('param').id, c.req.valid('json'));
    return c.json({});
  });
  api.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    const files = [...(await store.sources(id)), ...(await store.takes(id))];
    await jobs.cancelSession(id);
    await store.deleteSession(id);
    await keeper.collect(files.map(({ sha256 }) => sha256));
    events.session(id, 'deleted');
    return c.json({});
  });
}
