/**
 * The schema of studio.sqlite, as steps: step n takes a database from user_version n - 1 to n. A step that was released
 * is never changed; a change is a new step at the end.
 *
 * Records are kept as JSON in `body`, so that what a later version adds to them needs no new column; columns beside it
 * are only what a query, a constraint or an index needs. `seq` is the order of creation.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sessions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;

  CREATE TABLE views (
    session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;

  CREATE TABLE sources (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX sources_by_session ON sources (session_id, seq);
  CREATE INDEX sources_by_hash ON sources (sha256);

  CREATE TABLE takes (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX takes_by_session ON takes (session_id, seq);
  CREATE INDEX takes_by_source ON takes (source_id);
  CREATE INDEX takes_by_hash ON takes (sha256);

  CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    take_id TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX decisions_by_session ON decisions (session_id, seq);
  CREATE INDEX decisions_by_take ON decisions (take_id);

  CREATE TABLE listening_tests (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    take_id TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX listening_tests_by_session ON listening_tests (session_id, seq);
  CREATE INDEX listening_tests_by_take ON listening_tests (take_id);

  CREATE TABLE exports (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    take_id TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX exports_by_session ON exports (session_id, seq);
  CREATE INDEX exports_by_take ON exports (take_id);

  CREATE TABLE plan_steps (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX plan_steps_by_source ON plan_steps (source_id, tool, seq);
  CREATE INDEX plan_steps_by_session ON plan_steps (session_id);

  CREATE TABLE current_plan_steps (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    step_id TEXT NOT NULL REFERENCES plan_steps (id) ON DELETE CASCADE,
    PRIMARY KEY (source_id, tool)
  ) STRICT;
  CREATE INDEX current_plan_steps_by_step ON current_plan_steps (step_id);

  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    position REAL NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX jobs_by_session ON jobs (session_id, seq);
  CREATE INDEX jobs_by_source ON jobs (source_id);
  CREATE INDEX jobs_by_state ON jobs (state, seq);
  CREATE INDEX jobs_by_session_and_state ON jobs (session_id, state, seq);
  CREATE INDEX jobs_by_position ON jobs (position);

  CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    session_id TEXT,
    data TEXT NOT NULL CHECK (json_valid(data)),
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
  CREATE TRIGGER ledger_grows BEFORE DELETE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
  `,
];
