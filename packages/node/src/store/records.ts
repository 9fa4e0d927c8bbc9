/** What all tables of records share: reading by id and by session, inserting with the ledger entry, changing the session's time. */
import { randomUUID } from 'node:crypto';
import { AudioError } from '@studiohand/core/audio';
import type { LedgerEntry, Session } from '@studiohand/core/engine';
import { jsonSha256, plainJson } from './canonicalJson.ts';
import type { Database, Value } from './database.ts';
import { appendToLedger } from './ledger.ts';

/** Tables of records that never change once written, with what they are called and their kind in the ledger. */
export const LASTING: Readonly<Record<LastingTable, { readonly noun: string; readonly kind: LedgerEntry['kind'] }>> = {
  sources: { noun: 'source', kind: 'import' },
  takes: { noun: 'take', kind: 'take' },
  decisions: { noun: 'decision', kind: 'decision' },
  listening_tests: { noun: 'listening test', kind: 'listening-test' },
  exports: { noun: 'export', kind: 'export' },
};

export type LastingTable = 'sources' | 'takes' | 'decisions' | 'listening_tests' | 'exports';
export type Table = LastingTable | 'sessions' | 'plan_steps' | 'jobs';

interface Made {
  readonly id: string;
  readonly createdAt: string;
}

/** Time now, ISO 8601 in UTC. */
export function now(): string {
  return new Date().toISOString();
}

/** AudioError 'not-found' for an id. */
export function unknownId(noun: string, id: string): AudioError {
  return new AudioError('not-found', `There is no ${noun} ${id}`, 'It may have been deleted. List what there is.');
}

/** The record of an id. Throws AudioError 'not-found'. */
export function recordById<T>(database: Database, table: Table, noun: string, id: string): T {
  const row = database.get<{ body: string }>(`SELECT body FROM ${table} WHERE id = ?`, id);
  if (!row) throw unknownId(noun, id);
  return JSON.parse(row.body) as T;
}

/** Place of an id in the order of creation. Throws AudioError 'not-found'. */
export function sequenceOf(database: Database, table: Table, noun: string, id: string): number {
  const row = database.get<{ seq: number }>(`SELECT seq FROM ${table} WHERE id = ?`, id);
  if (!row) throw unknownId(noun, id);
  return row.seq;
}

/** All records of a session, oldest first. Throws AudioError 'not-found' for an unknown session. */
export function recordsOfSession<T>(database: Database, table: LastingTable, sessionId: string): T[] {
  sequenceOf(database, 'sessions', 'session', sessionId);
  return parseAll(
    database.all<{ body: string }>(`SELECT body FROM ${table} WHERE session_id = ? ORDER BY seq`, sessionId),
  );
}

export function parseAll<T>(rows: readonly { readonly body: string }[]): T[] {
  return rows.map(({ body }) => JSON.parse(body) as T);
}

/** Gives a record its id and time. What JSON cannot hold becomes null or is left out, here and in the store alike. */
export function made<T extends object>(input: T, noun: string): T & Made {
  return { ...plainJson(input, `The ${noun}`), id: randomUUID(), createdAt: now() };
}

/** Inserts a record with the columns its table has beside `body`. */
export function insert(
  database: Database,
  table: Table,
  record: { readonly id: string },
  columns: Readonly<Record<string, Value>>,
): void {
  const all = { id: record.id, body: JSON.stringify(record), ...columns };
  const names = Object.keys(all);
  database.run(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...Object.values<Value>(all),
  );
}

/** Inserts a record that never changes, notes it in the ledger with its hash and `facts`, and touches the session. */
export function insertLasting(
  database: Database,
  table: LastingTable,
  record: Made,
  columns: Readonly<Record<string, Value>> & { readonly session_id: string },
  facts: Readonly<Record<string, unknown>>,
): void {
  touchSession(database, columns.session_id, record.createdAt);
  insert(database, table, record, columns);
  note(database, LASTING[table].kind, columns.session_id, record, facts);
}

/** Writes the ledger entry of a record: its id, the hash of its canonical JSON, and facts. */
export function note(
  database: Database,
  kind: LedgerEntry['kind'],
  sessionId: string,
  record: { readonly id: string; readonly createdAt: string },
  facts: Readonly<Record<string, unknown>>,
): void {
  const data = { ...facts, id: record.id, recordSha256: jsonSha256(record) };
  appendToLedger(database, { at: now(), kind, sessionId, data });
}

/** Sets the time at which a session last changed. Throws AudioError 'not-found'. */
export function touchSession(database: Database, sessionId: string, changedAt: string): void {
  const session = recordById<Session>(database, 'sessions', 'session', sessionId);
  const body = JSON.stringify({ ...session, changedAt });
  database.run('UPDATE sessions SET body = ? WHERE id = ?', body, sessionId);
}
