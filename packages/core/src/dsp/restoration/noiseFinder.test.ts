import { describe, expect, it } from 'vitest';
import { noise, sine } from '../testing/signals.ts';
import { NoiseFinder, type NoiseRegion } from './noiseFinder.ts';

function found(channels: Float64Array[], rate: number, block = channels[0].length): readonly NoiseRegion[] {
  const finder = new NoiseFinder(rate, channels.length);
  for (let at = 0; at < channels[0].length; at += block)
    finder.push(channels, at, Math.min(block, channels[0].length - at));
  return finder.regions();
}

/** Six seconds of decaying notes from 0 to 2 s and from 3.2 s on. */
function music(rate: number): Float64Array {
  const tone = sine(6 * rate, 440, rate);
  return tone.map((v, i) => {
    const t = i / rate;
    return t > 2 && t < 3.2 ? 0 : 0.3 * v * Math.exp(-3 * (t % 0.5));
  });
}

describe('NoiseFinder', () => {
  it.each([8000, 44100, 96000])('finds the pause at %i Hz and is sure', (rate) => {
    const hiss = noise(6 * rate, 1);
    const x = music(rate).map((v, i) => v + 0.003 * hiss[i]);
    const [best] = found([x, x], rate);
    expect(best.startFrame / rate).toBeGreaterThan(1.9);
    expect((best.startFrame + best.frameCount) / rate).toBeLessThan(3.3);
    expect(best.frameCount / rate).toBeGreaterThan(0.8);
    expect(best.confidence).toBeGreaterThan(0.8);
    expect(best.levelDb).toBeCloseTo(20 * Math.log10(0.003 / Math.sqrt(3)), 0);
  });

  it('finds nothing in music without noise, in silence, in a held tone and in too little', () => {
    expect(found([music(48000)], 48000)).toEqual([]);
    expect(found([new Float64Array(96000)], 48000)).toEqual([]);
    expect(found([sine(96000, 440, 48000)], 48000)).toEqual([]);
    expect(found([noise(9600, 2)], 48000)).toEqual([]);
    expect(found([new Float64Array(0)], 48000)).toEqual([]);
  });

  it('does not depend on the blocks', () => {
    const hiss = noise(6 * 48000, 3);
    const x = music(48000).map((v, i) => v + 0.003 * hiss[i]);
    expect(found([x], 48000, 777)).toEqual(found([x], 48000));
  });
});
