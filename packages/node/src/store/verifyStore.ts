/** Checks a whole desk: database, ledger, records against the ledger, stored files against their hashes. */
import type { LedgerEntry } from '@studiohand/core/engine';
import { jsonSha256 } from './canonicalJson.ts';
import { hashFile, openPlainFile } from './durableFiles.ts';
import type { FileBlobs } from './fileBlobs.ts';
import { type LedgerCheck, verifyLedger } from './ledger.ts';
import { LASTING, type LastingTable } from './records.ts';
import type { SqliteStore } from './sqliteStore.ts';

/** A record by its kind in the ledger and its id. */
export interface RecordName {
  readonly kind: LedgerEntry['kind'];
  readonly id: string;
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

/** Changes nothing. Reads every stored file once. */
export async function verifyStore(
  store: SqliteStore,
  blobs: FileBlobs,
  options: VerifyOptions = {},
): Promise<StoreCheck> {
  const databaseProblems = checkDatabase(store);
  const ledger = await verifyLedger(store);
  const records = await checkRecords(store);
  const files = await checkBlobs(store, blobs, options);
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

async function checkRecords(store: SqliteStore): Promise<StoreCheck['records']> {
  const saved = new Map<string, { readonly kind: RecordName['kind']; readonly id: string; readonly sha256: unknown }>();
  const deleted = new Set<string>();
  const sessionOf = new Map<string, string | null>();
  const kinds = new Set(Object.values(LASTING).map(({ kind }) => kind));
  for (let from = 0; ; ) {
    const page = await store.ledger({ from, limit: 1000 });
    for (const { kind, data, sessionId, sequence } of page) {
      from = sequence + 1;
      const id = String(data['id']);
      if (kind === 'delete') deleted.add(id);
      if (!kinds.has(kind)) continue;
      saved.set(`${kind} ${id}`, { kind, id, sha256: data['recordSha256'] });
      sessionOf.set(`${kind} ${id}`, sessionId);
    }
    if (page.length === 0) break;
  }
  const altered: RecordName[] = [];
  const unrecorded: RecordName[] = [];
  let checked = 0;
  for (const [table, { kind }] of Object.entries(LASTING)) {
    const rows = store.database.iterate<{ id: string; body: string }>(`SELECT id, body FROM ${table} ORDER BY seq`);
    for (const { id, body } of rows) {
      checked++;
      const entry = saved.get(`${kind} ${id}`);
      if (!entry) unrecorded.push({ kind, id });
      else if (entry.sha256 !== jsonSha256(JSON.parse(body))) altered.push({ kind, id });
      saved.delete(`${kind} ${id}`);
    }
  }
  const lost = [...saved].filter(([key]) => !deleted.has(String(sessionOf.get(key))));
  return { checked, altered, unrecorded, lost: lost.map(([, { kind, id }]) => ({ kind, id })) };
}

async function checkBlobs(
  store: SqliteStore,
  blobs: FileBlobs,
  { signal, progress }: VerifyOptions,
): Promise<StoreCheck['blobs']> {
  const hashes = (table: LastingTable): string[] =>
    store.database.all<{ sha256: string }>(`SELECT DISTINCT sha256 FROM ${table}`).map(({ sha256 }) => sha256);
  const wanted = new Set([...hashes('sources'), ...hashes('takes')]);
  const found: string[] = [];
  for await (const sha256 of blobs.list()) found.push(sha256);
  const damaged: string[] = [];
  let bytes = 0;
  for (const [index, sha256] of found.entries()) {
    progress?.(index, found.length);
    const handle = await openPlainFile(await blobs.path(sha256));
    try {
      const content = await hashFile(handle, signal);
      bytes += content.bytes;
      if (content.sha256 !== sha256) damaged.push(sha256);
    } finally {
      await handle.close();
    }
  }
  const present = new Set(found);
  return {
    checked: found.length,
    bytes,
    missing: [...wanted].filter((sha256) => !present.has(sha256)).sort(),
    damaged,
    unreferenced: found.filter((sha256) => !wanted.has(sha256)),
  };
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
