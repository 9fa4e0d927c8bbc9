import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, LedgerEntry, PlanStep, Session, Source, Take, ToolDescription } from '@studiohand/core/engine';
import { tools } from '@studiohand/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from '../testing/testFiles.ts';
import { type TestServer, testServer } from '../testing/testServer.ts';
import { testTools } from '../testing/testTools.ts';

/** Jobs of tools that read further files of the session beside their source. */
let t: TestServer;
let session: Session;
let other: Session;
let mix: Source;
let reference: Source;
let foreign: Source;

const louder = (channels: Float64Array[]): Float64Array[] => channels.map((c) => c.map((value) => value * 1.5));

beforeAll(async () => {
  t = await testServer({
    tools: [...tools, ...testTools],
    workerScript: new URL('../testing/testWorker.ts', import.meta.url),
  });
  [session, other] = [await t.session(), await t.session('Other')];
  mix = await t.upload(session.id, 'Mix.wav', await audioBytes(noise(24_000)));
  reference = await t.upload(session.id, 'Reference.wav', await audioBytes(louder(noise(12_000, 2, 7))));
  foreign = await t.upload(other.id, 'Foreign.wav', await audioBytes(noise(12_000, 2, 8)));
});
afterAll(() => t.close());

function start(companionIds: readonly string[] | undefined, more: object = {}): Promise<Job> {
  const job = { sessionId: session.id, sourceId: mix.id, kind: 'analyse', tool: 'level-match', companionIds, ...more };
  return t.json<Job>('POST', '/jobs', job);
}

const run = async (...job: Parameters<typeof start>): Promise<Job> => await t.ended((await start(...job)).id);
const derived = (): Promise<string[]> => readdir(join(t.dataFolder, 'derived'));

async function takeOf(job: Job): Promise<Take> {
  const { takes } = await t.json<{ takes: Take[] }>('GET', `/sessions/${session.id}`);
  const take = takes.find(({ id }) => id === job.result?.takeId);
  if (!take) throw new Error(JSON.stringify(job.error));
  return take;
}

const ledger = (kind: LedgerEntry['kind']): Promise<LedgerEntry[]> =>
  t.json<LedgerEntry[]>('GET', '/ledger?limit=1000').then((all) => all.filter((entry) => entry.kind === kind));

describe('companions', () => {
  it('are described with their tool, and only there', async () => {
    const described = await t.json<ToolDescription[]>('GET', '/tools');
    expect(described.find(({ id }) => id === 'level-match')?.companions).toMatchObject({ minimum: 1, maximum: 3 });
    expect(described.find(({ id }) => id === 'gain')).not.toHaveProperty('companions');
  });

  it('reach the tool in order under their names; codecs and attachments come along', async () => {
    const job = await run([reference.id, mix.id]);
    expect(job).toMatchObject({ state: 'done', companionIds: [reference.id, mix.id] });
    expect(job.result?.report?.json).toMatchObject({
      names: ['Reference.wav', 'Mix.wav'],
      codecs: expect.arrayContaining(['mp3', 'vorbis', 'opus']),
    });
    expect(job.result?.report?.attachments).toEqual([
      { name: 'gain.txt', title: 'The gain as text', mediaType: 'text/plain', text: expect.stringMatching(/ dB\n$/) },
    ]);
    expect((await t.json<Job>('GET', `/jobs/${job.id}`)).result?.report?.attachments).toHaveLength(1);
    expect(await readdir(join(t.dataFolder, 'tmp'))).toEqual([]);
  });

  it('may be takes; the take made with them names them, and so does the ledger with their content', async () => {
    const quiet = await takeOf(await run([], { kind: 'render', tool: 'gain', params: { gainDb: -12 } }));
    expect(quiet).not.toHaveProperty('companionIds');
    const take = await takeOf(await run([quiet.id, reference.id], { kind: 'render' }));
    expect(take.companionIds).toEqual([quiet.id, reference.id]);
    expect(take.proof.json['gainDb']).toBeCloseTo(0, 1);
    expect(take.proof.attachments?.[0]?.name).toBe('proof.txt');
    const used = [
      { id: quiet.id, kind: 'take', sha256: quiet.sha256 },
      { id: reference.id, kind: 'source', sha256: reference.sha256 },
    ];
    expect((await ledger('take')).find(({ data }) => data['id'] === take.id)?.data['companions']).toEqual(used);
    const analysis = await run([quiet.id, reference.id]);
    expect((await ledger('analysis')).find(({ data }) => data['id'] === analysis.id)?.data['companions']).toEqual(used);
    expect((await ledger('take')).find(({ data }) => data['id'] === quiet.id)?.data).not.toHaveProperty('companions');
  });

  it('belong to the question that an analysis answers', async () => {
    await run([reference.id]);
    const before = await derived();
    await run([reference.id]);
    expect(await derived()).toEqual(before);
    await run([reference.id, reference.id]);
    expect(await derived()).toHaveLength(before.length + 1);
  });

  it('stay with the steps of a plan', async () => {
    const step = { sessionId: session.id, sourceId: mix.id, tool: 'level-match', label: 'One reference', params: {} };
    const kept = await t.json<PlanStep>('POST', '/plans', { ...step, companionIds: [reference.id] });
    expect(kept.companionIds).toEqual([reference.id]);
    const { data } = (await ledger('plan')).find((entry) => entry.data['id'] === kept.id) as LedgerEntry;
    expect(data['companions']).toEqual([{ id: reference.id, kind: 'source', sha256: reference.sha256 }]);
    await expect(t.json('POST', '/plans', { ...step, companionIds: [foreign.id] })).rejects.toThrow(/404.*no source/);
  });

  it('are counted', async () => {
    await expect(start(undefined)).rejects.toThrow(/400.*at least 1 needed beside the source, 0 given/);
    await expect(start(Array(4).fill(reference.id))).rejects.toThrow(/400.*at most 3/);
    await expect(start([reference.id], { tool: 'gain' })).rejects.toThrow(/400.*reads one file/);
    await expect(start(Array(300).fill(reference.id))).rejects.toThrow(/400/);
  });

  it('of another session are refused in the words for ids that do not exist', async () => {
    const order = { sessionId: other.id, sourceId: foreign.id, kind: 'render', tool: 'gain', params: { gainDb: -1 } };
    const foreignTake = (await t.ended((await t.json<Job>('POST', '/jobs', order)).id)).result?.takeId as string;
    const wordsFor = async (id: string): Promise<string> =>
      await start([reference.id, id]).then(
        () => 'accepted',
        (error: Error) => error.message.replace(id, 'ID'),
      );
    const unknown = await wordsFor('00000000-0000-4000-8000-000000000000');
    expect(unknown).toMatch(/404.*There is no source or take ID in session/);
    expect(await wordsFor(foreign.id)).toBe(unknown);
    expect(await wordsFor(foreignTake)).toBe(unknown);
    expect(await wordsFor('../../studio.sqlite')).toMatch(/400.*is not an id/);
    expect(await t.json('GET', '/jobs?states=queued,running')).toEqual([]);
  });

  it('are in the OpenAPI document', async () => {
    const { components } = await t.json<{ components: { schemas: Record<string, { properties: object }> } }>(
      'GET',
      '/openapi.json',
    );
    for (const name of ['Job', 'Take', 'PlanStep'])
      expect(components.schemas[name]?.properties).toHaveProperty('companionIds');
    expect(components.schemas['Report']?.properties).toHaveProperty('attachments');
  });
});
