/**
 * Loudness by ITU-R BS.1770-5 and EBU Tech 3341: momentary (400 ms) and short-term (3 s) evaluated every 10 ms,
 * integrated over 400 ms blocks with 75 % overlap and the two gates, loudness range by Tech 3342.
 * Windows end at frames round(k * 0.01 * rate), so rates such as 11,025 Hz are exact too. An incomplete last block is
 * dropped. Memory: one value per channel and 100 ms.
 * Weakness: a programme under 400 ms has no loudness (-Infinity), under 3 s no short-term value.
 */
import type { AudioBlock, AudioFormat } from '../audio/index.ts';
import { powerToDb } from '../units/index.ts';
import { channelWeights } from './channelWeights.ts';
import { GrowingSeries } from './growingSeries.ts';
import type { DspKernels, KWeightingKernel } from './kernels.ts';
import { loudnessRange } from './loudnessRange.ts';

/** Figures of a whole programme. -Infinity where nothing passes the gate. */
export interface LoudnessResult {
  readonly integratedLufs: number;
  readonly loudnessRangeLu: number;
  /** False under 60 s, where Tech 3342 warns that the range is not stable. */
  readonly loudnessRangeStable: boolean;
  readonly maxMomentaryLufs: number;
  readonly maxShortTermLufs: number;
  /** One value per 100 ms: the window that ends there; -Infinity before the first full window. */
  readonly momentaryLufs: Float32Array;
  readonly shortTermLufs: Float32Array;
  /** Loudness of each channel alone, weight 1, over the blocks that pass the programme's gate. */
  readonly channelLufs: number[];
}

const HOPS_PER_SECOND = 100;
const MOMENTARY_HOPS = 40;
const SHORT_TERM_HOPS = 300;
/** BS.1770-5: gating blocks start every 100 ms. */
const BLOCK_HOPS = 10;
/** BS.1770-5 eq. 2. */
const OFFSET_DB = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

const toLufs = (power: number): number => OFFSET_DB + powerToDb(power);

/** Streaming meter: push blocks in order, then `finish` once. */
export class LoudnessMeter {
  readonly #rate: number;
  readonly #weights: Float64Array;
  readonly #kernel: KWeightingKernel;
  readonly #piece: Float64Array;
  readonly #hopSums: Float64Array;
  /** Ring of the last 300 hops: weighted energy, frames, and energy of each channel. */
  readonly #ring: Float64Array = new Float64Array(SHORT_TERM_HOPS);
  readonly #ringFrames: Float64Array = new Float64Array(SHORT_TERM_HOPS);
  readonly #ringChannels: Float64Array[];
  readonly #blockPower: GrowingSeries = new GrowingSeries();
  readonly #blockChannels: GrowingSeries[];
  readonly #momentary: GrowingSeries = new GrowingSeries();
  readonly #shortTerm: GrowingSeries = new GrowingSeries();
  #hops = 0;
  #position = 0;
  #hopStart = 0;
  #hopEnd: number;
  #maxMomentary = 0;
  #maxShortTerm = 0;

  constructor({ sampleRateHz, channels, layout }: AudioFormat, kernels: DspKernels) {
    this.#rate = sampleRateHz;
    this.#weights = channelWeights(layout);
    this.#kernel = kernels.kWeighting(sampleRateHz, channels);
    this.#piece = new Float64Array(channels);
    this.#hopSums = new Float64Array(channels);
    this.#ringChannels = Array.from({ length: channels }, () => new Float64Array(SHORT_TERM_HOPS));
    this.#blockChannels = Array.from({ length: channels }, () => new GrowingSeries());
    this.#hopEnd = Math.round(sampleRateHz / HOPS_PER_SECOND);
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hopEnd - this.#position);
      if (count > 0) {
        this.#kernel.process(channels, done, count, this.#piece);
        for (let c = 0; c < this.#piece.length; c++) this.#hopSums[c] += this.#piece[c];
      }
      done += count;
      this.#position += count;
      if (this.#position === this.#hopEnd) this.#endHop();
    }
  }

  #endHop(): void {
    const slot = this.#hops % SHORT_TERM_HOPS;
    let weighted = 0;
    for (let c = 0; c < this.#hopSums.length; c++) {
      weighted += this.#weights[c] * this.#hopSums[c];
      this.#ringChannels[c][slot] = this.#hopSums[c];
      this.#hopSums[c] = 0;
    }
    this.#ring[slot] = weighted;
    this.#ringFrames[slot] = this.#hopEnd - this.#hopStart;
    this.#hops++;
    this.#hopStart = this.#hopEnd;
    this.#hopEnd = Math.round(((this.#hops + 1) * this.#rate) / HOPS_PER_SECOND);

    const momentary = this.#mean(this.#ring, MOMENTARY_HOPS);
    const shortTerm = this.#mean(this.#ring, SHORT_TERM_HOPS);
    if (momentary > this.#maxMomentary) this.#maxMomentary = momentary;
    if (shortTerm > this.#maxShortTerm) this.#maxShortTerm = shortTerm;
    if (this.#hops % BLOCK_HOPS !== 0) return;
    this.#momentary.push(momentary);
    this.#shortTerm.push(shortTerm);
    if (this.#hops < MOMENTARY_HOPS) return;
    this.#blockPower.push(momentary);
    for (let c = 0; c < this.#ringChannels.length; c++)
      this.#blockChannels[c].push(this.#mean(this.#ringChannels[c], MOMENTARY_HOPS));
  }

  /** Mean power over the last hops; 0 before there are enough. */
  #mean(energies: Float64Array, hops: number): number {
    if (this.#hops < hops) return 0;
    let energy = 0;
    let frames = 0;
    for (let h = this.#hops - hops; h < this.#hops; h++) {
      const slot = h % SHORT_TERM_HOPS;
      energy += energies[slot];
      frames += this.#ringFrames[slot];
    }
    return frames > 0 ? energy / frames : 0;
  }

  /** Blocks above a threshold: their count, mean power, and mean power per channel. */
  #gated(thresholdLufs: number): { power: number; channels: number[] } {
    const blocks = this.#blockPower.values();
    const channels = this.#blockChannels.map(() => 0);
    let power = 0;
    let count = 0;
    for (let b = 0; b < blocks.length; b++) {
      if (!(toLufs(blocks[b]) > thresholdLufs)) continue;
      power += blocks[b];
      count++;
      for (let c = 0; c < channels.length; c++) channels[c] += this.#blockChannels[c].values()[b];
    }
    return count === 0 ? { power: 0, channels } : { power: power / count, channels: channels.map((p) => p / count) };
  }

  finish(): LoudnessResult {
    const absolute = this.#gated(ABSOLUTE_GATE_LUFS);
    const gate = Math.max(ABSOLUTE_GATE_LUFS, toLufs(absolute.power) + RELATIVE_GATE_LU);
    const { power, channels } = this.#gated(gate);
    const shortTerm = this.#shortTerm.values().map(toLufs);
    return {
      integratedLufs: toLufs(power),
      loudnessRangeLu: loudnessRange(shortTerm.filter((l) => l > Number.NEGATIVE_INFINITY)),
      loudnessRangeStable: this.#position / this.#rate >= 60,
      maxMomentaryLufs: toLufs(this.#maxMomentary),
      maxShortTermLufs: toLufs(this.#maxShortTerm),
      momentaryLufs: Float32Array.from(this.#momentary.values(), toLufs),
      shortTermLufs: Float32Array.from(shortTerm),
      channelLufs: channels.map(toLufs),
    };
  }
}
