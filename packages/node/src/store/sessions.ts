/** Sessions and what the studio wants to find again in them. */
import { AudioError } from '@studiohand/core/audio';
import type { PageOptions, Session } from '@studiohand/core/engine';
import { plainJson } from './canonicalJson.ts';
import type { Database } from './database.ts';
import { appendToLedger } from './ledger.ts';
import { checkedTitle, pageLimit, VIEW_BYTES } from './limits.ts';
import { insert, made, now, parseAll, recordById, sequenceOf } from './records.ts';

export function createSession(database: Database, title: string): Session {
  const { id, createdAt } = made({}, 'session');
  const session: Session = { id, title: checkedTitle(title), createdAt, changedAt: createdAt };
  database.write(() => insert(database, 'sessions', session, {}));
  return session;
}

/** A page of sessions, newest first. */
export function sessionPage(database: Database, { limit, after }: PageOptions = {}): Session[] {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(database, 'sessions', 'session', after);
  const sql = 'SELECT body FROM sessions WHERE seq < ? ORDER BY seq DESC LIMIT ?';
  return parseAll(database.all<{ body: string }>(sql, before, pageLimit(limit)));
}

export function sessionById(database: Database, id: string): Session {
  return recordById(database, 'sessions', 'session', id);
}

export function renameSession(database: Database, id: string, title: string): Session {
  return database.write(() => {
    const session = { ...sessionById(database, id), title: checkedTitle(title), changedAt: now() };
    database.run('UPDATE sessions SET body = ? WHERE id = ?', JSON.stringify(session), id);
    return session;
  });
}

/** Removes a session with all that belongs to it. The ledger keeps its entries and gets one more. */
export function deleteSession(database: Database, id: string): void {
  database.write(() => {
    const { title } = sessionById(database, id);
    const ids = (table: string): string[] =>
      database
        .all<{ id: string }>(`SELECT id FROM ${table} WHERE session_id = ? ORDER BY seq`, id)
        .map((row) => row.id);
    const data = { id, title, sources: ids('sources'), takes: ids('takes') };
    appendToLedger(database, { at: now(), kind: 'delete', sessionId: id, data });
    database.run('DELETE FROM sessions WHERE id = ?', id);
  });
}

/** Keeps a view. Throws AudioError 'too-large' above 256 KiB of JSON. */
export function saveView(database: Database, sessionId: string, view: unknown): void {
  const body = JSON.stringify(plainJson(view ?? null, 'The view'));
  const bytes = Buffer.byteLength(body);
  if (bytes > VIEW_BYTES) {
    throw new AudioError(
      'too-large',
      `The view of session ${sessionId} has ${bytes} bytes, more than ${VIEW_BYTES}`,
      'Keep only what is needed to find the place again.',
    );
  }
  database.write(() => {
    sequenceOf(database, 'sessions', 'session', sessionId);
    database.run(
      'INSERT INTO views (session_id, body) VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET body = excluded.body',
      sessionId,
      body,
    );
  });
}

/** The view kept last, or null. */
export function viewOf(database: Database, sessionId: string): unknown {
  sequenceOf(database, 'sessions', 'session', sessionId);
  const row = database.get<{ body: string }>('SELECT body FROM views WHERE session_id = ?', sessionId);
  return row ? JSON.parse(row.body) : null;
}
