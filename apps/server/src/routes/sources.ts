import type { IncomingMessage } from 'node:http';
import { createRoute, z } from '@hono/zod-openapi';
import { AudioError } from '@studiohand/core/audio';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson } from '../describe.ts';
import { byId, sessionSchema, sourceSchema } from '../schemas.ts';

const add = createRoute({
  method: 'put',
  path: '/sessions/{id}/sources',
  summary: 'Import a file: its bytes are the body',
  request: {
    params: byId,
    query: z.object({ name: z.string().min(1).max(255) }),
    body: { content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } },
  },
  responses: answersJson(sourceSchema, 'The source, measured.'),
});

const demo = createRoute({
  method: 'post',
  path: '/sessions/demo',
  summary: 'A new session with the demo song, or with its stems',
  request: { query: z.object({ stems: z.enum(['true', 'false']).default('false') }) },
  responses: answersJson(sessionSchema, 'The session.'),
});

/** What the HTTP adaptor adds to a request. */
interface HttpEnv {
  readonly incoming?: IncomingMessage;
}

/**
 * The bytes as they come from the socket: a web stream of them would copy every piece once more. After an error the
 * adaptor reads the rest of the request, so that the answer gets through.
 */
function uploaded(request: Request, incoming: IncomingMessage | undefined): AsyncIterable<Uint8Array> | null {
  return incoming ? incoming.iterator({ destroyOnReturn: false }) : request.body;
}

export function addSourceRoutes(api: Api, { imports }: ServerDeps): void {
  api.openapi(demo, async (c) => c.json(await imports.demo(c.req.valid('query').stems === 'true')));
  api.openapi(add, async (c) => {
    const bytes = uploaded(c.req.raw, (c.env as HttpEnv | undefined)?.incoming);
    if (c.req.header('content-type')?.split(';')[0] !== 'application/octet-stream' || bytes === null) {
      throw new AudioError('invalid-parameter', 'There is no file in the request.', 'Send its bytes as the body.');
    }
    const length = c.req.header('content-length');
    const declaredBytes = length === undefined ? undefined : Number(length);
    const { name } = c.req.valid('query');
    const { id: sessionId } = c.req.valid('param');
    return c.json(await imports.add({ sessionId, name, declaredBytes, bytes, signal: c.req.raw.signal }));
  });
}
