import { AudioError } from '@studiohand/core/audio';
import type { Database } from './database.ts';

/** A file that a tool read beside its source, as the ledger names it. */
export interface CompanionFact {
  readonly id: string;
  readonly kind: 'source' | 'take';
  readonly sha256: string;
}

interface Row {
  readonly kind: CompanionFact['kind'];
  readonly session_id: string;
  readonly sha256: string;
}

/**
 * The sources and takes of these ids, in their order. Throws AudioError 'not-found' for an id that is none of the
 * session's: one of another session is told from one that does not exist by nobody.
 */
export function companionFacts(
  database: Database,
  sessionId: string,
  companionIds: readonly string[] = [],
): CompanionFact[] {
  const sql = `SELECT 'source' AS kind, session_id, sha256 FROM sources WHERE id = ?
    UNION ALL SELECT 'take' AS kind, session_id, sha256 FROM takes WHERE id = ?`;
  return companionIds.map((id) => {
    const row = database.get<Row>(sql, id, id);
    if (row?.session_id === sessionId) return { id, kind: row.kind, sha256: row.sha256 };
    throw new AudioError(
      'not-found',
      `There is no source or take ${id} in session ${sessionId}`,
      'Give ids of sources and takes of the session itself.',
    );
  });
}

/** What the ledger notes of them; nothing where there are none, as in entries of tools that read one file. */
export function companionNote(facts: readonly CompanionFact[]): { readonly companions?: readonly CompanionFact[] } {
  return facts.length === 0 ? {} : { companions: facts };
}
