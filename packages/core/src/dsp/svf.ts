/**
 * State-variable filter with trapezoidal integrators, streaming, in double precision.
 * Sources: A. Simper, "Linear Trapezoidal Integrated State Variable Filter With Low Noise Optimisation", Cytomic 2013
 * (solution and output mixes); V. Zavalishin, "The Art of VA Filter Design", 2018, chapter 4 (topology preservation).
 *
 * Same response as the cookbook biquad (measured: within 1e-9 of it) and safe to modulate at any rate: with silence at
 * the input the energy of its two integrators never rises, whatever frequency and q do between samples, because each
 * step takes 4 g k band² away from it (measured in svf.test.ts with new values every sample). Latency: none.
 * Weakness: as bent near Nyquist as every bilinear design; a jump of the gain of a bell or shelf is a jump of the signal.
 */
import { checkBelowNyquist } from './cookbookBiquad.ts';
import { type FilterSpec, filterPrototype } from './filterPrototype.ts';

/** Where the outputs of {@link StateVariableFilter.processOutputs} go; each as long as the input. */
export interface SvfOutputs {
  readonly low: Float64Array;
  /** Gain 1 at the centre. */
  readonly band: Float64Array;
  readonly high: Float64Array;
  /** low + high. */
  readonly notch: Float64Array;
  /** low - band + high. */
  readonly all: Float64Array;
}

const STATE_FLOOR = 1e-30;
/** Highest frequency of a modulation as a part of the rate; the tangent ends at a half. */
const HIGHEST = 0.49;

/** One channel, one filter at a time. */
export class StateVariableFilter {
  readonly #rate: number;
  /** Frequency factor of the shelves, whose poles do not lie at the frequency itself. */
  #bend = 1;
  #g = 0;
  #k = 0;
  /** Output = m0 input + m1 band / k + m2 low. */
  #m0 = 0;
  #m1 = 0;
  #m2 = 0;
  #first = 0;
  #second = 0;

  /** Throws AudioError 'invalid-parameter' for numbers that are no filter at this rate. */
  constructor(spec: FilterSpec, sampleRateHz: number) {
    this.#rate = sampleRateHz;
    this.set(spec);
  }

  /** Changes the filter; the state stays, so this may happen while a signal runs. Throws as the constructor. */
  set(spec: FilterSpec): void {
    filterPrototype(spec);
    checkBelowNyquist(spec.frequencyHz, this.#rate);
    const { type, q, gainDb = 0 } = spec;
    const a = 10 ** (gainDb / 40);
    const k = type === 'bell' ? 1 / (q * a) : 1 / q;
    this.#k = k;
    this.#bend = type === 'lowshelf' ? 1 / Math.sqrt(a) : type === 'highshelf' ? Math.sqrt(a) : 1;
    this.#m0 = 1;
    this.#m1 = 0;
    this.#m2 = 0;
    if (type === 'lowpass') this.#mix(0, 0, 1);
    else if (type === 'highpass') this.#mix(1, -k, -1);
    else if (type === 'bandpass') this.#mix(0, k, 0);
    else if (type === 'notch') this.#mix(1, -k, 0);
    else if (type === 'allpass') this.#mix(1, -2 * k, 0);
    else if (type === 'bell') this.#mix(1, k * (a * a - 1), 0);
    else if (type === 'lowshelf') this.#mix(1, k * (a - 1), a * a - 1);
    else this.#mix(a * a, k * (1 - a) * a, 1 - a * a);
    this.#g = this.#bend * Math.tan((Math.PI * spec.frequencyHz) / this.#rate);
  }

  #mix(m0: number, m1: number, m2: number): void {
    this.#m0 = m0;
    this.#m1 = m1;
    this.#m2 = m2;
  }

  /** Filters `count` samples from `offset` in place. */
  process(samples: Float64Array, offset: number, count: number): void {
    const g = this.#g;
    const a1 = 1 / (1 + g * (g + this.#k));
    const a2 = g * a1;
    const a3 = g * a2;
    const m0 = this.#m0;
    const m1 = this.#m1;
    const m2 = this.#m2;
    let s1 = this.#first;
    let s2 = this.#second;
    for (let i = offset, end = offset + count; i < end; i++) {
      const x = samples[i];
      const v3 = x - s2;
      const v1 = a1 * s1 + a2 * v3;
      const v2 = s2 + a2 * s1 + a3 * v3;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      samples[i] = m0 * x + m1 * v1 + m2 * v2;
    }
    this.#keep(s1, s2);
  }

  /** As `process`, with a frequency for every sample: `frequenciesHz[i]` rules `samples[i]`, from 0 to 0.49 of the rate. */
  processModulated(samples: Float64Array, frequenciesHz: Float64Array, offset: number, count: number): void {
    const k = this.#k;
    const highest = HIGHEST * this.#rate;
    const angle = Math.PI / this.#rate;
    let s1 = this.#first;
    let s2 = this.#second;
    for (let i = offset, end = offset + count; i < end; i++) {
      const g = this.#bend * Math.tan(angle * Math.max(0, Math.min(highest, frequenciesHz[i])));
      const a1 = 1 / (1 + g * (g + k));
      const x = samples[i];
      const v3 = x - s2;
      const v1 = a1 * (s1 + g * v3);
      const v2 = s2 + g * v1;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      samples[i] = this.#m0 * x + this.#m1 * v1 + this.#m2 * v2;
    }
    this.#keep(s1, s2);
  }

  /** All outputs of the same two integrators at once; the type of the filter does not matter, its gain neither. */
  processOutputs(input: Float64Array, outputs: SvfOutputs, offset: number, count: number): void {
    const { low, band, high, notch, all } = outputs;
    const g = this.#g;
    const k = this.#k;
    const a1 = 1 / (1 + g * (g + k));
    let s1 = this.#first;
    let s2 = this.#second;
    for (let i = offset, end = offset + count; i < end; i++) {
      const x = input[i];
      const v1 = a1 * (s1 + g * (x - s2));
      const v2 = s2 + g * v1;
      s1 = 2 * v1 - s1;
      s2 = 2 * v2 - s2;
      low[i] = v2;
      band[i] = k * v1;
      notch[i] = x - k * v1;
      high[i] = notch[i] - v2;
      all[i] = notch[i] - k * v1;
    }
    this.#keep(s1, s2);
  }

  /** Sum of the squares of both integrators. */
  get stateEnergy(): number {
    return this.#first ** 2 + this.#second ** 2;
  }

  reset(): void {
    this.#first = 0;
    this.#second = 0;
  }

  #keep(s1: number, s2: number): void {
    this.#first = Math.abs(s1) < STATE_FLOOR ? 0 : s1;
    this.#second = Math.abs(s2) < STATE_FLOOR ? 0 : s2;
  }
}
