/**
 * The real FFT kernel beside native FFTW 3 (single precision, one thread), in turn on the same machine. Needs gcc and
 * libfftw3-dev.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { type DspKernels, typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { machine, median } from '../run.ts';

const SIZES = [256, 1024, 2048, 4096, 16384, 65536];
mkdirSync('.cache/bench', { recursive: true });
execFileSync('gcc', ['-O2', 'bench/fft/fftw.c', '-o', '.cache/bench/fftw', '-lfftw3f', '-lm']);

function microseconds(kernels: DspKernels, size: number): number {
  const fft = kernels.realFft(size);
  for (let i = 0; i < size; i++) fft.input[i] = Math.sin(i * i);
  const repeat = Math.ceil(2_000_000 / size);
  let best = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < 40; batch++) {
    const start = performance.now();
    for (let i = 0; i < repeat; i++) fft.forward();
    best = Math.min(best, ((performance.now() - start) * 1000) / repeat);
  }
  return best;
}

const rounds = Array.from({ length: 5 }, () => {
  const peer = execFileSync('.cache/bench/fftw', SIZES.map(String), { encoding: 'utf8' });
  const native = new Map(
    peer
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number) as [number, number]),
  );
  return SIZES.map((size) => ({
    native: native.get(size) as number,
    wasm: microseconds(wasmKernels, size),
    twin: microseconds(typescriptKernels, size),
  }));
});
console.log(machine());
SIZES.forEach((size, s) => {
  const of = (pick: (round: { native: number; wasm: number; twin: number }) => number): number =>
    median(rounds.map((round) => pick(round[s] as { native: number; wasm: number; twin: number })));
  console.log(
    `${String(size).padStart(6)} points  FFTW ${of((r) => r.native).toFixed(2)} us  WASM ${of((r) => r.wasm).toFixed(2)} us (${of((r) => r.wasm / r.native).toFixed(2)}x)  TypeScript ${of((r) => r.twin).toFixed(2)} us (${of((r) => r.twin / r.native).toFixed(2)}x)`,
  );
});
