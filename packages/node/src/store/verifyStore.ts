/** Checks a whole desk: database, ledger, records against the ledger, stored files against their hashes. */
import type { FileHandle } from 'node:fs/promises';
import type { LedgerEntry } from '@studiohand/core/engine';
import { systemCode, systemError } from '../systemErrors.ts';
import { jsonSha256 } from './canonicalJson.ts';
import { hashFile, openPlainFile } from './durableFiles.ts';
import type { FileBlobs } from './fileBlobs.ts';
import { LedgerChain, type LedgerCheck, readLedger } from './ledger.ts';
import { LASTING } from './records.ts';
import type { SqliteStore } from './sqliteStore.ts';

/** A record by its kind in the ledger and its id. */
export interface RecordName {
  readonly kind: LedgerEntry['kind'];
  readonly id: string;
}

interface Saved extends RecordName {
  readonly sessionId: string | null;
  readonly sha256: unknown;
}

export interface StoreCheck {
  /** True where nothing is lost, damaged or altered. Unreferenced and temporary files take room but do no harm. */
  readonly ok: boolean;
  /** What SQLite finds wrong with the file (PRAGMA integrity_check and foreign_key_check). */
  readonly databaseProblems: readonly string[];
  readonly ledger: LedgerCheck;
  readonly records: {
    readonly checked: number;
    /** Records that are not what the ledger says was saved. */
    readonly altered: readonly RecordName[];
    /** Records without a ledger entry: the end of the ledger was cut off. */
    readonly unrecorded: readonly RecordName[];
    /** Saved by the ledger, deleted by nobody, and gone. */
    readonly lost: readonly RecordName[];
  };
  readonly blobs: {
    readonly checked: number;
    readonly bytes: number;
    /** Hashes that sources or takes point to, and no file is there. */
    readonly missing: readonly string[];
    /** Files whose content is not what their name says. */
    readonly damaged: readonly string[];
    /** Files that no source and no take points to. */
    readonly unreferenced: readonly string[];
  };
  /** Files in the folder of work in progress: of a running studio, or left by a crash. */
  readonly temporaryFiles: number;
}

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Files checked so far, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/** Changes nothing. Reads every stored file once. A studio may be at work on the folder meanwhile. */
export async function verifyStore(
  store: SqliteStore,
  blobs: FileBlobs,
  options: VerifyOptions = {},
): Promise<StoreCheck> {
  const { databaseProblems, ledger, records, wanted } = store.database.snapshot(() => ({
    databaseProblems: checkDatabase(store),
    ...checkRecords(store),
    wanted: wantedBlobs(store),
  }));
  const files = await checkBlobs(store, blobs, wanted, options);
  const faults = [databaseProblems, records.altered, records.unrecorded, records.lost, files.missing, files.damaged];
  return {
    ok: ledger.ok && faults.every((list) => list.length === 0),
    databaseProblems,
    ledger,
    records,
    blobs: files,
    temporaryFiles: (await blobs.temporaryFiles()).length,
  };
}

function checkDatabase({ database }: SqliteStore): string[] {
  const rows = database.all<{ integrity_check: string }>('PRAGMA integrity_check');
  const broken = database.all<{ table: string; rowid: number }>('PRAGMA foreign_key_check');
  return [
    ...rows.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
    ...broken.map(({ table, rowid }) => `row ${rowid} of ${table} points to a row that is not there`),
  ];
}

function checkRecords({ database }: SqliteStore): Pick<StoreCheck, 'ledger' | 'records'> {
  const saved = new Map<string, Saved>();
  const deleted = new Set<string>();
  const kinds = new Set(Object.values(LASTING).map(({ kind }) => kind));
  const chain = new LedgerChain();
  for (let from = 0; ; ) {
    const page = readLedger(database, { from, limit: 1000 });
    for (const entry of page) {
      chain.follow(entry);
      const { kind, data, sessionId, sequence } = entry;
      from = sequence + 1;
      const id = String(data['id']);
      if (kind === 'delete') deleted.add(id);
      const take = kind === 'rename' ? saved.get(`take ${id}`) : undefined;
      if (take) saved.set(`take ${id}`, { ...take, sha256: data['recordSha256'] });
      if (kinds.has(kind)) saved.set(`${kind} ${id}`, { kind, id, sessionId, sha256: data['recordSha256'] });
    }
    if (page.length === 0) break;
  }
  const altered: RecordName[] = [];
  const unrecorded: RecordName[] = [];
  let checked = 0;
  for (const [table, { kind }] of Object.entries(LASTING)) {
    const rows = database.iterate<{ id: string; body: string }>(`SELECT id, body FROM ${table} ORDER BY seq`);
    for (const { id, body } of rows) {
      checked++;
      const entry = saved.get(`${kind} ${id}`);
      if (!entry) unrecorded.push({ kind, id });
      else if (entry.sha256 !== jsonSha256(JSON.parse(body))) altered.push({ kind, id });
      saved.delete(`${kind} ${id}`);
    }
  }
  const lost = [...saved.values()].filter(({ sessionId }) => sessionId === null || !deleted.has(sessionId));
  const named = lost.map(({ kind, id }) => ({ kind, id }));
  return { ledger: chain.check, records: { checked, altered, unrecorded, lost: named } };
}

function wantedBlobs({ database }: SqliteStore): Set<string> {
  const rows = database.all<{ sha256: string }>('SELECT sha256 FROM sources UNION SELECT sha256 FROM takes');
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function checkBlobs(
  store: SqliteStore,
  blobs: FileBlobs,
  wanted: ReadonlySet<string>,
  { signal, progress }: VerifyOptions,
): Promise<StoreCheck['blobs']> {
  const found: string[] = [];
  for await (const sha256 of blobs.list()) found.push(sha256);
  const present = new Set<string>();
  const damaged: string[] = [];
  let bytes = 0;
  for (const [index, sha256] of found.entries()) {
    progress?.(index, found.length);
    const content = await contentOf(blobs, sha256, signal);
    if (!content) continue;
    present.add(sha256);
    bytes += content.bytes;
    if (content.sha256 !== sha256) damaged.push(sha256);
  }
  // What came and went since the snapshot is neither missing nor unneeded.
  const missing: string[] = [];
  for (const sha256 of wanted) {
    if (present.has(sha256) || !(await store.isReferenced(sha256))) continue;
    if ((await contentOf(blobs, sha256, signal)) === undefined) missing.push(sha256);
  }
  const unreferenced: string[] = [];
  for (const sha256 of present) if (!(await store.isReferenced(sha256))) unreferenced.push(sha256);
  return { checked: present.size, bytes, missing: missing.sort(), damaged, unreferenced };
}

/** Hash and length of a stored file; undefined where it was removed meanwhile. */
async function contentOf(
  blobs: FileBlobs,
  sha256: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
  let handle: FileHandle;
  try {
    handle = await openPlainFile(await blobs.path(sha256));
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'not-found') return undefined;
    throw systemError(error, sha256, 'reading');
  }
  try {
    return await hashFile(handle, signal);
  } finally {
    await handle.close();
  }
}

/**
 * Removes the stored files that no source and no take points to; returns their hashes. `keep` names those whose record
 * is still to come: a file that is being imported or rendered right now.
 */
export async function removeUnreferenced(
  store: SqliteStore,
  blobs: FileBlobs,
  keep: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const removed: string[] = [];
  for await (const sha256 of blobs.list()) {
    if (keep.has(sha256) || (await store.isReferenced(sha256))) continue;
    await blobs.remove(sha256);
    removed.push(sha256);
  }
  return removed;
}
