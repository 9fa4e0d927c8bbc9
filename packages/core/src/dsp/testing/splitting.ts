import { Prng } from '../prng.ts';

/** Something that works on planar channels in place. */
export interface InPlace {
  process(channels: Float64Array[], frames: number): void;
}

/** What a processor makes of a signal, in pieces of random sizes (whole when no seed is given). The input stays. */
export function runInPieces(processor: InPlace, input: readonly Float64Array[], seed?: number): Float64Array[] {
  const output = input.map((x) => new Float64Array(x.length));
  const length = input[0].length;
  const random = new Prng(seed ?? 1);
  for (let at = 0; at < length; ) {
    const count = seed === undefined ? length : Math.min(length - at, 1 + Math.floor((random.centred() + 0.5) * 3000));
    const piece = input.map((x) => x.slice(at, at + count));
    processor.process(piece, count);
    piece.forEach((x, c) => {
      output[c].set(x, at);
    });
    at += count;
  }
  return output;
}

/** Largest difference between two planar signals. */
export function largestDifference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let largest = 0;
  a.forEach((x, c) => {
    for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] - b[c][i]));
  });
  return largest;
}
