/**
 * Splits a signal into bands without turning its phase: Kaiser-windowed linear-phase low-passes (Oppenheim and Schafer
 * 7.5), each band the difference of two of them, the top band the delayed signal less the last, so that the bands add up
 * to the delayed signal to rounding. Each transition is as wide as its crossing frequency, 80 dB down at its end.
 * Latency: {@link latencyFrames}, half the longest filter (21 ms for a crossing at 120 Hz), the same for every band.
 * Weakness: the latency, and ringing before a transient in the low bands, 20 ms for a crossing at 120 Hz.
 */
import { Convolver } from './convolver.ts';
import { type Bands, type CrossoverOptions, checkCrossings } from './crossover.ts';
import { DelayLine } from './delayLine.ts';
import { kaiserFir } from './fir.ts';
import { PartitionedImpulse } from './partitionedImpulse.ts';

const ATTENUATION_DB = 80;

export class LinearPhaseCrossover {
  readonly latencyFrames: number;
  readonly bandCount: number;
  /** [channel][crossing] */
  readonly #lows: readonly (readonly Convolver[])[];
  readonly #delay: DelayLine;

  /** Throws AudioError 'invalid-parameter'. */
  constructor(options: CrossoverOptions) {
    checkCrossings(options);
    const { sampleRateHz, channels, frequenciesHz } = options;
    this.bandCount = frequenciesHz.length + 1;
    const filters = frequenciesHz.map((hz) =>
      kaiserFir(
        { type: 'lowpass', edgesHz: [hz], transitionHz: width(hz, sampleRateHz), attenuationDb: ATTENUATION_DB },
        sampleRateHz,
      ),
    );
    const longest = Math.max(1, ...filters.map((filter) => filter.length));
    this.latencyFrames = (longest - 1) / 2;
    const impulses = filters.map((filter) => {
      const centred = new Float64Array(longest);
      centred.set(filter, (longest - filter.length) / 2);
      return new PartitionedImpulse(centred);
    });
    this.#lows = Array.from({ length: channels }, () => impulses.map((impulse) => new Convolver(impulse)));
    this.#delay = new DelayLine(channels, this.latencyFrames);
  }

  /** As {@link Crossover.split}, late by {@link latencyFrames}. */
  split(channels: readonly Float64Array[], offset: number, count: number, bands: Bands): void {
    const end = offset + count;
    const top = this.bandCount - 1;
    for (let c = 0; c < this.#lows.length; c++) {
      const x = channels[c];
      for (let b = 0; b <= top; b++) {
        const band = bands[b][c];
        for (let i = offset; i < end; i++) band[i] = x[i];
        if (b < top) this.#lows[c][b].process(band, offset, count);
      }
    }
    this.#delay.process(bands[top], offset, count);
    for (let c = 0; c < this.#lows.length; c++)
      for (let b = top; b > 0; b--) {
        const band = bands[b][c];
        const below = bands[b - 1][c];
        for (let i = offset; i < end; i++) band[i] -= below[i];
      }
  }

  reset(): void {
    for (const channel of this.#lows) for (const low of channel) low.reset();
    this.#delay.reset();
  }
}

/** As wide as the crossing frequency, but ending below half the rate. */
function width(frequencyHz: number, sampleRateHz: number): number {
  return Math.min(frequencyHz, 2 * (sampleRateHz / 2 - frequencyHz));
}
