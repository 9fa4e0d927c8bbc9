/**
 * Splits a signal into bands that add up to an all-pass: fourth-order Linkwitz-Riley crossovers (S. Linkwitz, JAES 24(1),
 * 1976; S. Lipshitz and J. Vanderkooy, JAES 34(4), 1986) in a chain, each band passing the all-passes of the crossovers
 * above it, so that all bands stay in phase. Any number of bands; 24 dB/octave; -6 dB at the crossing.
 * A state-variable filter yields low-pass and all-pass of one Butterworth pair, and low-pass twice plus high-pass twice
 * is that all-pass exactly: the sum is flat to rounding (measured within 1e-9 dB at every rate). Latency: none.
 * Weakness: the phase turns a full circle around each crossing; for none take {@link LinearPhaseCrossover}.
 */
import { AudioError } from '../audio/index.ts';

/** Settings of the band splitters. */
export interface CrossoverOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Crossings in rising order, below half the rate; one band more than there are crossings. None is one band. */
  readonly frequenciesHz: readonly number[];
}

/** Planar bands: `bands[b][c]`. */
export type Bands = readonly (readonly Float64Array[])[];

/** Throws AudioError 'invalid-parameter' unless the crossings rise between 0 and half the rate. */
export function checkCrossings({ frequenciesHz, sampleRateHz }: CrossoverOptions): void {
  const rising = frequenciesHz.every((hz, i) => hz > (frequenciesHz[i - 1] ?? 0) && hz < sampleRateHz / 2);
  if (rising) return;
  throw new AudioError(
    'invalid-parameter',
    `crossover: ${frequenciesHz.join(', ')} Hz at a sample rate of ${sampleRateHz} Hz.`,
    'Give rising frequencies between 0 and half the sample rate.',
  );
}

/** Damping of the Butterworth pair, 1/q. */
const K = Math.SQRT2;
const STATE_FLOOR = 1e-30;

/** Two second-order sections that share one frequency: low-pass after low-pass, and the all-pass. */
class Crossing {
  readonly #a1: number;
  readonly #a2: number;
  readonly #a3: number;
  readonly #s: Float64Array = new Float64Array(4);

  constructor(frequencyHz: number, sampleRateHz: number) {
    const g = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
    this.#a1 = 1 / (1 + g * (g + K));
    this.#a2 = g * this.#a1;
    this.#a3 = g * this.#a2;
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

export class Crossover {
  readonly latencyFrames: number = 0;
  readonly bandCount: number;
  /** [channel][crossing], and [channel][crossing][band below it] for the all-passes. */
  readonly #splits: readonly (readonly Crossing[])[];
  readonly #turns: readonly (readonly (readonly Crossing[])[])[];

  /** Throws AudioError 'invalid-parameter'. */
  constructor(options: CrossoverOptions) {
    checkCrossings(options);
    const { sampleRateHz, channels, frequenciesHz } = options;
    this.bandCount = frequenciesHz.length + 1;
    const each = Array.from({ length: channels });
    this.#splits = each.map(() => frequenciesHz.map((hz) => new Crossing(hz, sampleRateHz)));
    this.#turns = each.map(() =>
      frequenciesHz.map((hz, k) => Array.from({ length: k }, () => new Crossing(hz, sampleRateHz))),
    );
  }

  /** Writes the bands of `count` frames from `offset` to the same places of `bands[b][c]`; the input stays. */
  split(channels: readonly Float64Array[], offset: number, count: number, bands: Bands): void {
    const end = offset + count;
    const top = this.bandCount - 1;
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

/** Adds the bands up into `channels`, the inverse of a split up to its phase and latency. */
export function sumBands(bands: Bands, channels: readonly Float64Array[], offset: number, count: number): void {
  const end = offset + count;
  for (let c = 0; c < channels.length; c++) {
    const out = channels[c];
    const first = bands[0][c];
    for (let i = offset; i < end; i++) out[i] = first[i];
    for (let b = 1; b < bands.length; b++) {
      const band = bands[b][c];
      for (let i = offset; i < end; i++) out[i] += band[i];
    }
  }
}

/** Buffers for `bandCount` bands of `channels` channels of `frames` frames. */
export function bandBuffers(bandCount: number, channels: number, frames: number): Float64Array[][] {
  return Array.from({ length: bandCount }, () => Array.from({ length: channels }, () => new Float64Array(frames)));
}
