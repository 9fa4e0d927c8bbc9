/** Computes spectrogram tiles off the page's thread. */
import { type DspKernels, typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { TileComputer, type TilePlan } from './stftTile.ts';

/** A tile to compute; the samples change hands. */
export interface TileRequest {
  readonly ticket: number;
  readonly plan: TilePlan;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
}

export interface TileAnswer {
  readonly ticket: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
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

scope.onmessage = ({ data: { ticket, plan, channels } }): void => {
  const bytes = computerFor(plan.fftSize).compute(plan, channels);
  scope.postMessage({ ticket, bytes }, [bytes.buffer]);
};
