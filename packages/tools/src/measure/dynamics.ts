import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';
import { gainToDb, powerToDb } from '@studiohand/core/units';
import { type Figure, figure, figures, percentile } from './figures.ts';
import { type SampleStatisticsResult, STATISTICS_HOPS_PER_SECOND } from './sampleStatistics.ts';

export interface DynamicsFacts {
  /** Over all channels; a full-scale sine reads -3.01 (full-scale square = 0). */
  readonly rmsDbfs: Figure;
  /** Sample peak less RMS of the whole file. */
  readonly crestDb: Figure;
  /** DR-style value: second-highest 3 s peak over the RMS (sine = peak) of the loudest fifth, mean over channels. */
  readonly drDb: Figure;
  /** RMS of the loudest and quietest 50 ms that are not digital silence. */
  readonly maxRmsDbfs: Figure;
  /** 10th percentile of 50 ms RMS, digital silence left out. In dense music this is quiet music, not noise. */
  readonly noiseFloorDbfs: Figure;
  readonly hopSeconds: number;
  /** RMS, peak and crest of every second. */
  readonly rmsSeriesDbfs: Figure[];
  readonly peakSeriesDbfs: Figure[];
  readonly crestSeriesDb: Figure[];
}

const NOISE_FLOOR_PERCENT = 10;
const DR_BLOCK_SECONDS = 3;
const DR_LOUDEST_SHARE = 0.2;

/** Peak and energy of every 3 s block of every channel, for the DR-style value. */
export class DrBlocks {
  readonly #blockFrames: number;
  readonly #peaks: number[][];
  readonly #powers: number[][];
  readonly #peak: Float64Array;
  readonly #energy: Float64Array;
  #filled = 0;

  constructor({ sampleRateHz, channels }: AudioFormat) {
    this.#blockFrames = Math.max(1, Math.round(DR_BLOCK_SECONDS * sampleRateHz));
    this.#peaks = Array.from({ length: channels }, () => []);
    this.#powers = Array.from({ length: channels }, () => []);
    this.#peak = new Float64Array(channels);
    this.#energy = new Float64Array(channels);
  }

  push({ channels, frames }: AudioBlock): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#blockFrames - this.#filled);
      for (let c = 0; c < this.#peak.length; c++) {
        const x = channels[c] as Float64Array;
        let peak = this.#peak[c] as number;
        let energy = this.#energy[c] as number;
        for (let i = done; i < done + count; i++) {
          const v = x[i] as number;
          const e = v * v;
          if (e > peak) peak = e;
          energy += e;
        }
        this.#peak[c] = peak;
        this.#energy[c] = energy;
      }
      done += count;
      this.#filled += count;
      if (this.#filled === this.#blockFrames) this.#end();
    }
  }

  #end(): void {
    for (let c = 0; c < this.#peak.length; c++) {
      this.#peaks[c]?.push(Math.sqrt(this.#peak[c] as number));
      this.#powers[c]?.push((this.#energy[c] as number) / this.#filled);
    }
    this.#peak.fill(0);
    this.#energy.fill(0);
    this.#filled = 0;
  }

  /**
   * DR-style value in dB; NaN for silence. RMS counts twice the mean square, so that a sine has DR 0 (as the published
   * measuring-DR description does). With one block only its own peak is there to take.
   */
  finish(): number {
    if (this.#filled > 0) this.#end();
    const values: number[] = [];
    for (let c = 0; c < this.#peaks.length; c++) {
      const peaks = [...(this.#peaks[c] as number[])].sort((a, b) => b - a);
      const powers = [...(this.#powers[c] as number[])].sort((a, b) => b - a);
      const loudest = powers.slice(0, Math.max(1, Math.round(powers.length * DR_LOUDEST_SHARE)));
      const rms = Math.sqrt((2 * loudest.reduce((sum, p) => sum + p, 0)) / Math.max(1, loudest.length));
      const peak = peaks[1] ?? peaks[0] ?? 0;
      if (peak > 0 && rms > 0) values.push(gainToDb(peak / rms));
    }
    return values.length === 0 ? Number.NaN : values.reduce((sum, v) => sum + v, 0) / values.length;
  }
}

/** Level and dynamics figures from the 50 ms series. */
export function dynamicsFacts({ frames, peak, energy, hops }: SampleStatisticsResult, drDb: number): DynamicsFacts {
  const channels = Math.max(1, peak.length);
  const power = energy.reduce((sum, e) => sum + e, 0) / Math.max(1, frames * channels);
  const hopLevels = hops.energy
    .map((e, h) => powerToDb(e / ((hops.frames[h] as number) * channels)))
    .filter((level) => Number.isFinite(level));
  const rms: number[] = [];
  const peaks: number[] = [];
  for (let h = 0; h < hops.energy.length; h += STATISTICS_HOPS_PER_SECOND) {
    let sum = 0;
    let count = 0;
    let top = 0;
    for (let j = h; j < Math.min(h + STATISTICS_HOPS_PER_SECOND, hops.energy.length); j++) {
      sum += hops.energy[j] as number;
      count += hops.frames[j] as number;
      top = Math.max(top, hops.peak[j] as number);
    }
    rms.push(powerToDb(sum / (count * channels)));
    peaks.push(gainToDb(top));
  }
  return {
    rmsDbfs: figure(powerToDb(power)),
    crestDb: figure(gainToDb(Math.max(0, ...peak)) - powerToDb(power)),
    drDb: figure(drDb, 1),
    maxRmsDbfs: figure(hopLevels.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
    noiseFloorDbfs: figure(percentile(hopLevels, NOISE_FLOOR_PERCENT), 1),
    hopSeconds: 1,
    rmsSeriesDbfs: figures(rms),
    peakSeriesDbfs: figures(peaks),
    crestSeriesDb: figures(peaks.map((p, i) => p - (rms[i] as number))),
  };
}
