/**
 * Finds mains hum in a recording: its fundamental over time, the amplitude of every harmonic and where it sounds, for
 * {@link HumRemover} to subtract. Works at about 12 kHz in stretches of 12 s that overlap by 4 s (humSearch.ts finds the
 * fundamental, humLock.ts locks to it, humFit.ts decides and measures). Presence test: where no hum is found, nothing is
 * kept, and the remover changes nothing.
 * Range: 8 to 192 kHz, any channels (each has its own amplitudes; one path of the fundamental for all). Memory: 12 s
 * of samples, and the harmonics at two values a second where there is hum. Results do not depend on the blocks.
 * Weakness: hum of under two seconds, fundamentals that move faster than 0.15 Hz a second, two hums at once (the
 * stronger is taken), and hum with fewer than three steady harmonics among its first ten are left alone.
 */
import { AudioError } from '../../audio/index.ts';
import { Decimator } from '../decimator.ts';
import { type HumEdges, humEdges } from './humEdges.ts';
import { fitHum, type HumRun } from './humFit.ts';
import { lockHum } from './humLock.ts';
import type { HumPath } from './humPath.ts';
import { type HumRange, humCourse, humSpectra } from './humSearch.ts';

/** Hum of one channel within a segment. */
export interface HumPart {
  readonly channel: number;
  readonly run: HumRun;
  readonly edges: HumEdges;
}

/** Hum of one stretch. */
export interface HumSegment {
  /** Frame of the recording at which the path starts; may lie before its first by the filters' delay. */
  readonly startFrame: number;
  readonly frameCount: number;
  /** Frames over which it takes over from the segment before; its own end is faded by the next one. */
  readonly fadeFromFrame: number;
  readonly fadeToFrame: number;
  readonly path: HumPath;
  readonly parts: readonly HumPart[];
}

/** All that the remover needs. Stretches without hum have segments without parts. */
export interface HumTrack {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly segments: readonly HumSegment[];
}

export interface HumTrackerOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Where to look for fundamentals, within 15 to 450 Hz; 49.3 to 50.7 and 59.3 to 60.7 Hz by default. */
  readonly ranges?: readonly HumRange[];
  /** Steady harmonics among the first ten that make a hum, 1 to 10; 3 by default. */
  readonly leastHarmonics?: number;
}

export const MAINS_RANGES: readonly HumRange[] = [
  { fromHz: 49.3, toHz: 50.7 },
  { fromHz: 59.3, toHz: 60.7 },
];
const STRETCH_SECONDS = 12;
const HOP_SECONDS = 8;
const LEAST_SECONDS = 2;
const FADE_FROM_SECONDS = 0.5;
const FADE_SECONDS = 3;
const WORKING_HZ = 12000;
const HIGHEST_HZ = 5000;
/** Hum-free recordings of ours reach 2 to 9, dB per harmonic; hum 20 dB under dense music 4. */
const LEAST_SCORE = 3.5;
/** The search needs twelve harmonics and their neighbourhood. */
const SEARCH_HARMONICS = 12.5;
const PIECE = 512;

function check({ ranges = MAINS_RANGES, leastHarmonics = 3 }: HumTrackerOptions): void {
  if (ranges.length === 0 || !ranges.every(({ fromHz, toHz }) => fromHz >= 15 && toHz <= 450 && fromHz < toHz))
    throw new AudioError(
      'invalid-parameter',
      'Hum: a range of fundamentals outside 15 to 450 Hz.',
      'Give ranges that rise, from 15 to 450 Hz, such as 49.3 to 50.7.',
    );
  if (!Number.isInteger(leastHarmonics) || leastHarmonics < 1 || leastHarmonics > 10)
    throw new AudioError(
      'invalid-parameter',
      `Hum: ${leastHarmonics} harmonics as the least number.`,
      'Give a whole number from 1 to 10.',
    );
}

export class HumTracker {
  readonly #rate: number;
  readonly #slow: number;
  readonly #factor: number;
  readonly #decimator: Decimator;
  readonly #ranges: readonly HumRange[];
  readonly #least: number;
  readonly #input: readonly Float64Array[];
  /** The newest stretch at the working rate, filled from its start. */
  readonly #stretch: readonly Float64Array[];
  readonly #length: number;
  readonly #segments: HumSegment[] = [];
  #filled = 0;
  #have = 0;
  /** Samples at the working rate that were dropped from the stretch's front. */
  #dropped = 0;
  #received = 0;
  /** Where the last stretch ended, at the working rate. */
  #worked = 0;

  /** Throws AudioError 'invalid-parameter' for ranges or numbers outside their bounds. */
  constructor(options: HumTrackerOptions) {
    check(options);
    const { sampleRateHz, channels, ranges = MAINS_RANGES, leastHarmonics = 3 } = options;
    this.#rate = sampleRateHz;
    this.#factor = Math.max(1, Math.floor(sampleRateHz / WORKING_HZ));
    this.#slow = sampleRateHz / this.#factor;
    this.#decimator = new Decimator(this.#factor, this.#highest(), sampleRateHz);
    this.#ranges = ranges;
    this.#least = leastHarmonics;
    const piece = PIECE * this.#factor;
    this.#input = Array.from({ length: channels }, () => new Float64Array(this.#decimator.history + piece));
    this.#length = Math.ceil((STRETCH_SECONDS * this.#slow) / PIECE) * PIECE;
    this.#stretch = Array.from({ length: channels }, () => new Float64Array(this.#length));
  }

