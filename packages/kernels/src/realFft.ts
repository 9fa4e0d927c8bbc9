import type { RealFftKernel } from '@studiohand/core/dsp';
import { instantiate } from './load.ts';
import { realFftWasm } from './wasm/realFft.wasm.ts';

interface Exports {
  plan(size: number): void;
  twiddleTable(): number;
  splitTableRe(): number;
  splitTableIm(): number;
  signalArray(): number;
  realBins(): number;
  imaginaryBins(): number;
  forward(): void;
  inverse(): void;
}

/** The real FFT in WASM SIMD: a power of two from 64 to 65,536. Throws RangeError for other sizes. */
export class WasmRealFft implements RealFftKernel {
  readonly size: number;
  readonly input: Float32Array;
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly forward: () => void;
  readonly inverse: () => void;

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 64 || size > 65536 || (size & (size - 1)) !== 0)
      throw new RangeError(`FFT kernel size ${size}: a power of two from 64 to 65,536 is needed`);
    const wasm = instantiate<Exports>(realFftWasm);
    wasm.plan(size);
    const { buffer } = wasm.memory;
    const points = size / 2;
    this.size = size;
    this.input = new Float32Array(buffer, wasm.signalArray(), size);
    this.re = new Float32Array(buffer, wasm.realBins(), points + 1);
    this.im = new Float32Array(buffer, wasm.imaginaryBins(), points + 1);
    this.forward = wasm.forward;
    this.inverse = wasm.inverse;

    const all = new Float32Array(buffer);
    let at = wasm.twiddleTable() / 4;
    for (let length = points; length >= 4; length >>= 2) {
      // The first pass takes four butterflies at once, so its weights come in vectors of four.
      const lanes = length === points ? 4 : 1;
      for (let k = 0; k < length >> 2; k++) {
        const start = at + 6 * (k - (k % lanes)) + (k % lanes);
        for (let power = 1; power <= 3; power++) {
          const angle = (2 * Math.PI * k * power) / length;
          all[start + (2 * power - 2) * lanes] = Math.cos(angle);
          all[start + (2 * power - 1) * lanes] = -Math.sin(angle);
        }
      }
      at += 6 * (length >> 2);
    }
    const re = wasm.splitTableRe() / 4;
    const im = wasm.splitTableIm() / 4;
    for (let k = 0; k < points / 2 + 4; k++) {
      all[re + k] = Math.cos((2 * Math.PI * k) / size);
      all[im + k] = -Math.sin((2 * Math.PI * k) / size);
    }
  }
}
