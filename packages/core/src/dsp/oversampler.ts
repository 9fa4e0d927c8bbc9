/**
 * Runs a memoryless change of the samples at 2, 4 or 8 times the rate, streaming, planar, in place, so that the harmonics
 * it makes do not fold back. Only the change passes the filters: the signal itself is delayed by whole frames and stays
 * exact, bit for bit where nothing is changed. Half-band filters, 100 dB, flat within
 * 0.001 dB to 0.45 of the rate.
 * Latency: {@link latencyFrames}, 63 to 77 frames. Weakness: aliases between 0.45 and 0.5 of
 * the rate are not held down; filtering the change lets a clipped peak come out over the
 * clipper's ceiling between the samples; a true-peak limiter has to follow.
 */
import { DelayLine } from './delayLine.ts';
import { type HalfbandDesign, HalfbandDown, HalfbandUp, halfbandDesign } from './halfband.ts';

/** Replaces `count` samples at the high rate by what is to be added to them. */
export type Change = (samples: Float64Array, count: number) => void;

const PIECE = 256;
const PASS_BAND = 0.45;
const ATTENUATION_DB = 100;

/** Brings the delay of the inner stages to whole frames of the outer rate. */
interface Stage {
  readonly up: HalfbandUp;
  readonly down: HalfbandDown;
  readonly padding: DelayLine;
  readonly buffer: Float64Array;
}

export class Oversampler {
  readonly factor: 1 | 2 | 4 | 8;
  readonly latencyFrames: number;
  /** [channel][stage]; stage s runs from 2^s to 2^(s+1) times the rate. */
  readonly #stages: readonly (readonly Stage[])[];
  readonly #delay: DelayLine;
  readonly #input: Float64Array = new Float64Array(PIECE);

  constructor(channels: number, factor: 1 | 2 | 4 | 8) {
    this.factor = factor;
    const designs: { design: HalfbandDesign; padding: number; rate: number }[] = [];
    let latency = 0;
    for (let rate = 1; rate < factor; rate *= 2) {
      const design = halfbandDesign(PASS_BAND / rate, ATTENUATION_DB);
      const padding = (rate - (design.delayFrames % rate)) % rate;
      latency += (design.delayFrames + padding) / rate;
      designs.push({ design, padding, rate });
    }
    this.latencyFrames = latency;
    this.#delay = new DelayLine(channels, latency);
    this.#stages = Array.from({ length: channels }, () =>
      designs.map(({ design, padding, rate }) => ({
        up: new HalfbandUp(design, PIECE * rate),
        down: new HalfbandDown(design, PIECE * rate),
        padding: new DelayLine(1, padding),
        buffer: new Float64Array(2 * PIECE * rate),
      })),
    );
  }

  process(channels: readonly Float64Array[], frames: number, change: Change): void {
    const input = this.#input;
    for (let done = 0; done < frames; done += PIECE) {
      const count = Math.min(PIECE, frames - done);
      for (let c = 0; c < this.#stages.length; c++) {
        const x = channels[c];
        for (let i = 0; i < count; i++) input[i] = x[done + i];
        this.#changeOf(this.#stages[c], 0, input, count, change);
        this.#delay.one(c, x, done, count);
        for (let i = 0; i < count; i++) x[done + i] += input[i];
      }
      this.#delay.advance(count);
    }
  }

  /** Replaces the samples by their change, late by the filters of this stage and those above it. */
  #changeOf(stages: readonly Stage[], s: number, samples: Float64Array, count: number, change: Change): void {
    if (s === stages.length) {
      change(samples, count);
      return;
    }
    const stage = stages[s];
    stage.up.process(samples, stage.buffer, count);
    this.#changeOf(stages, s + 1, stage.buffer, 2 * count, change);
    stage.down.process(stage.buffer, samples, count);
    stage.padding.one(0, samples, 0, count);
    stage.padding.advance(count);
  }

  reset(): void {
    this.#delay.reset();
    for (const stages of this.#stages)
      for (const { up, down, padding } of stages) {
        up.reset();
        down.reset();
        padding.reset();
      }
  }
}
