/** Computes spectrogram tiles off the page's thread. */
import { type DspKernels, typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { TileComputer, type TilePart, type TilePlan } from './stftTile.ts';

/** A part of a tile to compute; samples and tile change hands. */
export interface TileRequest {
  readonly ticket: number;
  readonly plan: Pick<TilePlan, 'fftSize' | 'transforms' | 'step'>;
  readonly part: TilePart;
  /** All in one buffer. */
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  /** The tile so far. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface TileAnswer {
  readonly ticket: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The memory of the samples, to be used again. */
  readonly spare: ArrayBuffer;
}

const computers = new Map<number, TileComputer>();

/** A policy of the page may forbid WebAssembly; the kernels in TypeScript give the same picture. */
function computerFor(fftSize: number): TileComputer {
  const make = (kernels: DspKernels): TileComputer => new TileComputer(kernels, fftSize);
  let computer = computers.get(fftSize);
  if (!computer) {
    try {
      computer = make(wasmKernels);
    } catch {
      computer = make(typescriptKernels);
    }
    computers.set(fftSize, computer);
  }
  return computer;
}

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<TileRequest>) => void) | null;
  postMessage(message: TileAnswer, transfer: ArrayBuffer[]): void;
};

scope.onmessage = ({ data: { ticket, plan, part, channels, bytes } }): void => {
  computerFor(plan.fftSize).compute(plan, part, channels, bytes);
  const spare = channels[0]!.buffer;
  scope.postMessage({ ticket, bytes, spare }, [bytes.buffer, spare]);
};
