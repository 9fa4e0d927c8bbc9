/**
 * Parametric equaliser of any number of bands, streaming, for mono to multichannel.
 * Minimum phase: matched biquads right up to Nyquist ({@link eqBiquads}), no latency. Linear phase: the analogue
 * response of all bands as one symmetric FIR ({@link linearPhaseFir}), latency (taps - 1) / 2.
 * Bands on 'mid' or 'side' work on (L+R)/2 or (L-R)/2 of every left-right pair of the layout ({@link channelPairs});
 * a channel without a partner, such as mono or C, is all mid. Without such bands channels stay apart, so that equal
 * settings give equal bits for any number of channels.
 * Measured in eq.test.ts, largest distance to the analogue response from 20 Hz to 0.45 of the rate, q 0.3 to 10, bands up
 * to a third of the rate: bells of ±6 dB 0.065 dB, of ±12 dB 0.12 dB, shelves with q to 1 of ±12 dB 0.08 dB, cuts of 12
 * dB per octave with q to 1 0.2 dB down to -20 dB. Linear phase: 0.05 dB where bands are wider than 4 Hz at the default
 * length of a third of a second.
 * Weakness: linear phase rings before a transient, the more the narrower a low band is; steep cuts near Nyquist err by up
 * to 0.4 dB. Settings are fixed: build a new one to change them.
 */
import { AudioError, type AudioFormat } from '../audio/index.ts';
import type { BiquadCoefficients } from './biquad.ts';
import { biquadGainsDb } from './biquadResponse.ts';
import { BlockConvolver } from './blockConvolver.ts';
import { type ChannelPair, channelPairs } from './channelPairs.ts';
import { firFilters } from './curveEq.ts';
import { type EqBand, type EqChannel, eqBandsGain } from './eqBand.ts';
import { eqBiquads } from './eqDesign.ts';
import { linearPhaseFir } from './fir.ts';
import { firGainsDb } from './firResponse.ts';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import type { BiquadsKernel, DspKernels } from './kernels.ts';
import { decodeMidSide, encodeMidSide } from './midSideInPlace.ts';

export interface EqOptions {
  /** 'minimum' by default. */
  readonly phase?: 'minimum' | 'linear';
  /** Length of a linear-phase filter, odd; by default the next power of two from a third of a second, plus one. */
  readonly taps?: number;
  /** Of a linear-phase filter: 'direct' by default; 'block' is several times as fast and late by a block besides. */
  readonly convolution?: 'direct' | 'block';
  /** Those of TypeScript by default. */
  readonly kernels?: DspKernels;
}

/** Filters samples of one channel in place. */
interface ChannelFilter {
  process(samples: Float64Array, offset: number, count: number): void;
  reset(): void;
}

const DEFAULT_SECONDS = 1 / 3;

export class ParametricEq {
  /** By how many frames the output is late: 0, or (taps - 1) / 2, and a block with `convolution: 'block'`. */
  readonly latencyFrames: number;
  readonly #rate: number;
  readonly #pairs: readonly ChannelPair[];
  /** Of every channel; in a mid-side equaliser a pair holds the filters of its mid and its side. */
  readonly #filters: BiquadsKernel | undefined;
  readonly #convolvers: readonly ChannelFilter[];
  readonly #picked: Float64Array[] = [];
  readonly #biquads: ReadonlyMap<EqChannel, readonly BiquadCoefficients[]>;
  readonly #firs: ReadonlyMap<EqChannel, Float64Array> | undefined;

  /** Throws AudioError 'invalid-parameter' for a band that is no filter or not below half the sample rate. */
  constructor(
    bands: readonly EqBand[],
    { sampleRateHz, layout }: AudioFormat,
    { phase, taps, convolution = 'direct', kernels = typescriptKernels }: EqOptions = {},
  ) {
    this.#rate = sampleRateHz;
    const designs = bands.map((band) => ({ band, biquads: eqBiquads(band, sampleRateHz) }));
    const midSide = bands.some(({ channel }) => channel !== 'stereo');
    this.#pairs = midSide ? channelPairs(layout) : [];
    const parts: readonly EqChannel[] = ['stereo', 'mid', 'side'];
    const ofPart = (part: EqChannel): typeof designs =>
      designs.filter(({ band }) => band.channel === 'stereo' || band.channel === part);
    this.#biquads = new Map(parts.map((part) => [part, ofPart(part).flatMap(({ biquads }) => biquads)]));
    const length = phase === 'linear' ? (taps ?? defaultTaps(sampleRateHz)) : 1;
    this.#firs =
      phase === 'linear'
        ? new Map(
            parts.map((part) => [
              part,
              firOf(
                ofPart(part).map(({ band }) => band),
                length,
                sampleRateHz,
              ),
            ]),
          )
        : undefined;
    const sides = new Set(this.#pairs.map(([, right]) => right));
    const partOf = (_: unknown, c: number): EqChannel => (midSide ? (sides.has(c) ? 'side' : 'mid') : 'stereo');
    const heard = layout.map(partOf);
    const firs = this.#firs;
    this.#convolvers = firs
      ? heard.map(firFilters<EqChannel>(Object.fromEntries(firs) as Record<EqChannel, Float64Array>, convolution))
      : [];
    const chains = heard.map((part) => this.#biquads.get(part) as readonly BiquadCoefficients[]);
    this.#filters = !firs && chains.some((chain) => chain.length > 0) ? kernels.biquads(chains) : undefined;
    const [first] = this.#convolvers;
    this.latencyFrames = (length - 1) / 2 + (first instanceof BlockConvolver ? first.latencyFrames : 0);
  }

  /** Filters `count` frames from `offset` of every channel in place. */
  process(channels: readonly Float64Array[], offset: number, count: number): void {
    for (const pair of this.#pairs) encodeMidSide(this.#pick(channels, pair), offset, count);
    this.#filters?.process(channels, offset, count);
    for (let c = 0; c < this.#convolvers.length; c++) this.#convolvers[c].process(channels[c], offset, count);
    for (const pair of this.#pairs) decodeMidSide(this.#pick(channels, pair), offset, count);
  }

  #pick(channels: readonly Float64Array[], [left, right]: ChannelPair): readonly Float64Array[] {
    this.#picked[0] = channels[left];
    this.#picked[1] = channels[right];
    return this.#picked;
  }

  /** Gain of the digital filter in dB at each frequency, as `part` of the signal meets it; 'stereo': bands on both only. */
  responseDb(frequenciesHz: Float64Array, part: EqChannel = 'stereo'): Float64Array {
    const fir = this.#firs?.get(part);
    if (fir) return firGainsDb(fir, frequenciesHz, this.#rate);
    return biquadGainsDb(this.#biquads.get(part) as readonly BiquadCoefficients[], frequenciesHz, this.#rate);
  }

  reset(): void {
    this.#filters?.reset();
    for (const filter of this.#convolvers) filter.reset();
  }
}

function defaultTaps(sampleRateHz: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, sampleRateHz * DEFAULT_SECONDS))) + 1;
}

function firOf(bands: readonly EqBand[], taps: number, sampleRateHz: number): Float64Array {
  if (!Number.isInteger(taps) || taps < 1 || taps % 2 === 0)
    throw new AudioError('invalid-parameter', `equaliser: ${taps} taps.`, 'Give an odd whole number.');
  if (bands.length === 0) return Float64Array.from({ length: taps }, (_, n) => (n === (taps - 1) / 2 ? 1 : 0));
  return linearPhaseFir(eqBandsGain(bands), taps, sampleRateHz);
}
