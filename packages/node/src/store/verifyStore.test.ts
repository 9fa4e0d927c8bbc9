import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Session, Source, Take } from '@studiohand/core/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from './canonicalJson.ts';
import { Database } from './database.ts';
import { type FileBlobs, openBlobs } from './fileBlobs.ts';
import { verifyLedger } from './ledger.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStore, SqliteStore } from './sqliteStore.ts';
import { sampleJob, sampleSource, sampleTake } from './testing/samples.ts';
import { removeUnreferenced, type StoreCheck, verifyStore } from './verifyStore.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let folder = '';
let store: SqliteStore;
let blobs: FileBlobs;
let session: Session;
let source: Source;
let take: Take;

const content = async (fill: number): Promise<string> =>
  (
    await blobs.add(
      (async function* () {
        yield new Uint8Array(3000).fill(fill);
      })(),
    )
  ).sha256;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-verify-'));
  store = await openStore(folder);
  blobs = await openBlobs(folder);
  session = await store.createSession('Blue Hour');
  source = await store.addSource(sampleSource(session.id, await content(1)));
  const job = await store.addJob(sampleJob(session.id, source.id));
  take = await store.addTake(sampleTake(session.id, source.id, await content(2)), job.id);
  await store.addDecision({ takeId: take.id, verdict: 'accept', note: 'Good' });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Does to the database what no one should, past the store. */
async function tamper(sql: string): Promise<StoreCheck> {
  const raw = new DatabaseSync(join(folder, 'studio.sqlite'));
  raw.exec(`PRAGMA foreign_keys = OFF; DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_grows; ${sql}`);
  raw.close();
  return verifyStore(store, blobs);
}

