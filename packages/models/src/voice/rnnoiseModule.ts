/**
 * RNNoise 0.2 (Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement", 2018) in WASM,
 * weights included: the file is hashed against its card before it is loaded.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AudioError } from '@studiohand/core/audio';
import { type CardArtifact, knownCard, type ModelCard } from '@studiohand/core/rights';

export const RNNOISE_CARD: ModelCard = knownCard('rnnoise') as ModelCard;
/** Rate of the model, and frames that go in at once. */
export const RNNOISE_HZ = 48000;
export const RNNOISE_FRAME = 480;
/** Frames by which what comes out lies behind what went in: two frames, measured in rnnoise.test.ts. */
export const RNNOISE_DELAY = 960;
/** The model takes samples as 16-bit integers have them. */
const FULL_SCALE = 32768;

interface WasmModule {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _rnnoise_create(model: number): number;
  _rnnoise_destroy(state: number): void;
  _rnnoise_process_frame(state: number, output: number, input: number): number;
}

/** One channel of the model. */
export interface RnnoiseState {
  /** Replaces 480 samples from `offset`; returns the probability of voice, 0..1. */
  process(samples: Float64Array, offset: number): number;
  reset(): void;
  close(): void;
}

let loading: Promise<WasmModule> | undefined;

async function load(): Promise<WasmModule> {
  const path = createRequire(import.meta.url).resolve('@jitsi/rnnoise-wasm/dist/rnnoise-sync.js');
  const [artifact] = RNNOISE_CARD.artifacts as [CardArtifact];
  if (createHash('sha256').update(readFileSync(path)).digest('hex') !== artifact.sha256)
    throw new AudioError(
      'refused',
      'RNNoise is not the file of its card [ARTIFACT_HASH_MISMATCH].',
      'Install Studiohand again: npm ci.',
    );
  const { default: create } = (await import(pathToFileURL(path).href)) as {
    default: () => WasmModule & { readonly ready?: Promise<WasmModule> };
  };
  const instance = create();
  return (await instance.ready) ?? instance;
}

/** A fresh state. Throws AudioError 'refused' where the file is not that of the card. */
export async function createRnnoise(): Promise<RnnoiseState> {
  loading ??= load();
  const wasm = await loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const buffer = wasm._malloc(4 * RNNOISE_FRAME);
  let state = wasm._rnnoise_create(0);
  return {
    process(samples, offset): number {
      // The heap may have grown since.
      const input = wasm.HEAPF32.subarray(buffer / 4, buffer / 4 + RNNOISE_FRAME);
      for (let i = 0; i < RNNOISE_FRAME; i++) input[i] = (samples[offset + i] as number) * FULL_SCALE;
      const voice = wasm._rnnoise_process_frame(state, buffer, buffer);
      const output = wasm.HEAPF32.subarray(buffer / 4, buffer / 4 + RNNOISE_FRAME);
      for (let i = 0; i < RNNOISE_FRAME; i++) samples[offset + i] = (output[i] as number) / FULL_SCALE;
      return voice;
    },
    reset(): void {
      wasm._rnnoise_destroy(state);
      state = wasm._rnnoise_create(0);
    },
    close(): void {
      wasm._rnnoise_destroy(state);
      wasm._free(buffer);
    },
  };
}
