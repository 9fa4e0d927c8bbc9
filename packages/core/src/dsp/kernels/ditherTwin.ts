import type { DitherKernel } from '../kernels.ts';
import { Prng } from '../prng.ts';

/** Random numbers drawn at a time. */
const NOISE_FRAMES = 1024;

/** TypeScript twin of the dither kernel. */
export class DitherTwin implements DitherKernel {
  readonly #scale: number;
  readonly #random: readonly Prng[];
  readonly #noise: Float64Array = new Float64Array(NOISE_FRAMES);

  constructor(bits: number, seeds: readonly number[]) {
    this.#scale = 2 ** (bits - 1);
    this.#random = seeds.map((seed) => new Prng(seed));
  }

  process(channels: readonly Float64Array[], frames: number): void {
    const noise = this.#noise;
    const scale = this.#scale;
    const highest = scale - 1;
    // Dividing by a power of two is multiplying by its reciprocal, bit for bit.
    const step = 1 / scale;
    for (let c = 0; c < this.#random.length; c++) {
      const x = channels[c];
      for (let at = 0; at < frames; at += NOISE_FRAMES) {
        const count = Math.min(NOISE_FRAMES, frames - at);
        this.#random[c].fillTriangular(noise, count);
        for (let i = 0; i < count; i++) {
          const rounded = Math.round(x[at + i] * scale + noise[i]);
          x[at + i] = (rounded > highest ? highest : rounded < -scale ? -scale : rounded) * step;
        }
      }
    }
  }
}
