export * from './files.ts';
export { canonicalJson } from './store/canonicalJson.ts';
export { FileBlobs, openBlobs } from './store/fileBlobs.ts';
export { type LedgerCheck, verifyLedger } from './store/ledger.ts';
export { openStore, SqliteStore } from './store/sqliteStore.ts';
export type { StepHook } from './store/stepHook.ts';
export { removeUnreferenced, type StoreCheck, verifyStore } from './store/verifyStore.ts';
