/**
 * One connection to studio.sqlite: write-ahead log, every commit synced to the drive (synchronous = FULL), foreign
 * keys, migrations by user_version. Weakness: calls block the thread, a commit for as long as the drive takes to sync.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AudioError } from '@studiohand/core/audio';
import { databaseError } from './databaseErrors.ts';
import { MIGRATIONS } from './migrations.ts';
import type { StepHook } from './stepHook.ts';

/** How long a writer waits for another one, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;
/** application_id of our databases: "STHD" in ASCII. */
const APPLICATION_ID = 0x53544844;

export type Value = string | number | null;

export interface DatabaseOptions {
  /** Changes no content, and the file must exist. SQLite may put its empty -wal and its -shm beside it. */
  readonly readOnly?: boolean;
  readonly onStep?: StepHook;
}

export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onStep: StepHook;

  /** Opens or creates the file and brings it to the newest schema. Throws AudioError. */
  constructor(path: string, { readOnly = false, onStep = (): void => undefined }: DatabaseOptions = {}) {
    this.path = path;
    this.#onStep = onStep;
    try {
      this.#connection = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS });
    } catch (error) {
      throw databaseError(error, path);
    }
    try {
      if (!readOnly) this.#connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      this.#migrate(readOnly);
    } catch (error) {
      this.#connection.close();
      throw databaseError(error, path);
    }
  }

  /** The first row, or undefined. */
  get<T>(sql: string, ...values: Value[]): T | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values) as T | undefined);
  }

  all<T>(sql: string, ...values: Value[]): T[] {
    return this.#guard(() => this.#prepare(sql).all(...values) as T[]);
  }

  /** Rows one by one. Change nothing before the last one was read. */
  iterate<T>(sql: string, ...values: Value[]): Iterable<T> {
    return this.#guard(() => this.#connection.prepare(sql).iterate(...values) as Iterable<T>);
  }

  /** Runs a statement; returns how many rows it changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#guard(() => {
      this.#onStep('statement before');
      const { changes } = this.#prepare(sql).run(...values);
      this.#onStep('statement after');
      return Number(changes);
    });
  }

  /** Does `work` in one transaction: all of it is durable when this returns, or none of it ever happened. */
  write<T>(work: () => T): T {
    return this.#guard(() => {
      this.#step('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#step('COMMIT');
        return result;
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Reads several things as they were at one moment, whatever others write meanwhile. */
  snapshot<T>(work: () => T): T {
    return this.#guard(() => {
      this.#connection.exec('BEGIN');
      try {
        return work();
      } finally {
        this.#connection.exec('COMMIT');
      }
    });
  }

  /** Empties the log into the main file and closes. May be called more than once. */
  close(): void {
    if (!this.#connection.isOpen) return;
    this.#statements.clear();
    this.#onStep('close before');
    this.#guard(() => this.#connection.close());
    this.#onStep('close after');
  }

  #step(sql: string): void {
    this.#onStep(`${sql} before`);
    this.#connection.exec(sql);
    this.#onStep(`${sql} after`);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#connection.prepare(sql)));
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw databaseError(error, this.path);
    }
  }

  #pragma(name: string): number {
    const row = this.#connection.prepare(`PRAGMA ${name}`).get();
    return Number(row?.[name]);
  }

  #migrate(readOnly: boolean): void {
    if (this.#pragma('user_version') === MIGRATIONS.length) {
      this.#checkOwner();
      return;
    }
    if (readOnly) {
      this.#checkOwner();
      throw new AudioError(
        'unsupported-format',
        `${this.path} was written by an older version of Studiohand`,
        'Open the studio on this folder once; it brings the file up to date.',
      );
    }
    this.write(() => {
      const version = this.#pragma('user_version');
      if (version > 0) this.#checkOwner();
      else if (this.#connection.prepare('SELECT 1 FROM sqlite_schema').get()) throw this.#foreign();
      for (const migration of MIGRATIONS.slice(version)) this.#step(migration);
      this.#connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}; PRAGMA application_id = ${APPLICATION_ID}`);
    });
  }

  #checkOwner(): void {
    if (this.#pragma('application_id') !== APPLICATION_ID) throw this.#foreign();
    const version = this.#pragma('user_version');
    if (version <= MIGRATIONS.length) return;
    throw new AudioError(
      'unsupported-format',
      `${this.path} was written by a newer version of Studiohand (schema ${version}, known ${MIGRATIONS.length})`,
      'Update Studiohand, or choose another data folder.',
    );
  }

  #foreign(): AudioError {
    return new AudioError(
      'unsupported-format',
      `${this.path} is a database of another program`,
      'Choose another data folder.',
    );
  }
}
