/**
 * The append-only record. Each entry's hash is SHA-256 over the hash before it and the entry's canonical JSON (RFC
 * 8785, without both hashes), so that no entry can be changed, removed or put between others without a trace.
 * Weakness: the newest entries can be cut off without breaking the chain; `verifyStore` finds that by the records
 * they stood for.
 */
import { createHash } from 'node:crypto';
import type { LedgerEntry, Store } from '@studiohand/core/engine';
import { canonicalJson } from './canonicalJson.ts';
import type { Database } from './database.ts';
import { wholeNumber } from './limits.ts';

/** Stands before the first entry. */
export const FIRST_HASH: string = '0'.repeat(64);
/** Most entries of one page. */
const PAGE_ENTRIES = 1000;

interface Row {
  readonly sequence: number;
  readonly at: string;
  readonly kind: LedgerEntry['kind'];
  readonly session_id: string | null;
  readonly data: string;
  readonly previous_hash: string;
  readonly hash: string;
}

export interface LedgerCheck {
  readonly ok: boolean;
  /** Entries that fit, from the first on. */
  readonly entries: number;
  /** Sequence number of the first entry that does not fit the chain. */
  readonly firstBroken: number | null;
}

/** SHA-256 of an entry, in hexadecimal. */
export function ledgerHash(entry: Omit<LedgerEntry, 'hash'>): string {
  const { sequence, at, kind, sessionId, data, previousHash } = entry;
  return createHash('sha256')
    .update(previousHash + canonicalJson({ sequence, at, kind, sessionId, data }))
    .digest('hex');
}

/** Appends an entry; belongs into the transaction of what it records. */
export function appendToLedger(
  database: Database,
  entry: Pick<LedgerEntry, 'at' | 'kind' | 'sessionId' | 'data'>,
): void {
  const last = database.get<{ sequence: number; hash: string }>(
    'SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1',
  );
  const sequence = (last?.sequence ?? 0) + 1;
  const previousHash = last?.hash ?? FIRST_HASH;
  database.run(
    'INSERT INTO ledger (sequence, at, kind, session_id, data, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    sequence,
    entry.at,
    entry.kind,
    entry.sessionId,
    canonicalJson(entry.data),
    previousHash,
    ledgerHash({ ...entry, sequence, previousHash }),
  );
}

/** Entries from `from` (default 1) on, oldest first, at most `limit` (1 to 1000, default 100). */
export function readLedger(
  database: Database,
  { from = 1, limit = 100 }: { readonly from?: number; readonly limit?: number } = {},
): LedgerEntry[] {
  wholeNumber('from', from, 0, Number.MAX_SAFE_INTEGER);
  wholeNumber('limit', limit, 1, PAGE_ENTRIES);
  const sql = 'SELECT * FROM ledger WHERE sequence >= ? ORDER BY sequence LIMIT ?';
  return database.all<Row>(sql, from, limit).map((row) => ({
    sequence: row.sequence,
    at: row.at,
    kind: row.kind,
    sessionId: row.session_id,
    data: parsed(row.data),
    previousHash: row.previous_hash,
    hash: row.hash,
  }));
}

/** What is not JSON was not written by us; as a member of its own it breaks the entry's hash. */
function parsed(data: string): LedgerEntry['data'] {
  try {
    return JSON.parse(data) as LedgerEntry['data'];
  } catch {
    return { unreadable: data };
  }
}

/** Follows the chain entry by entry, from the first one on. */
export class LedgerChain {
  #entries = 0;
  #previousHash = FIRST_HASH;
  #broken = false;

  /** Where to read on. Before the first entry that is 0, so that one put before it is found. */
  get next(): number {
    return this.#entries === 0 ? 0 : this.#entries + 1;
  }

  /** False from the first entry on that does not fit. */
  follow(entry: LedgerEntry): boolean {
    const numbered = entry.sequence === this.#entries + 1 && entry.previousHash === this.#previousHash;
    if (this.#broken || !numbered || entry.hash !== ledgerHash(entry)) {
      this.#broken = true;
      return false;
    }
    this.#previousHash = entry.hash;
    this.#entries++;
    return true;
  }

  get check(): LedgerCheck {
    const firstBroken = this.#broken ? this.#entries + 1 : null;
    return { ok: !this.#broken, entries: this.#entries, firstBroken };
  }
}

/** Reads the whole ledger and checks numbering, chain and hashes. */
export async function verifyLedger(store: Pick<Store, 'ledger'>): Promise<LedgerCheck> {
  const chain = new LedgerChain();
  for (;;) {
    const page = await store.ledger({ from: chain.next, limit: PAGE_ENTRIES });
    if (!page.every((entry) => chain.follow(entry)) || page.length === 0) return chain.check;
  }
}
