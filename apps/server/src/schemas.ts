/** Shapes of the API for validation and for the OpenAPI document; the TypeScript types are those of core/engine. */
import { z } from '@hono/zod-openapi';
import type { ChannelRole } from '@studiohand/core/audio';
import type {
  AudioSummary,
  Decision,
  ExportRecord,
  Job,
  LedgerEntry,
  ListeningTest,
  PlanStep,
  Session,
  Source,
  Take,
} from '@studiohand/core/engine';
import type { Plan, Report } from '@studiohand/core/tool';

const time = z.iso.datetime();
const free = z.record(z.string(), z.unknown());

/** Ids are made by the store; nothing that is not one may reach it. */
export const idSchema: z.ZodString = z.string().regex(/^[\w-]{1,64}$/, 'is not an id');
/** Ids of sources or takes of the same session, in the producer's order. */
export const companionIdsSchema: z.ZodArray<z.ZodString> = z.array(idSchema).max(256);
/** Path parameters of routes with one id. */
export const byId: z.ZodObject<{ id: z.ZodString }> = z.object({ id: idSchema });
/** Ids of tools. */
export const toolIdSchema: z.ZodString = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is not the id of a tool');
export const titleSchema: z.ZodString = z.string().trim().min(1).max(200);
export const paramsSchema: z.ZodRecord<z.ZodString, z.ZodUnknown> = free;

/** Page of a list. */
export const pageShape: { limit: z.ZodOptional<z.ZodCoercedNumber>; after: z.ZodOptional<z.ZodString> } = {
  limit: z.coerce.number().int().min(1).max(500).optional(),
  after: idSchema.optional(),
};

export const sessionSchema: z.ZodType<Session> = z
  .object({ id: idSchema, title: z.string(), createdAt: time, changedAt: time })
  .openapi('Session');

const summarySchema: z.ZodType<AudioSummary> = z
  .object({
    container: z.string(),
    codec: z.string(),
    sampleRateHz: z.number(),
    channels: z.int(),
    layout: z.array(z.custom<ChannelRole>().openapi({ type: 'string' })),
    frameCount: z.int(),
    encoding: z.object({ kind: z.enum(['int', 'float']), bits: z.int() }).nullable(),
    chunks: z.array(z.string()),
    notes: z.array(z.string()),
  })
  .openapi('AudioSummary');

const moveSchema = z.object({
  id: z.string().max(200),
  enabled: z.boolean(),
  title: z.string().max(2000),
  reason: z.string().max(4000),
  amount: z.number().min(0).max(1),
  settings: free,
});

export const planSchema: z.ZodType<Plan> = z
  .object({ tool: toolIdSchema, version: z.int(), seed: z.int(), moves: z.array(moveSchema).max(10_000) })
  .openapi('Plan');

const findingSchema = z.object({
  id: z.string(),
  severity: z.enum(['info', 'notice', 'warning', 'problem']),
  text: z.string(),
  fromSeconds: z.number().optional(),
  toSeconds: z.number().optional(),
});

const attachmentSchema = z.object({
  name: z.string().openapi({ description: 'File name without a folder.' }),
  title: z.string(),
  mediaType: z.string(),
  text: z.string(),
});

const reportSchema = z
  .object({
    json: free,
    rows: z.array(z.object({ label: z.string(), value: z.string() })),
    findings: z.array(findingSchema),
    attachments: z.array(attachmentSchema).optional(),
  })
  .openapi('Report') as unknown as z.ZodType<Report>;

const stored = { id: idSchema, createdAt: time };
const levels = { integratedLufs: z.number().nullable(), truePeakDbtp: z.number().nullable() };
const file = { name: z.string(), sha256: z.string(), bytes: z.int(), audio: summarySchema, ...levels };

export const sourceSchema: z.ZodType<Source> = z.object({ ...stored, sessionId: idSchema, ...file }).openapi('Source');

export const takeSchema: z.ZodType<Take> = z
  .object({
    ...stored,
    sessionId: idSchema,
    sourceId: idSchema,
    companionIds: companionIdsSchema.optional(),
    tool: z.string(),
    plan: planSchema,
    ...file,
    deltaDb: z.number().nullable(),
    proof: reportSchema,
  })
  .openapi('Take') as unknown as z.ZodType<Take>;

export const decisionSchema: z.ZodType<Decision> = z
  .object({ ...stored, takeId: idSchema, verdict: z.enum(['accept', 'adjust', 'reject']), note: z.string() })
  .openapi('Decision');

export const listeningTestSchema: z.ZodType<ListeningTest> = z
  .object({
    ...stored,
    takeId: idSchema,
    kind: z.enum(['abx', 'preference']),
    trials: z.int(),
    hits: z.int(),
    pValue: z.number(),
  })
  .openapi('ListeningTest');

export const exportSchema: z.ZodType<ExportRecord> = z
  .object({ ...stored, takeId: idSchema, path: z.string(), sha256: z.string() })
  .openapi('ExportRecord');

export const planStepSchema: z.ZodType<PlanStep> = z
  .object({
    ...stored,
    sessionId: idSchema,
    sourceId: idSchema,
    tool: z.string(),
    label: z.string(),
    params: free,
    plan: planSchema.nullable(),
    companionIds: companionIdsSchema.optional(),
  })
  .openapi('PlanStep') as unknown as z.ZodType<PlanStep>;

export const jobStateSchema: z.ZodEnum<{
  queued: 'queued';
  running: 'running';
  done: 'done';
  failed: 'failed';
  cancelled: 'cancelled';
  interrupted: 'interrupted';
}> = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted']);

export const jobSchema = z
  .object({
    ...stored,
    sessionId: idSchema,
    sourceId: idSchema,
    companionIds: companionIdsSchema.optional(),
    kind: z.enum(['analyse', 'render']),
    tool: z.string(),
    params: free,
    plan: planSchema.nullable(),
    priority: z.number(),
    position: z.number(),
    state: jobStateSchema,
    stage: z.string(),
    fraction: z.number(),
    etaSeconds: z.number().nullable(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
    result: z
      .object({
        report: reportSchema.optional(),
        plan: planSchema.nullable().optional(),
        takeId: idSchema.optional(),
      })
      .nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .openapi('Job') as unknown as z.ZodType<Job>;

export const ledgerEntrySchema: z.ZodType<LedgerEntry> = z
  .object({
    sequence: z.int(),
    at: time,
    kind: z.enum(['import', 'analysis', 'plan', 'take', 'rename', 'decision', 'listening-test', 'export', 'delete']),
    sessionId: idSchema.nullable(),
    data: free,
    previousHash: z.string(),
    hash: z.string(),
  })
  .openapi('LedgerEntry');

/** Every error answer. */
export const errorSchema: z.ZodType = z
  .object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) })
  .openapi('Error');
