import type { CrossoverKernel } from '../kernels.ts';
import { STATE_FLOOR } from '../kWeighting.ts';

/** Damping of the Butterworth pair, 1/q. */
const K = Math.SQRT2;

/** Gains a1, a2, a3 of the state-variable filter of a crossing (A. Simper, "Linear Trapezoidal Integrated SVF", 2013). */
export function crossingCoefficients(frequencyHz: number, sampleRateHz: number): [number, number, number] {
  const g = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
  const a1 = 1 / (1 + g * (g + K));
  return [a1, g * a1, g * (g * a1)];
}

/** Two second-order sections that share one frequency: low-pass after low-pass, and the all-pass. */
class Crossing {
  readonly #a1: number;
  readonly #a2: number;
  readonly #a3: number;
  readonly #s: Float64Array = new Float64Array(4);

  constructor(frequencyHz: number, sampleRateHz: number) {
    [this.#a1, this.#a2, this.#a3] = crossingCoefficients(frequencyHz, sampleRateHz);
  }

  /** `low` receives the low band of `samples`, which themselves become the high band. */
  split(samples: Float64Array, low: Float64Array, from: number, to: number): void {
    const a1 = this.#a1;
    const a2 = this.#a2;
    const a3 = this.#a3;
    let s1 = this.#s[0];
    let s2 = this.#s[1];
    let s3 = this.#s[2];
    let s4 = this.#s[3];
    for (let i = from; i < to; i++) {
      const x = samples[i];
      const t = x - s2;
      const v1 = a1 * s1 + a2 * t;
      const v2 = s2 + a2 * s1 + a3 * t;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      const u = v2 - s4;
      const w1 = a1 * s3 + a2 * u;
      const w2 = s4 + a2 * s3 + a3 * u;
      s3 = 2 * w1 - s3;
      s4 = 2 * w2 - s4;
      low[i] = w2;
      samples[i] = x - 2 * K * v1 - w2;
    }
    this.#keep(s1, s2, s3, s4);
  }

  /** The all-pass alone, in place. */
  turn(samples: Float64Array, from: number, to: number): void {
    const a1 = this.#a1;
    const a2 = this.#a2;
    const a3 = this.#a3;
    let s1 = this.#s[0];
    let s2 = this.#s[1];
    for (let i = from; i < to; i++) {
      const x = samples[i];
      const t = x - s2;
      const v1 = a1 * s1 + a2 * t;
      const v2 = s2 + a2 * s1 + a3 * t;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      samples[i] = x - 2 * K * v1;
    }
    this.#keep(s1, s2, 0, 0);
  }

  #keep(s1: number, s2: number, s3: number, s4: number): void {
    this.#s[0] = Math.abs(s1) < STATE_FLOOR ? 0 : s1;
    this.#s[1] = Math.abs(s2) < STATE_FLOOR ? 0 : s2;
    this.#s[2] = Math.abs(s3) < STATE_FLOOR ? 0 : s3;
    this.#s[3] = Math.abs(s4) < STATE_FLOOR ? 0 : s4;
  }

  reset(): void {
    this.#s.fill(0);
  }
}

/** TypeScript twin of the crossover kernel, one channel at a time. */
export class CrossoverTwin implements CrossoverKernel {
  /** [channel][crossing], and [channel][crossing][band below it] for the all-passes. */
  readonly #splits: readonly (readonly Crossing[])[];
  readonly #turns: readonly (readonly (readonly Crossing[])[])[];

  constructor(sampleRateHz: number, channels: number, frequenciesHz: readonly number[]) {
    const each = Array.from({ length: channels });
    this.#splits = each.map(() => frequenciesHz.map((hz) => new Crossing(hz, sampleRateHz)));
    this.#turns = each.map(() =>
      frequenciesHz.map((hz, k) => Array.from({ length: k }, () => new Crossing(hz, sampleRateHz))),
    );
  }

  split(
    channels: readonly Float64Array[],
    offset: number,
    frames: number,
    bands: readonly (readonly Float64Array[])[],
  ): void {
    const end = offset + frames;
    const top = bands.length - 1;
    for (let c = 0; c < this.#splits.length; c++) {
      const x = channels[c];
      const rest = bands[top][c];
      for (let i = offset; i < end; i++) rest[i] = x[i];
      for (let k = 0; k < top; k++) {
        this.#splits[c][k].split(rest, bands[k][c], offset, end);
        for (let b = 0; b < k; b++) this.#turns[c][k][b].turn(bands[b][c], offset, end);
      }
    }
  }

  reset(): void {
    for (const channel of this.#splits) for (const crossing of channel) crossing.reset();
    for (const channel of this.#turns) for (const turns of channel) for (const crossing of turns) crossing.reset();
  }
}
