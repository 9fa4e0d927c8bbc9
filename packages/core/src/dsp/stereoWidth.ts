/**
 * Width of a stereo signal by band, streaming, in place: the side is split by linear-phase low-passes
 * ({@link LinearPhaseCrossover}), each band turned up or down, and only the change is added to the delayed channels, so
 * that the mid, and a band whose side stays, come out as they went in.
 * A guard holds widening back where the mono fold-down would lose too much: folding two channels down to their mean
 * leaves the mid, so the loss of a band is 10 log10(M / (M + S)) of the powers, followed over 300 ms. The guard never
 * narrows what was not widened. Measured in stereoWidth.test.ts. Latency: {@link latencyFrames}, half the filter of the
 * lowest crossing (21 ms at 120 Hz). Weakness: the change of the side rings before hits, 80 dB down after that time.
 */
import { AudioError } from '../audio/index.ts';
import { bandBuffers } from './crossover.ts';
import { DelayLine } from './delayLine.ts';
import { smoothingFactor } from './envelope.ts';
import { LinearPhaseCrossover } from './linearPhaseCrossover.ts';
import { encodeMidSide } from './midSideInPlace.ts';

export interface StereoWidthOptions {
  readonly sampleRateHz: number;
  /** Crossings between the bands, rising; none is one band. */
  readonly frequenciesHz: readonly number[];
  /** Gain of the side of each band, linear: 0 mono, 1 as it is, 2 twice as wide. */
  readonly widths: readonly number[];
  /** Loss of level in mono that widening may not pass, in dB, above 0; 3 by default (unrelated channels). */
  readonly maxMonoLossDb?: number;
}

const PIECE = 512;
const GUARD_SECONDS = 0.3;
/** The widening follows its guard this fast. */
const GLIDE_SECONDS = 0.02;
const FLOOR = 1e-20;

export class StereoWidth {
  readonly latencyFrames: number;
  readonly #crossover: LinearPhaseCrossover;
  readonly #delay: DelayLine;
  readonly #widths: readonly number[];
  readonly #bands: readonly (readonly Float64Array[])[];
  readonly #piece: readonly Float64Array[] = [new Float64Array(PIECE), new Float64Array(PIECE)];
  /** Largest side power for a mid power of 1. */
  readonly #sideLimit: number;
  readonly #factor: number;
  readonly #glide: number;
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #gains: Float64Array;
  readonly #idle: boolean;
  #heldBack = 0;

  /** Throws AudioError 'invalid-parameter'. */
  constructor({ sampleRateHz, frequenciesHz, widths, maxMonoLossDb = 3 }: StereoWidthOptions) {
    if (widths.length !== frequenciesHz.length + 1 || !widths.every((w) => w >= 0 && w <= 4) || !(maxMonoLossDb > 0))
      throw new AudioError(
        'invalid-parameter',
        `stereo width: ${widths.join(', ')} for ${frequenciesHz.length + 1} bands, mono loss ${maxMonoLossDb} dB.`,
        'Give one width from 0 to 4 per band and a loss above 0 dB.',
      );
    this.#crossover = new LinearPhaseCrossover({ sampleRateHz, channels: 2, frequenciesHz });
    this.#widths = widths;
    this.#idle = widths.every((w) => w === 1);
    this.latencyFrames = this.#idle ? 0 : this.#crossover.latencyFrames;
    this.#delay = new DelayLine(2, this.latencyFrames);
    this.#bands = bandBuffers(widths.length, 2, PIECE);
    this.#sideLimit = 10 ** (maxMonoLossDb / 10) - 1;
    this.#factor = smoothingFactor(GUARD_SECONDS, sampleRateHz);
    this.#glide = smoothingFactor(GLIDE_SECONDS, sampleRateHz);
    this.#mid = new Float64Array(widths.length);
    this.#side = new Float64Array(widths.length);
    this.#gains = Float64Array.from(widths, (w) => Math.min(1, w));
  }

  /** Largest part of a wanted widening that the guard took back in the last {@link process}, in dB, 0 and up. */
  get heldBackDb(): number {
    return this.#heldBack;
  }

  /** `channels` are left and right. */
  process(channels: readonly Float64Array[], frames: number): void {
    this.#heldBack = 0;
    if (this.#idle) return;
    const piece = this.#piece;
    for (let done = 0; done < frames; done += PIECE) {
      const count = Math.min(PIECE, frames - done);
      for (let c = 0; c < 2; c++) for (let i = 0; i < count; i++) piece[c][i] = channels[c][done + i];
      encodeMidSide(piece, 0, count);
      this.#crossover.split(piece, 0, count, this.#bands);
      this.#delay.process(channels, done, count);
      const [left, right] = channels;
      for (let b = 0; b < this.#widths.length; b++) {
        if (this.#widths[b] === 1) continue;
        this.#widen(b, count);
        const change = this.#bands[b][1];
        for (let i = 0; i < count; i++) {
          left[done + i] += change[i];
          right[done + i] -= change[i];
        }
      }
    }
  }

  /** Leaves in the side of a band what is to be added to it. */
  #widen(band: number, count: number): void {
    const wanted = this.#widths[band];
    const mid = this.#bands[band][0];
    const side = this.#bands[band][1];
    if (wanted <= 1) {
      for (let i = 0; i < count; i++) side[i] *= wanted - 1;
      return;
    }
    const factor = this.#factor;
    const glide = this.#glide;
    const limit = this.#sideLimit;
    let m = this.#mid[band];
    let s = this.#side[band];
    let gain = this.#gains[band];
    let least = wanted;
    for (let i = 0; i < count; i++) {
      const mm = mid[i] * mid[i];
      const ss = side[i] * side[i];
      m = mm + factor * (m - mm);
      s = ss + factor * (s - ss);
      const allowed = s > FLOOR ? Math.sqrt((limit * m) / s) : wanted;
      const target = allowed >= wanted ? wanted : allowed > 1 ? allowed : 1;
      gain = target < gain ? target : target + glide * (gain - target);
      if (target < least) least = target;
      side[i] *= gain - 1;
    }
    this.#mid[band] = m < FLOOR ? 0 : m;
    this.#side[band] = s < FLOOR ? 0 : s;
    this.#gains[band] = gain;
    const held = 20 * Math.log10(wanted / least);
    if (held > this.#heldBack) this.#heldBack = held;
  }

  reset(): void {
    this.#crossover.reset();
    this.#delay.reset();
    this.#mid.fill(0);
    this.#side.fill(0);
    this.#widths.forEach((w, b) => {
      this.#gains[b] = Math.min(1, w);
    });
    this.#heldBack = 0;
  }
}
