/**
 * How many processes a model gets. One thread each, so that results do not depend on the number of cores; where memory
 * holds only one process it gets all of them. Chunks shorter than ten seconds go in batches.
 */
import { statSync } from 'node:fs';
import type { ModelDescriptor } from '../descriptor.ts';
import { axisSizes } from '../descriptor.ts';
import type { ModelFile } from './messages.ts';
import type { PoolSettings } from './modelPool.ts';

/** Node itself with ONNX Runtime. */
const BASE_BYTES = 120 * 2 ** 20;
/** Weights stand in memory as read, and packed for the processor. */
const WEIGHT_COPIES = 3;
/** Activations of convolutional models relative to one input or output tensor; measured ones lie below. */
const ACTIVATIONS = 24;
const BATCH_SECONDS = 10;
const MAX_BATCH = 8;
/** Memory that batches may take in one process. */
const BATCH_BYTES = 2 ** 30;

export interface ProcessPlan extends PoolSettings {
  /** Chunks per run, where the model leaves that open. */
  readonly batch: number;
}

export function planProcesses(
  descriptor: ModelDescriptor,
  files: readonly ModelFile[],
  { cores, memoryBytes, jobs }: { readonly cores: number; readonly memoryBytes: number; readonly jobs: number },
): ProcessPlan {
  const weights = files.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const chunkBytes = ACTIVATIONS * tensorBytes(descriptor);
  const seconds = descriptor.chunk.frames / descriptor.sampleRateHz;
  const wanted = Math.min(MAX_BATCH, Math.floor(BATCH_SECONDS / seconds), Math.floor(BATCH_BYTES / chunkBytes));
  const batch = Math.max(1, wanted);
  const each = BASE_BYTES + WEIGHT_COPIES * weights + batch * chunkBytes;
  const processes = Math.max(1, Math.min(cores, Math.floor(memoryBytes / each), Math.ceil(jobs / batch)));
  return { processes, threads: processes === 1 && jobs > batch ? cores : 1, memoryBytes, batch };
}

/** The largest tensor of a chunk that goes in or out. */
function tensorBytes(d: ModelDescriptor): number {
  const sizes = axisSizes(d, d.stems.length);
  const bytes = [...d.inputs, ...d.outputs].map(({ layout }) =>
    [...layout.join('')].reduce((product, letter) => product * (letter === 'S' ? 1 : (sizes[letter] ?? 1)), 4),
  );
  return Math.max(...bytes);
}
