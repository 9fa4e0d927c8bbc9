import type { PolyphaseKernel } from '../kernels.ts';

/** TypeScript twin of the polyphase kernel; the sums in the order of the SIMD version, so the two agree bit for bit. */
export class PolyphaseTwin implements PolyphaseKernel {
  readonly #coefficients: Float64Array;
  readonly #taps: number;
  readonly #phases: number;

  constructor(coefficients: Float64Array, tapsPerPhase: number, phases: number) {
    this.#coefficients = coefficients;
    this.#taps = tapsPerPhase;
    this.#phases = phases;
  }

  process(
    input: Float64Array,
    start: number,
    phase: number,
    phaseStep: number,
    output: Float64Array,
    count: number,
  ): void {
    const c = this.#coefficients;
    const taps = this.#taps;
    let at = start;
    let p = phase;
    for (let i = 0; i < count; i++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0, k = p * taps, x = at; j < taps; j += 4, k += 4, x += 4) {
        s0 += c[k] * input[x];
        s1 += c[k + 1] * input[x + 1];
        s2 += c[k + 2] * input[x + 2];
        s3 += c[k + 3] * input[x + 3];
      }
      output[i] = s0 + s2 + (s1 + s3);
      p += phaseStep;
      while (p >= this.#phases) {
        p -= this.#phases;
        at++;
      }
    }
  }
}
