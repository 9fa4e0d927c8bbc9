/**
 * How exactly stems add up to their mix: the sum in 64 bits against the source. Streaming, any number of channels and
 * stems. Depth: 20 log10(rms(mix - sum) / full scale), and relative to the mix; peak likewise.
 */
export interface NullResult {
  /** Level of the difference in dBFS (RMS); -Infinity where the sum is the source, bit by bit. */
  readonly nullDepthDbfs: number;
  /** The same relative to the mix (separation.md 6.1). */
  readonly nullDepthDb: number;
  readonly peakDbfs: number;
  /** Samples that differ. */
  readonly differing: number;
  readonly samples: number;
}

export class NullMeter {
  #error = 0;
  #power = 0;
  #peak = 0;
  #differing = 0;
  #samples = 0;

  /** One channel of `frames` frames: the mix and all that should sum to it. */
  push(mix: Float64Array, parts: readonly Float64Array[], frames: number): void {
    for (let i = 0; i < frames; i++) {
      const x = Number.isFinite(mix[i]) ? mix[i] : 0;
      let sum = 0;
      for (let p = 0; p < parts.length; p++) sum += parts[p][i];
      const d = x - sum;
      this.#power += x * x;
      if (d !== 0) {
        this.#error += d * d;
        this.#differing++;
        const size = Math.abs(d);
        if (size > this.#peak) this.#peak = size;
      }
    }
    this.#samples += frames;
  }

  result(): NullResult {
    const db = (power: number): number => 10 * Math.log10(power);
    return {
      nullDepthDbfs: db(this.#error / Math.max(1, this.#samples)),
      nullDepthDb: this.#error === 0 ? Number.NEGATIVE_INFINITY : db(this.#error / this.#power),
      peakDbfs: 2 * db(this.#peak),
      differing: this.#differing,
      samples: this.#samples,
    };
  }
}

/**
 * One gain for all stems that keeps the loudest below `ceiling`; 1 where none is above it. `exact`: a power of two,
 * which loses no bit of a float, so that the sum stays exact once the gain is taken back.
 */
export function commonGain(peaks: readonly number[], ceiling = 1, exact = true): number {
  const peak = peaks.reduce((a, v) => Math.max(a, Number.isFinite(v) ? v : 0), 0);
  if (peak <= ceiling) return 1;
  return exact ? 2 ** Math.floor(Math.log2(ceiling / peak)) : ceiling / peak;
}
