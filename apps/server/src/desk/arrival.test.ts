import { expect, it } from 'vitest';
import { Arrival } from './arrival.ts';

async function* list(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

it('gathers small parts, counts what was written, and gives the memory of parts back', async () => {
  const parts = Array.from({ length: 50 }, (_, i) => new Uint8Array(65_536 - i).fill(i));
  const shared = new Uint8Array(4096).fill(200);
  const piece = shared.subarray(1000, 1100);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0) + piece.length;
  const arrival = new Arrival(bytes);
  const sizes: number[] = [];
  const sums: number[] = [];
  let begun = 0;
  for await (const part of arrival.through(list([...parts, piece]), () => begun++)) {
    sizes.push(part.length);
    sums.push(part.reduce((sum, value) => sum + value, 0));
  }
  expect(begun).toBe(1);
  expect(sizes.slice(0, -1)).toEqual(Array(sizes.length - 1).fill(2 ** 20));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes);
  expect(sums.reduce((sum, value) => sum + value, 0)).toBe(
    Array.from({ length: 50 }, (_, i) => (65_536 - i) * i).reduce((sum, value) => sum + value, 0) + 20_000,
  );
  expect(new BigInt64Array(arrival.growing.received)[0]).toBe(BigInt(bytes));
  expect(parts.map(({ length }) => length)).toEqual(Array(50).fill(0));
  // A piece of memory that others use too stays as it is.
  expect(shared.every((value) => value === 200)).toBe(true);
  arrival.stop();
  expect(new BigInt64Array(arrival.growing.received)[0]).toBe(-1n);
});
