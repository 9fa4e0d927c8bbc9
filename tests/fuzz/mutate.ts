/**
 * Damage to files, for fuzzing: bit flips, overwritten, deleted, doubled and foreign stretches, truncation, extreme
 * values in what may be size fields, and bytes out of nothing. Every result follows from the generator's seed.
 */
import { Prng } from '@studiohand/core/dsp';

/** Whole random numbers. */
export class Dice {
  readonly #prng: Prng;

  constructor(seed: number) {
    this.#prng = new Prng(seed);
  }

  /** From 0 to `limit` - 1; 0 where the limit is 0. */
  below(limit: number): number {
    return limit < 1 ? 0 : Math.min(limit - 1, Math.floor((this.#prng.centred() + 0.5) * limit));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** Bytes in which most parsers decide what to do; half of all damage goes there. */
const HEADER_BYTES = 256;
/** Values at the edges of signed and unsigned fields. */
const EXTREMES: readonly number[] = [
  0, 1, 2, 3, 7, 8, 9, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000,
  0xfffffff0, 0xfffffffe, 0xffffffff,
];

type Mutator = (bytes: Uint8Array, dice: Dice, others: readonly Uint8Array[]) => Uint8Array;

const MUTATORS: readonly Mutator[] = [
  flipBits,
  flipBits,
  setExtreme,
  setExtreme,
  setExtreme,
  overwrite,
  truncate,
  append,
  removeStretch,
  repeatStretch,
  splice,
];

/** One damaged file: a seed with 1 to 4 mutations, or (1 in 50) random bytes behind the seed's first 0 to 16. */
export function mutate(seeds: readonly Uint8Array[], dice: Dice): Uint8Array {
  const seed = dice.pick(seeds);
  if (dice.below(50) === 0) return randomBytes(seed, dice);
  let bytes: Uint8Array = seed.slice();
  for (let left = 1 + dice.below(4); left > 0; left--) bytes = dice.pick(MUTATORS)(bytes, dice, seeds);
  return bytes;
}

function place(bytes: Uint8Array, dice: Dice): number {
  return dice.below(dice.below(2) === 0 ? Math.min(HEADER_BYTES, bytes.length) : bytes.length);
}

function flipBits(bytes: Uint8Array, dice: Dice): Uint8Array {
  if (bytes.length === 0) return bytes;
  for (let left = 1 + dice.below(8); left > 0; left--) bytes[place(bytes, dice)]! ^= 1 << dice.below(8);
  return bytes;
}

function setExtreme(bytes: Uint8Array, dice: Dice): Uint8Array {
  const width = dice.pick([1, 2, 3, 4, 4, 4, 8]);
  const at = place(bytes, dice);
  const near = dice.pick([bytes.length, bytes.length - at, at]) + dice.below(17) - 8;
  const value = BigInt.asUintN(64, BigInt(dice.below(4) === 0 ? near : dice.pick(EXTREMES)));
  const bigEndian = dice.below(2) === 0;
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    bytes[at + i] = Number((value >> BigInt(8 * (bigEndian ? width - 1 - i : i))) & 255n);
  }
  return bytes;
}

function overwrite(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = place(bytes, dice);
  const end = Math.min(bytes.length, at + 1 + dice.below(64));
  const fill = dice.pick([-1, 0, 0xff, 0x20]);
  for (let i = at; i < end; i++) bytes[i] = fill < 0 ? dice.below(256) : fill;
  return bytes;
}

function truncate(bytes: Uint8Array, dice: Dice): Uint8Array {
  return bytes.slice(0, place(bytes, dice));
}

function append(bytes: Uint8Array, dice: Dice): Uint8Array {
  const count = 1 + dice.below(600);
  const fill = dice.pick([-1, 0, 0xff]);
  return joined(
    bytes,
    Uint8Array.from({ length: count }, () => (fill < 0 ? dice.below(256) : fill)),
  );
}

function removeStretch(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = place(bytes, dice);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(64)));
}

function repeatStretch(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = place(bytes, dice);
  const stretch = bytes.subarray(at, at + 1 + dice.below(200));
  return joined(bytes.subarray(0, at), ...Array(1 + dice.below(20)).fill(stretch), bytes.subarray(at));
}

function splice(bytes: Uint8Array, dice: Dice, others: readonly Uint8Array[]): Uint8Array {
  const other = dice.pick(others);
  const from = place(other, dice);
  const at = place(bytes, dice);
  const stretch = other.subarray(from, from + 1 + dice.below(other.length - from));
  const skipped = dice.below(2) === 0 ? 0 : stretch.length;
  return joined(bytes.subarray(0, at), stretch, bytes.subarray(at + skipped));
}

function randomBytes(seed: Uint8Array, dice: Dice): Uint8Array {
  const kept = seed.subarray(0, dice.pick([0, 4, 8, 12, 16]));
  return joined(
    kept,
    Uint8Array.from({ length: dice.below(3000) }, () => dice.below(256)),
  );
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
