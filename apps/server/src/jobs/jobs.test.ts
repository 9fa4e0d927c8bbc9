import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, Session, Source, Take } from '@studiohand/core/engine';
import { tools } from '@studiohand/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from '../testing/testFiles.ts';
import { type TestServer, testServer } from '../testing/testServer.ts';
import { testTools } from '../testing/testTools.ts';

const FRAMES = 48_000;

let t: TestServer;
let session: Session;
let source: Source;

beforeAll(async () => {
  t = await testServer({
    tools: [...tools, ...testTools],
    workerScript: new URL('../testing/testWorker.ts', import.meta.url),
  });
  session = await t.session();
  source = await t.upload(session.id, 'Song.wav', await audioBytes(noise(FRAMES)));
});
afterAll(() => t.close());

function start(kind: Job['kind'], tool: string, params: object = {}, more: object = {}): Promise<Job> {
  return t.json<Job>('POST', '/jobs', { sessionId: session.id, sourceId: source.id, kind, tool, params, ...more });
}

const run = async (...job: Parameters<typeof start>): Promise<Job> => await t.ended((await start(...job)).id);

async function untilRunning(id: string): Promise<void> {
  await expect
    .poll(async () => (await t.json<Job>('GET', `/jobs/${id}`)).fraction, { timeout: 5000 })
    .toBeGreaterThan(0);
}

describe('an analysis', () => {
  it('gives report and, for tools that render, a plan', async () => {
    const measured = await run('analyse', 'measure');
    expect(measured).toMatchObject({ state: 'done', fraction: 1, error: null, result: { plan: null } });
    expect(measured.result?.report?.json).toMatchObject({ sampleRateHz: 48_000, channels: 2 });
    const gain = await run('analyse', 'gain', { gainDb: -2 });
    expect(gain.result?.plan?.moves[0]).toMatchObject({ id: 'gain', settings: { gainDb: -2 } });
  });

  it('is made once for the same file and parameters', async () => {
    const folder = join(t.dataFolder, 'derived');
    await run('analyse', 'gain', { gainDb: -7 });
    const names = await readdir(folder);
    // Defaults are filled in before: the same question in other words.
    const again = await run('analyse', 'gain', { gainDb: -7, invertPolarity: false });
    expect(again.state).toBe('done');
    expect(await readdir(folder)).toEqual(names);
    await run('analyse', 'gain', { gainDb: -7.1 });
    expect(await readdir(folder)).toHaveLength(names.length + 1);
  });

  it('is refused with parameters, tools or plans that are not known', async () => {
    await expect(start('analyse', 'gain', { gainDb: 'loud' })).rejects.toThrow(/400.*gainDb/);
    await expect(start('analyse', 'nothing')).rejects.toThrow(/404/);
    await expect(start('render', 'measure')).rejects.toThrow(/400.*only measures/);
    const plan = { tool: 'gain', version: 99, seed: 1, moves: [] };
    await expect(start('render', 'gain', {}, { plan })).rejects.toThrow(/400.*version 99/);
  });
});

describe('a render', () => {
  it('gives a take with proof, levels, delta and overview', async () => {
    const job = await run('render', 'gain', { gainDb: -6 });
    expect(job).toMatchObject({ state: 'done', fraction: 1 });
    const { takes } = await t.json<{ takes: Take[] }>('GET', `/sessions/${session.id}`);
    const take = takes.find(({ id }) => id === job.result?.takeId);
    expect(take).toMatchObject({ name: 'Gain -6.00 dB', tool: 'gain', audio: { frameCount: FRAMES } });
    expect(take?.integratedLufs).toBeCloseTo((source.integratedLufs as number) - 6, 1);
    expect(take?.truePeakDbtp).toBeCloseTo((source.truePeakDbtp as number) - 6, 1);
    // The difference is the source times 10^(-6/20) - 1.
    expect(take?.deltaDb).toBeCloseTo(20 * Math.log10(1 - 10 ** (-6 / 20)), 1);
    expect(take?.proof.json['peakChangeDb']).toBeCloseTo(-6, 2);
    const pcm = async (path: string): Promise<Float32Array> =>
      new Float32Array(await (await t.fetch(`/audio/${path}/pcm?frameCount=1000`)).arrayBuffer());
    const [before, after] = [await pcm(`sources/${source.id}`), await pcm(`takes/${take?.id}`)];
    for (const [i, value] of after.entries())
      expect(Math.abs(value - before[i]! * 10 ** (-6 / 20))).toBeLessThan(2 / 32_768);
    const peaks = await t.fetch(`/audio/takes/${take?.id}/peaks?framesPerPeak=256&peakCount=1000`);
    expect(peaks.headers.get('x-peak-count')).toBe(String(Math.ceil(FRAMES / 256)));
    expect(await readdir(join(t.dataFolder, 'tmp'))).toEqual([]);
  });

  it('follows an edited plan; a take without a change says so; names are numbered', async () => {
    const plan = (await run('analyse', 'gain', { gainDb: -3 })).result?.plan;
    const off = { ...plan, moves: plan?.moves.map((move) => ({ ...move, enabled: false })) };
    const jobs = [await run('render', 'gain', {}, { plan: off }), await run('render', 'gain', {}, { plan: off })];
    const { takes } = await t.json<{ takes: Take[] }>('GET', `/sessions/${session.id}`);
    const made = jobs.map((job) => takes.find(({ id }) => id === job.result?.takeId));
    expect(made.map((take) => take?.name)).toEqual(['Gain', 'Gain (2)']);
    expect(made[0]?.deltaDb).toBe(-300);
  });
});

