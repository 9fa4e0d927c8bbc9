import type { Blobs, Store } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import type { Limits } from '../deps.ts';
import { AnalysisCache } from '../jobs/analysisCache.ts';
import { JobQueue } from '../jobs/jobQueue.ts';
import { JobRunner } from '../jobs/jobRunner.ts';
import { WorkerPool } from '../workers/workerPool.ts';
import { AudioShelf } from './audioShelf.ts';
import { BlobKeeper } from './blobKeeper.ts';
import { DecodedCopies } from './decodedCopies.ts';
import { DerivedFiles } from './derivedFiles.ts';
import { EventHub } from './eventHub.ts';
import { Exports } from './exports.ts';
import { Imports } from './imports.ts';
import { Overviews } from './overviews.ts';

/** The parts that do the work behind the routes. */
export interface Desk {
  readonly events: EventHub;
  readonly keeper: BlobKeeper;
  readonly overviews: Overviews;
  readonly imports: Imports;
  readonly shelf: AudioShelf;
  readonly jobs: JobQueue;
  readonly exports: Exports;
  close(): Promise<void>;
}

/** Puts the parts together over a store. */
export function createDesk(ports: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly tools: readonly Tool[];
  readonly limits: Limits;
  readonly dataFolder: string;
  readonly log: (line: string) => void;
  readonly openFolder: (folder: string) => Promise<void>;
  readonly workerScript: URL | undefined;
}): Desk {
  const { store, blobs, workerScript } = ports;
  const events = new EventHub();
  const pool = new WorkerPool(workerScript);
  pool.warm();
  const derived = new DerivedFiles(ports.dataFolder);
  const keeper = new BlobKeeper(store, blobs, derived);
  const overviews = new Overviews(blobs, pool, derived);
  const copies = new DecodedCopies(blobs, pool, derived);
  const shelf = new AudioShelf(copies);
  const cache = new AnalysisCache(blobs, derived);
  const runner = new JobRunner({ ...ports, pool, derived, cache, keeper });
  const jobs = new JobQueue({ ...ports, events, runner });
  return {
    ...{ events, keeper, overviews, shelf, jobs },
    imports: new Imports({ ...ports, pool, overviews, events, keeper, copies }),
    exports: new Exports({ ...ports, pool, runner, events }),
    async close(): Promise<void> {
      await jobs.close();
      await pool.close();
      await shelf.close();
    },
  };
}
