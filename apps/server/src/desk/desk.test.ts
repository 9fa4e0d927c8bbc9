import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision, LedgerEntry, ListeningTest, PlanStep, Session, Source, Take } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chanceBothSides, chanceOfAtLeast } from '../binomial.ts';
import { audioBytes, noise } from '../testing/testFiles.ts';
import { type TestServer, testServer } from '../testing/testServer.ts';

interface Everything {
  readonly sources: Source[];
  readonly takes: Take[];
  readonly decisions: Decision[];
  readonly listeningTests: ListeningTest[];
  readonly view: unknown;
}

let t: TestServer;
let session: Session;
let source: Source;

beforeAll(async () => {
  t = await testServer();
  session = await t.session();
  source = await t.upload(session.id, 'a.wav', await audioBytes(noise(5000)));
});
afterAll(() => t.close());

const everything = (id: string): Promise<Everything> => t.json('GET', `/sessions/${id}`);

async function render(gainDb: number): Promise<string> {
  const body = { sessionId: session.id, sourceId: source.id, kind: 'render', tool: 'gain', params: { gainDb } };
  const job = await t.ended((await t.json<{ id: string }>('POST', '/jobs', body)).id);
  return job.result?.takeId ?? '';
}

describe('the desk', () => {
  it('keeps titles and views', async () => {
    expect((await t.json<Session>('PATCH', `/sessions/${session.id}`, { title: ' Löwe 🦁 ' })).title).toBe('Löwe 🦁');
    await t.json('PUT', `/sessions/${session.id}/view`, { zoom: [1, 2], at: null });
    expect((await everything(session.id)).view).toEqual({ zoom: [1, 2], at: null });
    expect((await t.json<Session[]>('GET', '/sessions?limit=1'))[0]?.id).toBe(session.id);
    await expect(t.json('GET', '/sessions?limit=0')).rejects.toThrow(/400/);
    await expect(t.json('GET', "/sessions/x'--")).rejects.toThrow(/400/);
  });

  it('keeps verdicts and listening tests with their chance', async () => {
    const id = await render(-1);
    await t.json('POST', `/takes/${id}/decisions`, { verdict: 'accept', note: 'Yes.' });
    const abx = await t.json<ListeningTest>('POST', `/takes/${id}/listening-tests`, {
      kind: 'abx',
      trials: 10,
      hits: 9,
      pValue: 0,
    });
    expect(abx.pValue).toBeCloseTo(11 / 1024, 12);
    await expect(t.json('POST', `/takes/${id}/listening-tests`, { kind: 'abx', trials: 5, hits: 6 })).rejects.toThrow(
      /400/,
    );
    const { decisions, listeningTests } = await everything(session.id);
    expect(decisions).toMatchObject([{ takeId: id, verdict: 'accept', note: 'Yes.' }]);
    expect(listeningTests).toMatchObject([{ takeId: id, trials: 10, hits: 9 }]);
  });

  it('undoes and redoes plans', async () => {
    const step = (label: string): Promise<PlanStep> =>
      t.json('POST', '/plans', { sessionId: session.id, sourceId: source.id, tool: 'gain', label, params: {} });
    const [a, b] = [await step('A'), await step('B')];
    await t.json('PUT', '/plans/current', { sourceId: source.id, tool: 'gain', stepId: a.id });
    const c = await step('C');
    const path = `/plans?sourceId=${source.id}&tool=gain`;
    expect(await t.json('GET', path)).toMatchObject({ currentId: c.id, steps: [{ label: 'A' }, { label: 'C' }] });
    await expect(t.json('PUT', '/plans/current', { sourceId: source.id, tool: 'gain', stepId: b.id })).rejects.toThrow(
      /404/,
    );
  });

  it('notes everything in a ledger that verifies', async () => {
    const entries = await t.json<LedgerEntry[]>('GET', '/ledger?limit=1000');
    expect(entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['import', 'take', 'decision', 'listening-test']),
    );
    expect(await t.json('GET', '/ledger/verify')).toEqual({ ok: true, entries: entries.length, firstBroken: null });
  });

  it('removes the files of a deleted session unless another one has them', async () => {
    const other = await t.session('Other');
    const shared = await t.upload(other.id, 'same.wav', await audioBytes(noise(5000)));
    const alone = await t.upload(other.id, 'alone.wav', await audioBytes(noise(6000)));
    await t.json('DELETE', `/sessions/${other.id}`);
    const names = readdirSync(join(t.dataFolder, 'blobs'), { recursive: true, encoding: 'utf8' }).join();
    expect(names).toContain(shared.sha256);
    expect(names).not.toContain(alone.sha256);
    expect(readdirSync(join(t.dataFolder, 'derived')).join()).not.toContain(alone.sha256);
    await expect(everything(other.id)).rejects.toThrow(/404/);
  });

  it('describes itself', async () => {
    const document = await t.json<{ openapi: string; paths: Record<string, object> }>('GET', '/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/launch',
        '/tools',
        '/sessions/{id}/sources',
        '/audio/{kind}/{id}/pcm',
        '/jobs/{id}',
        '/events',
      ]),
    );
    const tools = await t.json<{ id: string; renders: boolean; parameters: object }[]>('GET', '/tools');
    expect(tools.find(({ id }) => id === 'gain')).toMatchObject({ renders: true, parameters: { type: 'object' } });
    expect(tools.find(({ id }) => id === 'measure')?.renders).toBe(false);
  });
});

describe('the chance of guessing', () => {
  it('agrees with sums of binomials', () => {
    expect(chanceOfAtLeast(0, 16)).toBeCloseTo(1, 12);
    expect(chanceOfAtLeast(16, 16)).toBe(2 ** -16);
    expect(chanceOfAtLeast(12, 16)).toBeCloseTo((1820 + 560 + 120 + 16 + 1) / 65_536, 12);
    expect(chanceBothSides(8, 16)).toBe(1);
    expect(chanceBothSides(4, 16)).toBeCloseTo((2 * 2517) / 65_536, 12);
    expect(chanceOfAtLeast(500, 1000)).toBeCloseTo(0.5126, 4);
    expect(chanceOfAtLeast(1000, 1000)).toBeCloseTo(2 ** -1000, 300);
  });
});