describe('a job that goes wrong', () => {
  it.each(['crashing', 'throwing'])('fails alone when its thread dies: %s', async (tool) => {
    const crash = await start('analyse', tool);
    const other = await start('analyse', 'gain', { gainDb: Math.random() });
    expect(await t.ended(crash.id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect((await t.ended(other.id)).state).toBe('done');
    expect((await run('analyse', 'gain', { gainDb: Math.random() })).state).toBe('done');
  });

  it('can be tried again', async () => {
    const failed = await run('analyse', 'crashing');
    const retried = await t.json<Job>('POST', `/jobs/${failed.id}/retry`);
    expect(['queued', 'running']).toContain(retried.state);
    expect(await t.ended(failed.id)).toMatchObject({ id: failed.id, state: 'failed' });
    const done = await run('analyse', 'measure');
    await expect(t.json('POST', `/jobs/${done.id}/retry`)).rejects.toThrow(/400.*done/);
  });

  it.each(['slow', 'stubborn'])('is cancelled within a second: %s', async (tool) => {
    const job = await start('analyse', tool);
    if (tool === 'slow') await untilRunning(job.id);
    else await new Promise((resolve) => setTimeout(resolve, 500));
    const begin = performance.now();
    const cancelled = await t.json<Job>('POST', `/jobs/${job.id}/cancel`);
    expect(cancelled.state).toBe('cancelled');
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(await readdir(join(t.dataFolder, 'tmp'))).toEqual([]);
  });

  it('is cancelled with its session, and its files go', async () => {
    const other = await t.session('Other');
    const { id, sha256 } = await t.upload(other.id, 'b.wav', await audioBytes(noise(2000, 1, 9)));
    const order = { sessionId: other.id, sourceId: id, kind: 'analyse', tool: 'slow', params: {} };
    await untilRunning((await t.json<Job>('POST', '/jobs', order)).id);
    await t.json('DELETE', `/sessions/${other.id}`);
    expect(await t.json('GET', '/jobs?states=queued,running')).toEqual([]);
    expect(await readdir(join(t.dataFolder, 'blobs', sha256.slice(0, 2))).catch(() => [])).not.toContain(sha256);
  });

  it('is cancelled while it waits, and does not run any more', async () => {
    const slow = [
      await start('analyse', 'slow'),
      await start('analyse', 'slow', { n: 2 }),
      await start('analyse', 'slow', { n: 3 }),
    ];
    const waiting = await start('analyse', 'crashing');
    expect(waiting.state).toBe('queued');
    expect((await t.json<Job>('POST', `/jobs/${waiting.id}/cancel`)).state).toBe('cancelled');
    const listed = await t.json<Job[]>('GET', `/jobs?sessionId=${session.id}&states=queued,running`);
    expect(listed.map(({ id }) => id).sort()).toEqual(slow.map(({ id }) => id).sort());
    for (const { id } of slow) await t.json('POST', `/jobs/${id}/cancel`);
    expect((await t.json<Job>('GET', `/jobs/${waiting.id}`)).startedAt).toBeNull();
  });
});

describe('the queue', () => {
  it('starts what was moved forward first', async () => {
    const slow = [
      await start('analyse', 'slow'),
      await start('analyse', 'slow', { n: 2 }),
      await start('analyse', 'slow', { n: 3 }),
    ];
    const running = slow.filter(({ state }) => state === 'running');
    const waiting = [
      ...slow.filter(({ state }) => state === 'queued'),
      await start('analyse', 'gain', { gainDb: 1.5 }),
      await start('analyse', 'gain', { gainDb: 2.5 }),
    ];
    const [, second, last] = waiting.slice(-3) as [Job, Job, Job];
    await t.json('PATCH', `/jobs/${last.id}`, { priority: 2 });
    await t.json('PATCH', `/jobs/${second.id}`, { priority: 1 });
    for (const { id } of running.slice(0, 1)) await t.json('POST', `/jobs/${id}/cancel`);
    for (const { id } of slow.slice(0, 1)) await t.json('POST', `/jobs/${id}/cancel`);
    const [lastDone, secondDone] = [await t.ended(last.id), await t.ended(second.id)];
    expect([lastDone.state, secondDone.state]).toEqual(['done', 'done']);
    expect(String(lastDone.startedAt) <= String(secondDone.startedAt)).toBe(true);
    for (const { id } of slow) await t.json('POST', `/jobs/${id}/cancel`);
  });
});
