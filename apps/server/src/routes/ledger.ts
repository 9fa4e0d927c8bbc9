import { createRoute, z } from '@hono/zod-openapi';
import { verifyLedger } from '@studiohand/node';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson, defined } from '../describe.ts';
import { ledgerEntrySchema } from '../schemas.ts';

const list = createRoute({
  method: 'get',
  path: '/ledger',
  summary: 'The record of everything done, oldest first',
  request: {
    query: z.object({
      from: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(1000).optional(),
    }),
  },
  responses: answersJson(z.array(ledgerEntrySchema), 'A page of entries.'),
});

const verify = createRoute({
  method: 'get',
  path: '/ledger/verify',
  summary: 'Whether the chain of hashes is whole',
  responses: answersJson(
    z.object({ ok: z.boolean(), entries: z.int(), firstBroken: z.int().nullable() }),
    'The result.',
  ),
});

export function addLedgerRoutes(api: Api, { store }: ServerDeps): void {
  api.openapi(list, async (c) => c.json(await store.ledger(defined(c.req.valid('query')))));
  api.openapi(verify, async (c) => c.json(await verifyLedger(store)));
}
