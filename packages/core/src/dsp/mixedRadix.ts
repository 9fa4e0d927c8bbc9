/**
 * The passes of a Stockham autosort transform of sizes made of 2, 3, 5 and 7 (decimation in frequency; Van Loan,
 * "Computational Frameworks for the FFT", 1992, 1.7 and 2.4): the order of the radices and the twiddles, which the WASM
 * kernel and its twin share.
 */
import { unitCircle } from './unitCircle.ts';

/** One pass: `groups` sets of twiddles, each for butterflies of `radix`. */
export interface MixedRadixPass {
  readonly radix: 2 | 3 | 4 | 5 | 7;
  readonly groups: number;
}

/** Passes in their order: 4 while it divides, then 2, 7, 5 and 3. Undefined for a size with another prime factor. */
export function mixedRadixPasses(points: number): readonly MixedRadixPass[] | undefined {
  const passes: MixedRadixPass[] = [];
  for (let rest = points; rest > 1; ) {
    const radix = ([4, 2, 7, 5, 3] as const).find((r) => rest % r === 0);
    if (!radix) return undefined;
    rest /= radix;
    passes.push({ radix, groups: rest });
  }
  return passes;
}

/** cos and sin of 2π·p·k/length for k = 1 .. radix-1 of each group p, pass after pass. */
export function mixedRadixTwiddles(points: number, passes: readonly MixedRadixPass[]): Float64Array {
  const { cos, sin } = unitCircle(points, points, (k) => k);
  const table = new Float64Array(2 * passes.reduce((sum, { radix, groups }) => sum + groups * (radix - 1), 0));
  let at = 0;
  let stride = 1;
  for (const { radix, groups } of passes) {
    for (let p = 0; p < groups; p++) {
      for (let k = 1; k < radix; k++) {
        const angle = p * k * stride;
        table[at++] = cos[angle];
        table[at++] = sin[angle];
      }
    }
    stride *= radix;
  }
  return table;
}

/** cos and sin of 2πk/size for k = 0 .. size/4, in turn: what splits a half-size transform into bins of real input. */
export function realTransformTurns(size: number): Float64Array {
  const { cos, sin } = unitCircle(Math.floor(size / 4) + 1, size, (k) => k);
  const table = new Float64Array(2 * cos.length);
  for (let k = 0; k < cos.length; k++) {
    table[2 * k] = cos[k];
    table[2 * k + 1] = sin[k];
  }
  return table;
}

const c = (numerator: number, denominator: number): number => unitCircle(1, denominator, () => numerator).cos[0];
const s = (numerator: number, denominator: number): number => unitCircle(1, denominator, () => numerator).sin[0];

/** Constants of the odd butterflies: cosines, then sines, of 2πk/radix. */
export const ROOT_OF_THREE: number = s(1, 3);
export const ROOTS_OF_FIVE: readonly number[] = [c(1, 5), c(2, 5), s(1, 5), s(2, 5)];
export const ROOTS_OF_SEVEN: readonly number[] = [c(1, 7), c(2, 7), c(3, 7), s(1, 7), s(2, 7), s(3, 7)];
