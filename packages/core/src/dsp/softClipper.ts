/**
 * Clips peaks softly, oversampled, streaming, planar, in place: below the knee the signal is untouched, above it bends by a
 * hyperbolic tangent towards the ceiling, with a continuous slope and curvature. Small amounts on drum peaks are less
 * audible than a limiter's gain change and keep the low notes still.
 * Latency: {@link latencyFrames}. Measured in softClipper.test.ts: aliasing and distortion by oversampling and drive.
 * Weakness: sustained tones distort from the knee on; between samples the result may pass the ceiling (see oversampler.ts).
 */
import { AudioError } from '../audio/index.ts';
import { Oversampler } from './oversampler.ts';

export interface SoftClipperOptions {
  readonly channels: number;
  /** Level no sample passes at the high rate. */
  readonly ceilingDbfs: number;
  /** How far below the ceiling the bend starts, above 0; 3 by default. */
  readonly kneeDb?: number;
  /** 8 by default. */
  readonly oversampling?: 1 | 2 | 4 | 8;
}

export class SoftClipper {
  readonly latencyFrames: number;
  readonly #oversampler: Oversampler;
  readonly #change: (samples: Float64Array, count: number) => void;
  #largestCut = 0;

  /** Throws AudioError 'invalid-parameter'. */
  constructor({ channels, ceilingDbfs, kneeDb = 3, oversampling = 8 }: SoftClipperOptions) {
    if (!(Number.isFinite(ceilingDbfs) && kneeDb > 0 && kneeDb < Number.POSITIVE_INFINITY))
      throw new AudioError(
        'invalid-parameter',
        `soft clipper: ceiling ${ceilingDbfs} dBFS, knee ${kneeDb} dB.`,
        'Give a finite ceiling and a knee above 0 dB.',
      );
    this.#oversampler = new Oversampler(channels, oversampling);
    this.latencyFrames = this.#oversampler.latencyFrames;
    const ceiling = 10 ** (ceilingDbfs / 20);
    const start = 10 ** ((ceilingDbfs - kneeDb) / 20);
    const room = ceiling - start;
    this.#change = (samples, count): void => {
      let most = this.#largestCut;
      for (let i = 0; i < count; i++) {
        const x = samples[i];
        const over = (x < 0 ? -x : x) - start;
        if (!(over > 0)) {
          samples[i] = 0;
          continue;
        }
        const cut = over - room * Math.tanh(over / room);
        if (cut > most) most = cut;
        samples[i] = x < 0 ? cut : -cut;
      }
      this.#largestCut = most;
    };
  }

  /** Largest amplitude taken off a sample in the last {@link process}, full scale 1. */
  get largestCut(): number {
    return this.#largestCut;
  }

  process(channels: readonly Float64Array[], frames: number): void {
    this.#largestCut = 0;
    this.#oversampler.process(channels, frames, this.#change);
  }

  reset(): void {
    this.#oversampler.reset();
    this.#largestCut = 0;
  }
}
