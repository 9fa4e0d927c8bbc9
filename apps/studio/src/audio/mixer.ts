/**
 * The one place where A and B meet: `out = a * A + b * B` with coefficients that move in straight lines. Every listen
 * mode is a pair of coefficients, so each switch is a linear crossfade of two coherent signals without a level dip and
 * without a step: from one frame to the next the output moves by no more than the signals do, plus
 * (|Δa| |A| + |Δb| |B|) / fade.
 */
import { dbToGain } from '@studiohand/core/units';
import type { ListenMode } from './program.ts';

/** Length of a switch between A, B and delta. */
export const SWITCH_SECONDS = 0.008;

export interface MatchGains {
  /** Loudness of B minus A in LU; null when either is unknown. */
  readonly offsetDb: number | null;
  /** 0 or less: only the louder side is turned down, so that nothing clips. */
  readonly aDb: number;
  readonly bDb: number;
}

/** Gains that bring two programmes to the loudness of the quieter one. Without both figures, none. */
export function matchGains(aLufs: number | null, bLufs: number | null): MatchGains {
  if (aLufs === null || bLufs === null || !Number.isFinite(aLufs) || !Number.isFinite(bLufs))
    return { offsetDb: null, aDb: 0, bDb: 0 };
  const offsetDb = bLufs - aLufs;
  return { offsetDb, aDb: Math.min(0, offsetDb), bDb: Math.min(0, -offsetDb) };
}

/** Coefficients of a listen mode. The delta is never matched: it is what the tool did. */
export function modeCoefficients(mode: ListenMode, gains: MatchGains): { readonly a: number; readonly b: number } {
  if (mode === 'delta') return { a: -1, b: 1 };
  return mode === 'a' ? { a: dbToGain(gains.aDb), b: 0 } : { a: 0, b: dbToGain(gains.bDb) };
}

/** Mixes two locked streams. Latency 0; allocates nothing. */
export class AbMixer {
  readonly #fadeFrames: number;
  #a = 1;
  #b = 0;
  #targetA = 1;
  #targetB = 0;
  #left = 0;

  constructor(sampleRateHz: number) {
    this.#fadeFrames = Math.max(1, Math.round(SWITCH_SECONDS * sampleRateHz));
  }

  /** Moves to the coefficients within one fade, from wherever a running fade is. */
  set(a: number, b: number): void {
    if (a === this.#targetA && b === this.#targetB) return;
    this.#targetA = a;
    this.#targetB = b;
    this.#left = this.#fadeFrames;
  }

  /** Takes the coefficients at once, for when nothing sounds. */
  jump(a: number, b: number): void {
    this.#a = this.#targetA = a;
    this.#b = this.#targetB = b;
    this.#left = 0;
  }

  /** Writes `frames` frames from `offset`; all arrays hold one channel after the other, in equal number. */
  process(
    a: readonly Float32Array[],
    b: readonly Float32Array[],
    output: readonly Float32Array[],
    offset: number,
    frames: number,
  ): void {
    const fading = Math.min(frames, this.#left);
    if (fading > 0) {
      const stepA = (this.#targetA - this.#a) / this.#left;
      const stepB = (this.#targetB - this.#b) / this.#left;
      for (let c = 0; c < output.length; c++) this.#ramp(a[c]!, b[c]!, output[c]!, offset, fading, stepA, stepB);
      this.#left -= fading;
      this.#a = this.#left === 0 ? this.#targetA : this.#a + stepA * fading;
      this.#b = this.#left === 0 ? this.#targetB : this.#b + stepB * fading;
    }
    for (let c = 0; c < output.length; c++) {
      const x = a[c]!;
      const y = b[c]!;
      const out = output[c]!;
      for (let i = offset + fading, end = offset + frames; i < end; i++) out[i] = this.#a * x[i]! + this.#b * y[i]!;
    }
  }

  #ramp(
    x: Float32Array,
    y: Float32Array,
    out: Float32Array,
    offset: number,
    frames: number,
    stepA: number,
    stepB: number,
  ): void {
    for (let i = 0; i < frames; i++)
      out[offset + i] = (this.#a + stepA * (i + 1)) * x[offset + i]! + (this.#b + stepB * (i + 1)) * y[offset + i]!;
  }
}
