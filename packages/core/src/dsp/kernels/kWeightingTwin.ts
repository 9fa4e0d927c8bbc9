import type { KWeightingKernel } from '../kernels.ts';
import { kWeightingCoefficients, STATE_FLOOR } from '../kWeighting.ts';

/** TypeScript twin of the K-weighting kernel: transposed direct form II, double precision, one channel at a time. */
export class KWeightingTwin implements KWeightingKernel {
  readonly #coefficients: Float64Array;
  readonly #state: Float64Array;

  constructor(sampleRateHz: number, channels: number) {
    this.#coefficients = kWeightingCoefficients(sampleRateHz);
    this.#state = new Float64Array(4 * channels);
  }

  process(channels: readonly Float64Array[], offset: number, frames: number, sums: Float64Array): void {
    const [b0, b1, b2, a1, a2, d0, d1, d2, e1, e2] = this.#coefficients as unknown as number[];
    const state = this.#state;
    for (let c = 0; c < channels.length; c++) {
      const x = channels[c];
      let s1 = state[4 * c];
      let s2 = state[4 * c + 1];
      let s3 = state[4 * c + 2];
      let s4 = state[4 * c + 3];
      let sum = 0;
      for (let i = offset, end = offset + frames; i < end; i++) {
        const v = x[i];
        const y = b0 * v + s1;
        s1 = b1 * v - a1 * y + s2;
        s2 = b2 * v - a2 * y;
        const z = d0 * y + s3;
        s3 = d1 * y - e1 * z + s4;
        s4 = d2 * y - e2 * z;
        sum += z * z;
      }
      state[4 * c] = Math.abs(s1) < STATE_FLOOR ? 0 : s1;
      state[4 * c + 1] = Math.abs(s2) < STATE_FLOOR ? 0 : s2;
      state[4 * c + 2] = Math.abs(s3) < STATE_FLOOR ? 0 : s3;
      state[4 * c + 3] = Math.abs(s4) < STATE_FLOOR ? 0 : s4;
      sums[c] = sum;
    }
  }

  reset(): void {
    this.#state.fill(0);
  }
}
