/**
 * Noise reduction for music: OM-LSA gains from a learned profile at four frame sizes (omLsa.ts), blended by the error
 * that each expects to make (noiseBlend.ts), so that held notes are worked with long frames and hits with short ones.
 * Linked channels share every gain: the image stays. The blend is our own.
 * Range: 8 to 192 kHz, any channels. Latency: {@link NoiseReducer.latencyFrames}, 123 ms at 48 kHz; behind it the
 * output is in time with the input, so that their difference is what was removed. Results do not depend on how the
 * stream is split into blocks. Memory does not grow. Samples that are no numbers count as silence.
 * Weakness: noise that the profile does not represent stays; single-precision transforms (-140 dB).
 */
import { AudioError } from '../../audio/index.ts';
import { typescriptKernels } from '../kernels/typescriptKernels.ts';
import type { DspKernels } from '../kernels.ts';
import { NoiseAbsence } from './noiseAbsence.ts';
import { NOISE_BANDS } from './noiseBands.ts';
import { NoiseBlend } from './noiseBlend.ts';
import { type NoiseProfile, noisePower } from './noiseProfile.ts';
import { NoiseResolution } from './noiseResolution.ts';
import { noiseFrameSizes } from './resolutions.ts';

/** How far the noise is lowered at a frequency. */
export interface ReductionPoint {
  readonly frequencyHz: number;
  readonly reductionDb: number;
}

export interface NoiseReducerOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly profile: NoiseProfile;
  /**
   * How far noise is lowered, 0 to 60 dB: one figure (20 by default) or points of rising frequency, joined by lines
   * over the logarithm of frequency and level outside. No sample's spectrum is lowered further.
   */
  readonly reductionDb?: number | readonly ReductionPoint[];
  /** By how much the noise is taken for louder than learned, -12 to 12 dB; 0 by default. */
  readonly sensitivityDb?: number;
  /** Channels with common gains; all of them by default. */
  readonly groups?: readonly (readonly number[])[];
  readonly kernels?: DspKernels;
}

const DEFAULT_REDUCTION_DB = 20;
const LARGEST_REDUCTION_DB = 60;
const LARGEST_SENSITIVITY_DB = 12;
/** The longest frame has four tiles; the blend needs 1.75 more. */
const TILES_PER_FRAME = 4;
const LATENCY_TILES = 5.75;
/** The resolution that judges whether the noise is there: 2048 samples at 48 kHz. */
const JUDGING = 2;

function invalid(what: string, remedy: string): AudioError {
  return new AudioError('invalid-parameter', `Noise reduction: ${what}.`, remedy);
}

function reductionAt(reduction: number | readonly ReductionPoint[], hz: number): number {
  if (typeof reduction === 'number') return reduction;
  const next = reduction.findIndex((point) => point.frequencyHz >= hz);
  if (next === 0) return reduction[0].reductionDb;
  if (next < 0) return reduction[reduction.length - 1].reductionDb;
  const [low, high] = [reduction[next - 1], reduction[next]];
  const part = Math.log(hz / low.frequencyHz) / Math.log(high.frequencyHz / low.frequencyHz);
  return low.reductionDb + part * (high.reductionDb - low.reductionDb);
}

function check({ channels, reductionDb = DEFAULT_REDUCTION_DB, sensitivityDb = 0, groups }: NoiseReducerOptions): void {
  const points = typeof reductionDb === 'number' ? [{ frequencyHz: 1, reductionDb }] : reductionDb;
  if (points.length === 0 || !points.every((p) => p.reductionDb >= 0 && p.reductionDb <= LARGEST_REDUCTION_DB))
    throw invalid('a reduction outside 0 to 60 dB', 'Give a reduction from 0 to 60 dB.');
  if (!points.every((p, i) => p.frequencyHz > (i > 0 ? points[i - 1].frequencyHz : 0)))
    throw invalid('points out of order', 'Give points of rising frequency, above 0 Hz.');
  if (!(Math.abs(sensitivityDb) <= LARGEST_SENSITIVITY_DB))
    throw invalid(`a sensitivity of ${sensitivityDb} dB`, 'Give a sensitivity from -12 to 12 dB.');
  const named = groups?.flat().sort((a, b) => a - b);
  if (named !== undefined && (named.length !== channels || named.some((c, i) => c !== i)))
    throw invalid('groups that do not name every channel once', 'Name every channel in one group.');
}

