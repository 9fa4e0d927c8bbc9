import { OpenAPIHono } from '@hono/zod-openapi';
import { AudioError } from '@studiohand/core/audio';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Api, ServerDeps } from './deps.ts';
import { asAudioError, errorResponse, statusOf } from './errors.ts';
import { addAudioRoutes } from './routes/audio.ts';
import { addEventRoute } from './routes/events.ts';
import { addJobRoutes } from './routes/jobs.ts';
import { addLaunchRoute } from './routes/launch.ts';
import { addLedgerRoutes } from './routes/ledger.ts';
import { addPlanRoutes } from './routes/plans.ts';
import { addSessionRoutes } from './routes/sessions.ts';
import { addSourceRoutes } from './routes/sources.ts';
import { addStaticFiles } from './routes/staticFiles.ts';
import { addTakeRoutes } from './routes/takes.ts';
import { addToolRoutes } from './routes/tools.ts';
import { API, guard, securityHeaders } from './security.ts';

const ROUTES: readonly ((api: Api, deps: ServerDeps) => void)[] = [
  addLaunchRoute,
  addToolRoutes,
  addSourceRoutes,
  addSessionRoutes,
  addAudioRoutes,
  addJobRoutes,
  addPlanRoutes,
  addTakeRoutes,
  addLedgerRoutes,
  addEventRoute,
];

function newApi(): Api {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
      throw new AudioError('invalid-parameter', problems.join('; '), `${API}/openapi.json describes every request.`);
    },
  });
}

/** The whole server as a fetch handler: guard, API and page. Try it with `app.request`. */
export function createApp(deps: ServerDeps): Hono {
  const { log, port, tokens, limits } = deps;
  const app = new Hono();
  app.onError((thrown, c) => {
    const error = asAudioError(thrown);
    if (statusOf(error) === 500) log(`${c.req.method} ${c.req.path}: ${(error.cause as Error)?.stack ?? error.stack}`);
    return errorResponse(c, error);
  });
  app.notFound((c) => errorResponse(c, new AudioError('not-found', 'There is nothing here.', 'Check the address.')));
  app.use(securityHeaders());
  app.use(guard(port, tokens));

  const limitJson = bodyLimit({
    maxSize: limits.maxJsonBytes,
    onError: () => {
      throw new AudioError('too-large', 'The request is too large.', 'Send less at once.');
    },
  });
  app.use(`${API}/*`, (c, next) =>
    c.req.header('content-type')?.startsWith('application/json') ? limitJson(c, next) : next(),
  );

  const api = newApi();
  for (const add of ROUTES) add(api, deps);
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Studiohand', version: '1', description: 'The desk of Studiohand on this computer.' },
    servers: [{ url: API }],
    security: [{ launch: [] }],
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'launch', { type: 'http', scheme: 'bearer' });
  app.route(API, api);
  app.all('/api/*', (c) => c.notFound());
  addStaticFiles(app, deps);
  return app;
}
