import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, jsonBody } from '../describe.ts';

const launch = createRoute({
  method: 'post',
  path: '/launch',
  summary: 'Exchange the token of a launch link for the token of the API, once',
  request: { body: jsonBody(z.strictObject({ launchToken: z.string().max(200) })) },
  responses: answersJson(z.object({ token: z.string() }), 'Send it as Authorization: Bearer.'),
});

export function addLaunchRoute(api: Api, { tokens }: ServerDeps): void {
  api.openapi(launch, (c) => c.json({ token: tokens.redeem(c.req.valid('json').launchToken) }));
}