describe('verifyStore', () => {
  it('knows a take by the name it was given, and by no other', async () => {
    const renamed = await store.renameTake(take.id, '  Leiser, Strophe 2  ');
    expect(renamed).toStrictEqual({ ...take, name: 'Leiser, Strophe 2' });
    expect(await store.take(take.id)).toStrictEqual(renamed);
    expect(await store.renameTake(take.id, 'Leiser, Strophe 2')).toStrictEqual(renamed);
    const entries = (await store.ledger()).filter(({ kind }) => kind === 'rename');
    expect(entries).toMatchObject([
      { sessionId: session.id, data: { id: take.id, before: take.name, name: 'Leiser, Strophe 2' } },
    ]);
    expect(await verifyStore(store, blobs)).toMatchObject({ ok: true, records: { altered: [] } });
    const check = await tamper(`UPDATE takes SET body = json_set(body, '$.name', '${take.name}')`);
    expect(check.records.altered).toEqual([{ kind: 'take', id: take.id }]);
  });

  it('refuses a take without a name, with one too long, and one that is not there', async () => {
    for (const [id, name] of [
      [take.id, '  '],
      [take.id, 'x'.repeat(201)],
      ['none', 'Name'],
    ] as const) {
      await expect(store.renameTake(id, name)).rejects.toThrow(/name of the take|no take/);
    }
    expect(await store.take(take.id)).toStrictEqual(take);
  });

  it('finds nothing on a sound desk, also after deleting a session', async () => {
    const other = await store.createSession('Thrown away');
    await store.addSource(sampleSource(other.id, source.sha256));
    await store.deleteSession(other.id);
    const readOnly = await openStore(folder, { readOnly: true });
    const check = await verifyStore(readOnly, await openBlobs(folder, { readOnly: true }));
    expect(check).toEqual({
      ok: true,
      databaseProblems: [],
      ledger: { ok: true, entries: 5, firstBroken: null },
      records: { checked: 3, altered: [], unrecorded: [], lost: [] },
      blobs: { checked: 2, bytes: 6000, missing: [], damaged: [], unreferenced: [] },
      temporaryFiles: 0,
    });
    await readOnly.close();
  });

  it('finds nothing while a studio works on the folder', async () => {
    const readOnly = await openStore(folder, { readOnly: true });
    const reading = await openBlobs(folder, { readOnly: true });
    let working = true;
    const work = async (): Promise<void> => {
      for (let n = 5; working; n++) {
        const { id } = await store.createSession(`Song ${n}`);
        await store.addSource(sampleSource(id, await content(n)));
        if (n % 3 !== 0) continue;
        const [gone] = await store.sources(id);
        await store.deleteSession(id);
        if (gone && !(await store.isReferenced(gone.sha256))) await blobs.remove(gone.sha256);
      }
    };
    const done = work();
    for (let n = 0; n < 30; n++) {
      const check = await verifyStore(readOnly, reading);
      expect({ ...check, blobs: { ...check.blobs, unreferenced: [] } }).toMatchObject({
        ok: true,
        blobs: { missing: [] },
      });
    }
    working = false;
    await done;
    await readOnly.close();
  });

  it('finds files that are missing, damaged or not needed', async () => {
    const extra = await content(3);
    writeFileSync(await blobs.path(take.sha256), 'changed');
    await blobs.remove(source.sha256);
    writeFileSync(await blobs.temporaryPath('.part'), 'half');
    const check = await verifyStore(store, blobs);
    expect(check.ok).toBe(false);
    expect(check.blobs).toMatchObject({ missing: [source.sha256], damaged: [take.sha256], unreferenced: [extra] });
    expect(check.temporaryFiles).toBe(1);
  });

  it('removes what nobody needs, and not what is just coming in', async () => {
    const [extra, coming] = [await content(3), await content(4)];
    expect(await removeUnreferenced(store, blobs, new Set([coming]))).toEqual([extra]);
    await store.deleteSession(session.id);
    const rest = [source.sha256, take.sha256, coming].sort();
    expect(await removeUnreferenced(store, blobs)).toEqual(rest);
    expect(readdirSync(join(folder, 'blobs'), { recursive: true }).filter((name) => `${name}`.length > 2)).toEqual([]);
    expect(await verifyStore(store, blobs)).toMatchObject({ ok: true });
  });

  it('tells an altered record from what the ledger holds', async () => {
    const check = await tamper(`UPDATE decisions SET body = json_set(body, '$.verdict', 'reject')`);
    expect(check).toMatchObject({ ok: false, ledger: { ok: true }, records: { altered: [{ kind: 'decision' }] } });
  });

  it('misses a record that nobody deleted', async () => {
    const check = await tamper('DELETE FROM decisions; DELETE FROM takes');
    expect(check.records.lost.map(({ kind }) => kind)).toEqual(['take', 'decision']);
    expect(check.ok).toBe(false);
  });

  it('sees a ledger cut off at its end', async () => {
    const check = await tamper('DELETE FROM ledger WHERE sequence = 3');
    expect(check.ledger).toEqual({ ok: true, entries: 2, firstBroken: null });
    expect(check).toMatchObject({ ok: false, records: { unrecorded: [{ kind: 'decision' }] } });
  });

  it('sees a row that points nowhere', async () => {
    const check = await tamper('DELETE FROM sources');
    expect(check.databaseProblems.length).toBeGreaterThan(0);
    expect(check.ok).toBe(false);
  });
});

