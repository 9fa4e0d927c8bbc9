/**
 * Makes stems add up: rounds each stem to a grid that holds the source exactly, and gives what is left of the mix to a
 * residual (or to one of the stems), so that the 64-bit sum of what is written is the source, sample by sample.
 * Method: with a source of n bits every sample is a multiple of 2^-(n-1); if all stems are multiples of the same step
 * and small enough for the numbers they are stored in, each difference is exact (Sterbenz; IEEE 754). A 32-bit float
 * holds multiples of 2^-23 up to 2, a 64-bit float multiples of 2^-50 up to 8.
 * Exact: integer sources up to 24 bits in 32-bit floats or in integers of the same depth, up to 32 bits in 64-bit
 * floats. Float sources are never clipped and have no grid: stems and residual are rounded once to what they are
 * written in; in 32-bit floats the quietest stem takes the rounding error of the residual, which leaves 2^-25 of that
 * stem (-150 dB).
 * Whatever lies above the model's band, and everything a model forgot or made up, is in the residual. Nothing is rescaled.
 * No latency, no memory. Weakness: with integer sources stems and residual are held within `bound`; what a stem exceeds
 * it by (6 dB above full scale in 32-bit floats, full scale in integers) moves to the others.
 */
import { AudioError, type SampleEncoding } from '../../audio/index.ts';

export interface ExactStemsOptions {
  /** Encoding of the source; undefined for lossy codecs, whose samples are taken as 32-bit float. */
  readonly source: SampleEncoding | undefined;
  /** Encoding that stems and residual will be written in. */
  readonly output: SampleEncoding;
  /** Stem that receives what is left, instead of a residual of its own. */
  readonly remainderTo?: number;
}

/** The encoding in which stems of a source add up exactly: 32-bit float, or 64-bit where 32 bits do not hold it. */
export function exactEncoding(source: SampleEncoding | undefined): SampleEncoding {
  const wide = source !== undefined && (source.bits > 32 || (source.kind === 'int' && source.bits > 24));
  return { kind: 'float', bits: wide ? 64 : 32 };
}

/** Whether the sum will be exact, and not only within the rounding of the residual. */
export function isExact(source: SampleEncoding | undefined, output: SampleEncoding): boolean {
  if (source?.kind !== 'int') return false;
  return output.kind === 'int' ? output.bits >= source.bits : source.bits <= (output.bits === 64 ? 32 : 24);
}

export class ExactStems {
  /** Samples are multiples of this; 0 where they lie on no grid. */
  readonly step: number;
  /** Largest magnitude of a stem or residual. */
  readonly bound: number;
  readonly #remainderTo: number | undefined;
  readonly #single: boolean;
  readonly #values: Float64Array;

  /** For `stems` stems at most. Throws AudioError 'invalid-parameter' for a remainder that is no stem. */
  constructor({ source, output, remainderTo }: ExactStemsOptions, stems: number) {
    if (remainderTo !== undefined && !(Number.isInteger(remainderTo) && remainderTo >= 0 && remainderTo < stems))
      throw new AudioError(
        'invalid-parameter',
        `Stem ${remainderTo} of ${stems} cannot take the rest.`,
        'Name a stem.',
      );
    if (output.kind === 'int') {
      this.step = 2 ** -(output.bits - 1);
      this.bound = 1 - this.step;
    } else if (source?.kind === 'int') {
      this.step = output.bits === 64 ? 2 ** -31 : 2 ** -23;
      this.bound = output.bits === 64 ? 8 : 2;
    } else {
      this.step = 0;
      this.bound = Number.POSITIVE_INFINITY;
    }
    this.#single = output.kind === 'float' && output.bits === 32;
    this.#remainderTo = remainderTo;
    this.#values = new Float64Array(stems);
  }

  /**
   * One channel: rounds `stems` in place and writes the rest of `mix` to `residual` (or adds it to the stem that
   * takes it, and zeros to `residual`). Samples of the mix that are no numbers count as 0.
   */
  process(mix: Float64Array, stems: readonly Float64Array[], residual: Float64Array, frames: number): void {
    const { step, bound } = this;
    const scale = step > 0 ? 1 / step : 0;
    const single = this.#single;
    const count = stems.length;
    const values = this.#values;
    const to = this.#remainderTo;
    for (let i = 0; i < frames; i++) {
      const x = Number.isFinite(mix[i]) ? mix[i] : 0;
      let rest = x;
      for (let s = 0; s < count; s++) {
        const stem = stems[s][i];
        const v = scale > 0 ? Math.round(stem * scale) * step : single ? Math.fround(stem) : stem;
        values[s] = v > bound ? bound : v < -bound ? -bound : Number.isFinite(v) ? v : 0;
        rest -= values[s];
      }
      if (to !== undefined) {
        rest += values[to];
        values[to] = 0;
      }
      if (rest > bound || rest < -bound) rest = this.#spread(rest, count);
      if (scale > 0) rest = Math.round(rest * scale) * step;
      else if (single) rest = this.#roundPair(rest, count, to);
      if (to !== undefined) {
        values[to] = rest;
        rest = 0;
      }
      for (let s = 0; s < count; s++) stems[s][i] = values[s];
      residual[i] = rest;
    }
  }

  /** Rounds the rest to single precision and lets the quietest stem, which has finer steps, take the error. */
  #roundPair(rest: number, count: number, except: number | undefined): number {
    const rounded = Math.fround(rest);
    if (rounded === rest) return rest;
    const values = this.#values;
    let quietest = -1;
    for (let s = 0; s < count; s++)
      if (s !== except && (quietest < 0 || Math.abs(values[s]) < Math.abs(values[quietest]))) quietest = s;
    if (quietest >= 0) values[quietest] = Math.fround(values[quietest] + (rest - rounded));
    return rounded;
  }

  /** Hands what the residual cannot hold back to the stems, those that pull the other way first. Returns what is left. */
  #spread(rest: number, count: number): number {
    const values = this.#values;
    const { bound } = this;
    for (let pass = 0; pass < count && (rest > bound || rest < -bound); pass++) {
      const sign = rest > 0 ? 1 : -1;
      let most = 0;
      for (let s = 1; s < count; s++) if (values[s] * sign < values[most] * sign) most = s;
      // Beyond its bound no stem goes.
      const room = bound - values[most] * sign;
      const over = Math.min(room, rest * sign - bound);
      const moved = Math.ceil(over / this.step) * this.step;
      values[most] += sign * Math.min(moved, room);
      rest -= sign * Math.min(moved, room);
    }
    return rest;
  }
}
