import type { AudioErrorCode } from '@studiohand/core/audio';
import type { ModelDescriptor } from '../descriptor.ts';

/** A file of a model, and the hash that its bytes must have. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
}

/** What a model process is asked. */
export type Request =
  | {
      readonly kind: 'load';
      readonly id: number;
      readonly descriptor: ModelDescriptor;
      readonly files: readonly ModelFile[];
      readonly threads: number;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly mix: Float32Array;
      readonly batch: number;
      /** File that receives the stems. */
      readonly path: string;
    };

/** What it answers. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly freeBatch?: boolean; readonly inferenceMs?: number }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: AudioErrorCode;
      readonly message: string;
      readonly hint: string;
    };
