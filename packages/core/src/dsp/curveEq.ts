/**
 * Equaliser of a free curve as one FIR filter per part of the signal, streaming: minimum phase (no latency, no ringing
 * before a transient) or linear phase (latency (taps - 1) / 2). Between the given points the gain in dB follows a cubic
 * over log frequency that never overshoots them (Fritsch and Carlson 1980); beyond the ends it stays.
 * 'stereo' works on every channel; 'mid' and 'side' as in {@link ParametricEq}, in place of it for that part.
 * Range: curves wider than about 5 rate / taps Hz; see fir.ts and minimumPhase.ts for accuracy.
 */
import { AudioError, type AudioFormat } from '../audio/index.ts';
import { BlockConvolver } from './blockConvolver.ts';
import { type ChannelPair, channelPairs } from './channelPairs.ts';
import { Convolver } from './convolver.ts';
import type { EqChannel } from './eqBand.ts';
import { linearPhaseFir } from './fir.ts';
import { firGainsDb } from './firResponse.ts';
import { decodeMidSide, encodeMidSide } from './midSideInPlace.ts';
import { minimumPhaseFromMagnitude } from './minimumPhase.ts';
import { PartitionedImpulse } from './partitionedImpulse.ts';

/** Gain in dB at rising frequencies. */
export interface GainPoints {
  readonly frequenciesHz: Float64Array;
  readonly gainsDb: Float64Array;
}

export interface CurveEqOptions {
  /** 'minimum' by default. */
  readonly phase?: 'minimum' | 'linear';
  /** Odd; by default the next power of two from a sixth of a second, plus one. */
  readonly taps?: number;
  /** 'direct' by default; 'block' is several times as fast and late by a block besides, for rendering. */
  readonly convolution?: 'direct' | 'block';
}

const DEFAULT_SECONDS = 1 / 6;
/** Steps of the magnitude per tap, for the cepstrum. */
const GRID_PER_TAP = 8;

/** The smooth gain curve through points. Throws AudioError 'invalid-parameter'. */
export function gainCurveThrough({ frequenciesHz, gainsDb }: GainPoints): (hz: number) => number {
  const n = frequenciesHz.length;
  const rising = frequenciesHz.every((hz, i) => hz > (frequenciesHz[i - 1] ?? 0));
  if (n === 0 || gainsDb.length !== n || !rising || !gainsDb.every(Number.isFinite))
    throw new AudioError(
      'invalid-parameter',
      `gain curve: ${n} frequencies and ${gainsDb.length} gains.`,
      'Give as many finite gains as rising frequencies above zero.',
    );
  const x = frequenciesHz.map(Math.log);
  const slopes = monotoneSlopes(x, gainsDb);
  return (hz) => {
    const at = Math.log(hz);
    if (!(at > x[0])) return gainsDb[0];
    if (at >= x[n - 1]) return gainsDb[n - 1];
    let k = 0;
    while (x[k + 1] <= at) k++;
    const width = x[k + 1] - x[k];
    const t = (at - x[k]) / width;
    const s = 1 - t;
    return (
      s * s * ((1 + 2 * t) * gainsDb[k] + t * width * slopes[k]) +
      t * t * ((1 + 2 * s) * gainsDb[k + 1] - s * width * slopes[k + 1])
    );
  };
}

function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const steps = Float64Array.from({ length: Math.max(0, n - 1) }, (_, k) => (y[k + 1] - y[k]) / (x[k + 1] - x[k]));
  return Float64Array.from({ length: n }, (_, k) => {
    const before = steps[k - 1];
    const after = steps[k];
    if (before === undefined || after === undefined || before * after <= 0) return 0;
    // Harmonic mean, weighted by the widths.
    const w1 = 2 * (x[k + 1] - x[k]) + (x[k] - x[k - 1]);
    const w2 = x[k + 1] - x[k] + 2 * (x[k] - x[k - 1]);
    return (w1 + w2) / (w1 / before + w2 / after);
  });
}

