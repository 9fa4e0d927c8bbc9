import type { AudioInfo } from '@studiohand/core/audio';
import {
  bandPowers,
  LevelHistogram,
  type NoiseProfile,
  type PowerSpectrum,
  type SpectrumListener,
  spectrumSize,
  thirdOctaveBands,
} from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import { type Figure, figure } from '../words.ts';

/** Level of a third octave, dB re full scale, mean of the channels' powers. */
export interface NoiseBand {
  readonly centreHz: number;
  /** Of the noise that was learned. */
  readonly noiseDb: Figure;
  /** Of the whole recording on average. */
  readonly signalDb: Figure;
  /** What the recording falls to in its quietest twentieth. */
  readonly floorDb: Figure;
}

/** What the noise is, and where it was learned. */
export interface NoiseFacts {
  readonly origin: 'found' | 'marked' | 'loaded';
  /** Where a loaded profile was learned. */
  readonly profileName: string | null;
  readonly regions: readonly {
    readonly fromSeconds: number;
    readonly toSeconds: number;
    /** 0 to 1; null where it was marked. */
    readonly confidence: number | null;
  }[];
  readonly learnedSeconds: number;
  readonly noiseDbfs: Figure;
  /** RMS of the whole recording. */
  readonly signalDbfs: Figure;
  readonly bands: readonly NoiseBand[];
  /** Third octaves in which the learned noise lies far over what the recording falls to: it holds something else. */
  readonly notOnlyNoiseHz: readonly number[];
}

const SILENCE_DB = -140;
const LOUDEST_DB = 20;
const STEP_DB = 0.5;
const FLOOR_PERCENT = 5;
/** Learned noise this far over the floor is not all noise: the floor of steady noise lies 1 to 4 dB under its mean. */
const OVER_FLOOR_DB = 8;
/** Lower third octaves have too few bins per window for a floor that means something. */
const FIRST_FLOOR_HZ = 80;

/** How far each third octave falls, from the frames of a spectrum meter. */
export class BandFloors implements SpectrumListener {
  readonly #bands: ReturnType<typeof thirdOctaveBands>;
  readonly #histograms: readonly LevelHistogram[];
  readonly #binHz: number;
  readonly #scale: number;

  constructor({ sampleRateHz }: Pick<AudioInfo, 'sampleRateHz'>) {
    const size = spectrumSize(sampleRateHz);
    this.#bands = thirdOctaveBands(sampleRateHz);
    this.#histograms = this.#bands.map(() => new LevelHistogram(SILENCE_DB, LOUDEST_DB, STEP_DB));
    this.#binHz = sampleRateHz / size;
    // One-sided mean power of a Hann frame: 2 / (size² * 0.375).
    this.#scale = 2 / (0.375 * size * size);
  }

  frame(power: Float64Array): void {
    const levels = bandPowers(power, this.#binHz, this.#bands);
    for (let b = 0; b < levels.length; b++) {
      const db = powerToDb((levels[b] as number) * this.#scale);
      if (db > SILENCE_DB) (this.#histograms[b] as LevelHistogram).add(db);
    }
  }

  /** dB per third octave; NaN where nothing sounded. */
  floorsDb(): Float64Array {
    return Float64Array.from(this.#histograms, (histogram) => histogram.percentile(FLOOR_PERCENT));
  }
}

/** One-sided power per bin of the finest densities of a profile, mean of its channels. */
export function profilePower({ densities, sampleRateHz }: NoiseProfile): {
  readonly power: Float64Array;
  readonly binHz: number;
} {
  const finest = densities.reduce((best, d) => (d.hzPerBin < best.hzPerBin ? d : best));
  const { channels, hzPerBin } = finest;
  const power = Float64Array.from({ length: (channels[0] as Float64Array).length }, (_, k) => {
    const mean = channels.reduce((sum, values) => sum + (values[k] as number), 0) / channels.length;
    return (k === 0 || k * hzPerBin >= sampleRateHz / 2 ? 1 : 2) * mean * hzPerBin;
  });
  return { power, binHz: hzPerBin };
}

/** Levels of noise and recording by third octave. */
export function noiseFacts(
  profile: NoiseProfile,
  learned: Pick<NoiseFacts, 'origin' | 'profileName' | 'regions'>,
  { sampleRateHz }: AudioInfo,
  spectrum: PowerSpectrum,
  floorsDb: Float64Array,
): NoiseFacts {
  const bands = thirdOctaveBands(sampleRateHz);
  const { power, binHz } = profilePower(profile);
  const noise = bandPowers(power, binHz, bands);
  const signal = bandPowers(spectrum.power, spectrum.binHz, bands);
  const total = (values: Float64Array): number => powerToDb(values.reduce((sum, v) => sum + v, 0));
  return {
    ...learned,
    learnedSeconds: figure(profile.seconds, 3) ?? 0,
    noiseDbfs: figure(total(power), 1),
    signalDbfs: figure(total(spectrum.power), 1),
    bands: bands.map(({ centreHz }, b) => ({
      centreHz: figure(centreHz, 1) ?? centreHz,
      noiseDb: figure(powerToDb(noise[b] as number), 1),
      signalDb: figure(powerToDb(signal[b] as number), 1),
      floorDb: figure(floorsDb[b] as number, 1),
    })),
    notOnlyNoiseHz: bands
      .filter(
        ({ centreHz }, b) =>
          centreHz >= FIRST_FLOOR_HZ &&
          powerToDb(noise[b] as number) - (floorsDb[b] as number) > OVER_FLOOR_DB &&
          powerToDb(noise[b] as number) > -110,
      )
      .map(({ nominalHz }) => nominalHz),
  };
}