describe('verifyLedger', () => {
  it.each([
    [`UPDATE ledger SET data = json_set(data, '$.name', 'Other.wav') WHERE sequence = 1`, 1],
    [`UPDATE ledger SET at = '2020-01-01T00:00:00.000Z' WHERE sequence = 2`, 2],
    [`UPDATE ledger SET session_id = NULL WHERE sequence = 3`, 3],
    [`UPDATE ledger SET previous_hash = hash WHERE sequence = 2`, 2],
    ['DELETE FROM ledger WHERE sequence = 1', 1],
    ['DELETE FROM ledger WHERE sequence = 2', 2],
    [`INSERT INTO ledger SELECT 0, at, kind, session_id, data, previous_hash, hash FROM ledger WHERE sequence = 1`, 1],
  ])('names the first broken entry after %s', async (sql, firstBroken) => {
    expect((await tamper(sql)).ledger).toEqual({ ok: false, entries: firstBroken - 1, firstBroken });
  });

  it('goes over as many pages as there are', async () => {
    const start = performance.now();
    for (let n = 0; n < 1010; n++) await store.addDecision({ takeId: take.id, verdict: 'reject', note: `${n}` });
    console.log(`1010 decisions in ${(performance.now() - start).toFixed(0)} ms`);
    expect(await verifyLedger(store)).toEqual({ ok: true, entries: 1013, firstBroken: null });
    expect((await store.ledger({ from: 1010 })).map(({ sequence }) => sequence)).toEqual([1010, 1011, 1012, 1013]);
  });

  it('cannot be changed through the database', () => {
    expect(() => store.database.run('UPDATE ledger SET at = 0')).toThrow('append-only');
    expect(() => store.database.run('DELETE FROM ledger')).toThrow('append-only');
  });
});

describe('canonicalJson', () => {
  it('is the form of RFC 8785', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    // The example of RFC 8785 section 3.2.2 and its result in section 3.2.3.
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const odd = { b: undefined, '\ufb33': 1, '\ud83d\ude00': 2, '': 3 };
    expect(canonicalJson(odd)).toBe('{"":3,"\ud83d\ude00":2,"\ufb33":1}');
  });
});

describe('opening', () => {
  it('says what is in the way', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'studiohand-open-'));
    const path = join(empty, 'studio.sqlite');
    const opened = (readOnly = false): Promise<unknown> => openStore(empty, { readOnly }).catch((error) => error);
    expect(await opened(true)).toMatchObject({ code: 'not-found' });
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE mine (a)');
    foreign.close();
    expect(await opened()).toMatchObject({ code: 'unsupported-format' });
    rmSync(path);
    writeFileSync(path, 'This is a text file, and long enough to be taken for a page of a database.'.repeat(20));
    expect(await opened()).toMatchObject({ code: 'corrupt' });
    rmSync(path);
    await ((await opened()) as SqliteStore).close();
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    expect(await opened()).toMatchObject({ code: 'unsupported-format' });
    rmSync(empty, { recursive: true });
  });

  it('is durable: a log, and every commit synced', () => {
    const pragma = (name: string): unknown => Object.values(store.database.get(`PRAGMA ${name}`) ?? {})[0];
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(pragma)).toEqual(['wal', 2, 1, 10_000]);
    const tables = store.database.all<{ strict: number; name: string }>('PRAGMA table_list');
    expect(tables.filter(({ name, strict }) => !name.startsWith('sqlite_') && strict !== 1)).toEqual([]);
  });

  it('lets two connections write in turns', async () => {
    const other = new SqliteStore(new Database(join(folder, 'studio.sqlite')));
    const stores = [store, other];
    for (let n = 0; n < 10; n++) {
      await stores[n % 2]?.addDecision({ takeId: take.id, verdict: 'adjust', note: '' });
    }
    expect(await verifyLedger(store)).toEqual({ ok: true, entries: 13, firstBroken: null });
    await other.close();
  });

  it('is for one writer on a folder, and for readers besides', async () => {
    const inUse = { code: 'not-writable', message: expect.stringContaining('in use') };
    await expect(openStore(folder)).rejects.toMatchObject(inUse);
    const script = `import('./packages/node/src/store/sqliteStore.ts').then(({ openStore }) => openStore(process.argv[1]))
      .then(() => console.log('opened'), (error) => console.log(error.code))`;
    const other = (): string => {
      const args = ['--conditions=source', '-e', script, folder];
      return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout.trim();
    };
    expect(other()).toBe('not-writable');
    const reader = await openStore(folder, { readOnly: true });
    expect(await reader.takes(session.id)).toStrictEqual([take]);
    await expect(reader.renameSession(session.id, 'x')).rejects.toMatchObject({ code: 'not-writable' });
    await reader.close();
    await store.close();
    expect(other()).toBe('opened');
    store = await openStore(folder);
  });
});
