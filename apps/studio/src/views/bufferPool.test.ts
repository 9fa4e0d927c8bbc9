import { describe, expect, it } from 'vitest';
import { BufferPool } from './bufferPool.ts';

describe('BufferPool', () => {
  it('gives memory back that is large enough and not far too large', () => {
    const pool = new BufferPool(2);
    const one = new ArrayBuffer(1000);
    pool.give(one);
    expect(pool.take(1001)).not.toBe(one);
    expect(pool.take(249)).not.toBe(one);
    expect(pool.take(400)).toBe(one);
    expect(pool.take(400)).not.toBe(one);
  });

  it('keeps as many as it was told, and none that has changed hands', () => {
    const pool = new BufferPool(2);
    const gone = new ArrayBuffer(100);
    structuredClone(gone, { transfer: [gone] });
    pool.give(gone);
    const buffers = Array.from({ length: 3 }, () => new ArrayBuffer(100));
    for (const buffer of buffers) pool.give(buffer);
    expect([pool.take(100), pool.take(100)]).toEqual([buffers[1], buffers[2]]);
    expect(buffers).not.toContain(pool.take(100));
  });
});
