/**
 * Harmonic saturation by a hyperbolic tangent, oversampled, streaming, planar, in place: small signals keep their gain,
 * louder ones are rounded; a bias adds even harmonics. For a sine of amplitude A and drive d the third harmonic is
 * (d A)² / 12 of the fundamental while that is small (Taylor series; measured in softClipper.test.ts).
 * Latency: {@link latencyFrames}. Weakness: memoryless, so every frequency gets the same; with bias, a DC offset that
 * moves with the level is left in the result.
 */
import { AudioError } from '../audio/index.ts';
import { Oversampler } from './oversampler.ts';

export interface SaturatorOptions {
  readonly channels: number;
  /** Gain into the curve, taken out again behind it; 0 dB rounds a full-scale peak by 2.4 dB. */
  readonly driveDb: number;
  /** Offset into the curve, 0 (odd harmonics only, default) to 1. */
  readonly bias?: number;
  /** Part of the saturated signal, 0 to 1; 1 by default. */
  readonly mix?: number;
  /** 4 by default. */
  readonly oversampling?: 1 | 2 | 4 | 8;
}

export class Saturator {
  readonly latencyFrames: number;
  readonly #oversampler: Oversampler;
  readonly #change: (samples: Float64Array, count: number) => void;

  /** Throws AudioError 'invalid-parameter'. */
  constructor({ channels, driveDb, bias = 0, mix = 1, oversampling = 4 }: SaturatorOptions) {
    if (!(Number.isFinite(driveDb) && bias >= 0 && bias <= 1 && mix >= 0 && mix <= 1))
      throw new AudioError(
        'invalid-parameter',
        `saturation: drive ${driveDb} dB, bias ${bias}, mix ${mix}.`,
        'Give a finite drive, and a bias and a mix from 0 to 1.',
      );
    this.#oversampler = new Oversampler(channels, oversampling);
    this.latencyFrames = this.#oversampler.latencyFrames;
    const drive = 10 ** (driveDb / 20);
    const rest = Math.tanh(bias);
    const scale = 1 / (drive * (1 - rest * rest));
    this.#change = (samples, count): void => {
      for (let i = 0; i < count; i++) {
        const x = samples[i];
        samples[i] = mix * ((Math.tanh(drive * x + bias) - rest) * scale - x);
      }
    };
  }

  process(channels: readonly Float64Array[], frames: number): void {
    this.#oversampler.process(channels, frames, this.#change);
  }

  reset(): void {
    this.#oversampler.reset();
  }
}
