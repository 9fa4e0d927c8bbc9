import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';
import {
  bandBuffers,
  Crossover,
  type DspKernels,
  GrowingSeries,
  SIGNATURE_CROSSINGS_HZ,
  SIGNATURE_HOPS_PER_SECOND,
} from '@studiohand/core/dsp';

/** Mean square of every 5 ms of one band of the mono sum. */
export interface BandLevels {
  /** 0 and half the rate at the ends. */
  readonly fromHz: number;
  readonly toHz: number;
  readonly power: Float64Array;
}

const PIECE = 2048;

/**
 * Levels of the four bands of the signature (core/dsp/signature.ts), of the mean of all channels but the LFE: a third of
 * the work of both channels, and enough to say how a song moves. Streaming; independent of the blocks.
 * Weakness: what is only in the side is not seen.
 */
export class BandLevelMeter {
  readonly #rate: number;
  readonly #heard: readonly number[];
  readonly #edges: readonly number[];
  readonly #crossover: Crossover;
  readonly #mono: readonly Float64Array[] = [new Float64Array(PIECE)];
  readonly #bands: readonly (readonly Float64Array[])[];
  readonly #series: readonly GrowingSeries[];
  readonly #energy: Float64Array;
  #position = 0;
  #hopStart = 0;
  #hopEnd: number;

  constructor({ sampleRateHz, layout }: AudioFormat, kernels: DspKernels) {
    this.#rate = sampleRateHz;
    this.#heard = layout.flatMap((role, c) => (role === 'LFE' && layout.length > 1 ? [] : [c]));
    const frequenciesHz = SIGNATURE_CROSSINGS_HZ.filter((hz) => hz < 0.45 * sampleRateHz);
    this.#edges = [0, ...frequenciesHz, sampleRateHz / 2];
    this.#crossover = new Crossover({ sampleRateHz, channels: 1, frequenciesHz, kernels });
    this.#bands = bandBuffers(this.#crossover.bandCount, 1, PIECE);
    this.#series = this.#bands.map(() => new GrowingSeries());
    this.#energy = new Float64Array(this.#bands.length);
    this.#hopEnd = this.#endOf(0);
  }

  #endOf(hop: number): number {
    return Math.max(this.#position + 1, Math.round(((hop + 1) * this.#rate) / SIGNATURE_HOPS_PER_SECOND));
  }

  push({ channels, frames }: AudioBlock): void {
    const [mono] = this.#mono as readonly [Float64Array];
    const scale = 1 / Math.max(1, this.#heard.length);
    for (let done = 0; done < frames; done += PIECE) {
      const count = Math.min(PIECE, frames - done);
      mono.fill(0, 0, count);
      for (const c of this.#heard) {
        const x = channels[c] as Float64Array;
        for (let i = 0; i < count; i++) mono[i] = (mono[i] as number) + (x[done + i] as number) * scale;
      }
      this.#crossover.split(this.#mono, 0, count, this.#bands);
      for (let at = 0; at < count; ) {
        const part = Math.min(count - at, this.#hopEnd - this.#position);
        this.#bands.forEach(([x], b) => {
          this.#energy[b] = sumOfSquares(x as Float64Array, at, at + part, this.#energy[b] as number);
        });
        at += part;
        this.#position += part;
        if (this.#position === this.#hopEnd) this.#endHop();
      }
    }
  }

  #endHop(): void {
    const frames = this.#position - this.#hopStart;
    this.#series.forEach((series, b) => {
      series.push((this.#energy[b] as number) / frames);
    });
    this.#energy.fill(0);
    this.#hopStart = this.#position;
    this.#hopEnd = this.#endOf(this.#series[0]?.length ?? 0);
  }

  /** An incomplete last hop is dropped. */
  finish(): BandLevels[] {
    return this.#series.map((series, b) => ({
      fromHz: this.#edges[b] as number,
      toHz: this.#edges[b + 1] as number,
      power: series.values().slice(),
    }));
  }
}

function sumOfSquares(x: Float64Array, from: number, to: number, start: number): number {
  let sum = start;
  for (let i = from; i < to; i++) {
    const v = x[i] as number;
    sum += v * v;
  }
  return sum;
}