function isSilent(samples: Float64Array): boolean {
  for (let i = 0; i < samples.length; i++) if (samples[i] !== 0) return false;
  return true;
}

/** Channels with common gains. */
class LinkedGroup {
  readonly channels: readonly number[];
  readonly blend: NoiseBlend;
  readonly #tiles: readonly Float64Array[];
  readonly #absence: NoiseAbsence;
  readonly #resolutions: readonly NoiseResolution[];
  readonly #risks: readonly Float64Array[];
  readonly #outputs: readonly (readonly Float32Array[])[];

  constructor(members: readonly number[], tiles: readonly Float64Array[], options: NoiseReducerOptions) {
    const { sampleRateHz, channels, profile, reductionDb = DEFAULT_REDUCTION_DB, sensitivityDb = 0 } = options;
    const kernels = options.kernels ?? typescriptKernels;
    const sizes = noiseFrameSizes(sampleRateHz);
    const tileFrames = sizes[sizes.length - 1] / TILES_PER_FRAME;
    const louder = 10 ** (sensitivityDb / 10);
    this.channels = members;
    this.#tiles = members.map((c) => tiles[c]);
    this.#absence = new NoiseAbsence(tileFrames / sampleRateHz, profile.unsteadinessDb ?? []);
    this.#resolutions = sizes.map((frameSize) => {
      const noise = noisePower(profile, sampleRateHz, frameSize, members, channels).map((v) => louder * v);
      const floor = noise.map((_, k) => 10 ** (-reductionAt(reductionDb, (k * sampleRateHz) / frameSize) / 20));
      return new NoiseResolution({
        sampleRateHz,
        frameSize,
        tileFrames,
        channels: members.length,
        kernels,
        noise,
        floor,
      });
    });
    this.#risks = this.#resolutions.map((r) => r.risk);
    this.#outputs = this.#resolutions.map((r) => r.outputs);
    this.blend = new NoiseBlend(sampleRateHz, tileFrames, members.length, sizes.length, kernels);
  }

  process(): void {
    for (const resolution of this.#resolutions) resolution.process(this.#tiles);
    this.#absence.push(this.#resolutions[JUDGING].presence, this.#tiles.every(isSilent));
    for (const resolution of this.#resolutions)
      for (let b = 0; b < NOISE_BANDS; b++) resolution.scaleNoise(b, this.#absence.shares[b]);
    this.blend.process(this.#risks, this.#outputs);
  }

  reset(): void {
    for (const resolution of this.#resolutions) resolution.reset();
    this.#absence.reset();
    this.blend.reset();
  }
}

export class NoiseReducer {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #tile: number;
  readonly #tiles: readonly Float64Array[];
  readonly #groups: readonly LinkedGroup[];
  #filled = 0;

  /** Throws AudioError 'invalid-parameter' for options out of range. */
  constructor(options: NoiseReducerOptions) {
    check(options);
    const { sampleRateHz, channels } = options;
    const sizes = noiseFrameSizes(sampleRateHz);
    const all = Array.from({ length: channels }, (_, c) => c);
    this.#tile = sizes[sizes.length - 1] / TILES_PER_FRAME;
    this.latencyFrames = LATENCY_TILES * this.#tile;
    this.#tiles = all.map(() => new Float64Array(this.#tile));
    this.#groups = (options.groups ?? [all]).map((members) => new LinkedGroup(members, this.#tiles, options));
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#tile - this.#filled);
      for (const { channels: members, blend } of this.#groups) {
        for (let m = 0; m < members.length; m++) {
          const samples = channels[members[m]];
          const tile = this.#tiles[members[m]];
          const output = blend.outputs[m];
          for (let i = 0; i < count; i++) {
            const x = samples[done + i];
            tile[this.#filled + i] = x - x === 0 ? x : 0;
            samples[done + i] = output[this.#filled + i];
          }
        }
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#tile) this.#work();
    }
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    for (const group of this.#groups) {
      group.reset();
      for (const output of group.blend.outputs) output.fill(0);
    }
    this.#filled = 0;
  }

  #work(): void {
    for (const group of this.#groups) group.process();
    this.#filled = 0;
  }
}
