import type { AudioFormat } from '@studiohand/core/audio';
import {
  bandPowers,
  type DspKernels,
  GrowingSeries,
  type SpectrumListener,
  SpectrumMeter,
  spectrumSize,
  thirdOctaveBands,
} from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';

/** Lower third octaves have too few bins per window: noise alone sways there. */
const FIRST_HZ = 150;

/** Third octaves of a stream, window by window of about a quarter of a second, and their means. */
export class BandFrames implements SpectrumListener {
  readonly centresHz: readonly number[];
  readonly meter: SpectrumMeter;
  readonly #bands: ReturnType<typeof thirdOctaveBands>;
  readonly #binHz: number;
  readonly #series: readonly GrowingSeries[];

  constructor(format: AudioFormat, kernels: DspKernels) {
    this.#bands = thirdOctaveBands(format.sampleRateHz).filter(({ fromHz }) => fromHz >= FIRST_HZ);
    this.centresHz = this.#bands.map(({ nominalHz }) => nominalHz);
    this.#binHz = format.sampleRateHz / spectrumSize(format.sampleRateHz);
    this.#series = this.#bands.map(() => new GrowingSeries());
    this.meter = new SpectrumMeter(format, kernels, this);
  }

  frame(power: Float64Array): void {
    const powers = bandPowers(power, this.#binHz, this.#bands);
    for (let b = 0; b < powers.length; b++) (this.#series[b] as GrowingSeries).push(powers[b] as number);
  }

  /** Unscaled power of each band over the windows. */
  courses(): readonly Float64Array[] {
    return this.#series.map((series) => series.values());
  }

  /** Mean level of each band, dB re full scale. */
  levelsDb(): Float64Array {
    const { power, binHz } = this.meter.finish();
    return bandPowers(power, binHz, this.#bands).map((v) => powerToDb(v));
  }
}
