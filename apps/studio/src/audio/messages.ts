/** What the player and its audio thread say to each other. Frames are at the rate of the audio context. */

import type { Band } from './bandSolo.ts';

/** A stretch of both sides in playing order; the samples change hands. */
export interface Chunk {
  readonly type: 'chunk';
  /** Counts seeks: chunks of older generations are dropped. */
  readonly generation: number;
  /** Frames played since the start of the generation when this chunk begins. */
  readonly index: number;
  /** Place in the file. */
  readonly fromFrame: number;
  readonly frames: number;
  readonly a: readonly Float32Array<ArrayBuffer>[];
  /** Null where there is no take: silence. */
  readonly b: readonly Float32Array<ArrayBuffer>[] | null;
  /** Nothing comes after this one. */
  readonly last: boolean;
}

export type ToAudioThread =
  | Chunk
  /** A seek: what plays fades out, then the new generation starts at `frame`. */
  | { readonly type: 'start'; readonly generation: number; readonly frame: number }
  /** What is queued from `index` on will be replaced: the loop changed. */
  | { readonly type: 'splice'; readonly generation: number; readonly index: number }
  | { readonly type: 'run'; readonly on: boolean }
  | { readonly type: 'mix'; readonly a: number; readonly b: number; readonly compares: boolean }
  /** Hear only a band; null for everything. */
  | { readonly type: 'band'; readonly band: Band | null }
  | { readonly type: 'reset-holds' }
  | { readonly type: 'record'; readonly frames: number };

export type FromAudioThread =
  /** A chunk was used up, or a seek arrived: there is room. */
  | { readonly type: 'room'; readonly generation: number; readonly index: number }
  | { readonly type: 'ended'; readonly generation: number }
  /** The state block, where memory cannot be shared. */
  | { readonly type: 'state'; readonly block: Float64Array }
  | { readonly type: 'recorded'; readonly channels: readonly Float32Array[] };

/** Options of the audio thread's node. */
export interface WorkletOptions {
  readonly channels: number;
  /** Shared state block; null where memory cannot be shared. */
  readonly state: SharedArrayBuffer | null;
}

/** Name the processor is registered under. */
export const PROCESSOR_NAME = 'studiohand-player';
