import { describe, expect, it } from 'vitest';
import { RealFftTwin } from './realFftTwin.ts';

describe('RealFftTwin', () => {
  it.each([64, 2048, 65536])('of %i puts a sine into its bin and comes back within 32-bit rounding', (size) => {
    const twin = new RealFftTwin(size);
    const wave = Float32Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * 5 * n) / size));
    twin.input.set(wave);
    twin.forward();
    expect(twin.re.length).toBe(size / 2 + 1);
    expect(twin.im[5] / (size / 2)).toBeCloseTo(-1, 6);
    expect(Math.abs(twin.im[6]) / (size / 2)).toBeLessThan(1e-6);
    twin.input.fill(0);
    twin.inverse();
    let worst = 0;
    for (let n = 0; n < size; n++) worst = Math.max(worst, Math.abs(twin.input[n] - wave[n]));
    expect(worst).toBeLessThan(2 ** -22);
  });

  it.each([0, 32, 96, 64.5, 131072])('refuses size %d', (size) => {
    expect(() => new RealFftTwin(size)).toThrow(RangeError);
  });
});