export class CurveEq {
  readonly latencyFrames: number;
  readonly #rate: number;
  readonly #pairs: readonly ChannelPair[];
  readonly #firs: { readonly mid: Float64Array; readonly side: Float64Array };
  readonly #filters: readonly (Convolver | BlockConvolver)[];
  readonly #picked: Float64Array[] = [];

  /** `curves.side` differs from `curves.mid` only for layouts with pairs. Throws AudioError 'invalid-parameter'. */
  constructor(
    curves: { readonly mid: GainPoints; readonly side?: GainPoints },
    { sampleRateHz, layout }: AudioFormat,
    { phase = 'minimum', taps = defaultTaps(sampleRateHz), convolution = 'direct' }: CurveEqOptions = {},
  ) {
    this.#rate = sampleRateHz;
    this.#pairs = curves.side ? channelPairs(layout) : [];
    const mid = firOf(curves.mid, phase, taps, sampleRateHz);
    this.#firs = { mid, side: curves.side ? firOf(curves.side, phase, taps, sampleRateHz) : mid };
    const sides = new Set(this.#pairs.map(([, right]) => right));
    const filterOf = firFilters(this.#firs, convolution);
    this.#filters = layout.map((_, c) => filterOf(sides.has(c) ? 'side' : 'mid'));
    const [first] = this.#filters;
    const block = first instanceof BlockConvolver ? first.latencyFrames : 0;
    this.latencyFrames = (phase === 'linear' ? (taps - 1) / 2 : 0) + block;
  }

  /** Filters `count` frames from `offset` of every channel in place. */
  process(channels: readonly Float64Array[], offset: number, count: number): void {
    for (const pair of this.#pairs) encodeMidSide(this.#pick(channels, pair), offset, count);
    for (let c = 0; c < this.#filters.length; c++) this.#filters[c].process(channels[c], offset, count);
    for (const pair of this.#pairs) decodeMidSide(this.#pick(channels, pair), offset, count);
  }

  #pick(channels: readonly Float64Array[], [left, right]: ChannelPair): readonly Float64Array[] {
    this.#picked[0] = channels[left];
    this.#picked[1] = channels[right];
    return this.#picked;
  }

  /** Gain of the filter in dB; 'stereo' reads as 'mid'. */
  responseDb(frequenciesHz: Float64Array, part: EqChannel = 'stereo'): Float64Array {
    return firGainsDb(part === 'side' ? this.#firs.side : this.#firs.mid, frequenciesHz, this.#rate);
  }

  reset(): void {
    for (const filter of this.#filters) filter.reset();
  }
}

/** Makes a filter for a channel; channels share what can be shared. */
export function firFilters<Part extends string>(
  firs: Readonly<Record<Part, Float64Array>>,
  convolution: 'direct' | 'block',
): (part: Part) => Convolver | BlockConvolver {
  if (convolution === 'block') return (part) => new BlockConvolver(firs[part]);
  const impulses = new Map<Part, PartitionedImpulse>();
  return (part) => {
    const known = impulses.get(part) ?? new PartitionedImpulse(firs[part]);
    impulses.set(part, known);
    return new Convolver(known);
  };
}

function defaultTaps(sampleRateHz: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, sampleRateHz * DEFAULT_SECONDS))) + 1;
}

function firOf(points: GainPoints, phase: 'minimum' | 'linear', taps: number, sampleRateHz: number): Float64Array {
  const curve = gainCurveThrough(points);
  const gainAt = (hz: number): number => 10 ** (curve(hz) / 20);
  if (phase === 'linear') return linearPhaseFir(gainAt, taps, sampleRateHz);
  const steps = 2 ** Math.ceil(Math.log2((GRID_PER_TAP * taps) / 2));
  const magnitude = Float64Array.from({ length: steps + 1 }, (_, k) => gainAt((k * sampleRateHz) / 2 / steps));
  return minimumPhaseFromMagnitude(magnitude, taps);
}