  /** Takes `count` frames from `offset` on of planar channels. */
  push(channels: readonly Float64Array[], offset: number, count: number): void {
    const { history } = this.#decimator;
    const piece = PIECE * this.#factor;
    this.#received += count;
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, piece - this.#filled);
      for (let c = 0; c < this.#input.length; c++) {
        const input = this.#input[c];
        const samples = channels[c];
        for (let i = 0; i < part; i++) {
          const x = samples[offset + done + i];
          input[history + this.#filled + i] = x - x === 0 ? x : 0;
        }
      }
      this.#filled += part;
      done += part;
      if (this.#filled === piece) this.#decimate();
    }
  }

  /** The track of everything pushed; the tracker can take no more. */
  finish(): HumTrack {
    const frames = this.#received;
    const { delay, history } = this.#decimator;
    const end = Math.floor((frames + delay) / this.#factor);
    while (this.#dropped + this.#have < end) {
      for (const input of this.#input) input.fill(0, history + this.#filled);
      this.#decimate();
    }
    const count = Math.min(this.#have, end - this.#dropped);
    if (count >= LEAST_SECONDS * this.#slow && this.#dropped + count > this.#worked) this.#work(count);
    return { sampleRateHz: this.#rate, channels: this.#input.length, segments: this.#segments };
  }

  #highest(): number {
    return Math.min(HIGHEST_HZ, 0.42 * this.#slow);
  }

  #decimate(): void {
    const { history } = this.#decimator;
    const piece = PIECE * this.#factor;
    if (this.#have === this.#length) {
      const keep = this.#length - PIECE;
      for (const stretch of this.#stretch) stretch.copyWithin(0, PIECE);
      this.#dropped += PIECE;
      this.#have = keep;
    }
    for (let c = 0; c < this.#input.length; c++) {
      this.#decimator.process(this.#input[c], history, piece, this.#stretch[c], this.#have);
      this.#input[c].copyWithin(0, piece);
    }
    this.#have += PIECE;
    this.#filled = 0;
    const next = this.#segments.length * Math.round((HOP_SECONDS * this.#slow) / PIECE) * PIECE + this.#length;
    if (this.#dropped + this.#have === next) this.#work(this.#have);
  }

  #work(count: number): void {
    this.#worked = this.#dropped + count;
    const samples = this.#stretch.map((x) => x.subarray(0, count));
    const startFrame = this.#dropped * this.#factor + this.#factor - 1 - this.#decimator.delay;
    const found = this.#search(samples);
    const from = startFrame + FADE_FROM_SECONDS * this.#rate;
    const first = this.#segments.length === 0;
    this.#segments.push({
      startFrame,
      frameCount: count * this.#factor,
      fadeFromFrame: first ? Number.NEGATIVE_INFINITY : from,
      fadeToFrame: first ? Number.NEGATIVE_INFINITY : from + FADE_SECONDS * this.#rate,
      path: found?.path ?? { baseHz: 0, nodes: new Float64Array(0) },
      parts: found?.parts ?? [],
    });
  }

  #search(samples: readonly Float64Array[]): { path: HumPath; parts: readonly HumPart[] } | undefined {
    const topHz = this.#ranges.reduce((a, range) => Math.max(a, range.toHz), 0);
    const passHz = Math.min(SEARCH_HARMONICS * topHz, 0.45 * this.#slow);
    const factor = Math.max(1, Math.floor(this.#slow / (2.5 * passHz)));
    const decimator = new Decimator(factor, passHz, this.#slow);
    const slower = samples.map((x) => {
      const count = Math.floor(x.length / factor) * factor;
      const padded = new Float64Array(decimator.history + count);
      padded.set(x.subarray(0, count), decimator.history);
      const out = new Float64Array(count / factor);
      decimator.process(padded, decimator.history, count, out, 0);
      return out;
    });
    const rate = this.#slow / factor;
    const spectra = humSpectra(slower, rate);
    if (spectra.length === 0) return undefined;
    const binsPerHz = (2 * (spectra[0].length - 1)) / rate;
    let best: { path: HumPath; parts: readonly HumPart[] } | undefined;
    let most = 0;
    for (const range of this.#ranges) {
      const course = humCourse(spectra, binsPerHz, range, passHz);
      if (course.score < LEAST_SCORE) continue;
      const { path, blocks } = lockHum(samples, this.#slow, course, this.#highest());
      const parts = blocks.flatMap((x, channel) =>
        fitHum(x, this.#least).map((run) => ({
          channel,
          run,
          edges: humEdges(samples[channel], this.#slow, path, run),
        })),
      );
      const sure = parts.reduce((a, { run }) => a + run.steady * run.steadiness * (run.toNode - run.fromNode), 0);
      if (sure > most) [best, most] = [{ path, parts }, sure];
    }
    return best;
  }
}
