import { describe, expect, it } from 'vitest';
import { noise } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { ClipFinder, type ClippedStretch } from './clipFinder.ts';
import { Declipper } from './declipper.ts';

const RATE = 48000;

/** A chord of held notes with harmonics, peaks near 1. */
function chord(length: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const t = i / sampleRateHz;
    let sum = 0;
    for (const [n, hz] of [220, 277.2, 329.6].entries())
      for (let h = 1; h <= 5; h++) sum += Math.sin(2 * Math.PI * hz * h * t + n + h) / (h * h);
    return 0.28 * sum * (1 + 0.2 * Math.sin(2 * Math.PI * 0.7 * t));
  });
}

const clip = (x: Float64Array, up: number, down = up): Float64Array => x.map((v) => Math.min(up, Math.max(-down, v)));

function found(channels: readonly Float64Array[], sampleRateHz = RATE): readonly ClippedStretch[] {
  const finder = new ClipFinder(sampleRateHz, channels.length);
  finder.push(channels, 0, channels[0].length);
  return finder.stretches();
}

function restored(channels: readonly Float64Array[], sampleRateHz = RATE, seed?: number): Float64Array[] {
  const stretches = found(channels, sampleRateHz);
  const declipper = new Declipper({ sampleRateHz, channels: channels.length, stretches });
  const late = declipper.latencyFrames;
  const padded = channels.map((x) => {
    const y = new Float64Array(x.length + late);
    y.set(x);
    return y;
  });
  return runInPieces(declipper, padded, seed).map((y) => y.slice(late));
}

function gainDb(clean: Float64Array, clipped: Float64Array, y: Float64Array): number {
  let [before, after] = [0, 1e-20];
  clean.forEach((v, i) => {
    if (clipped[i] === v) return;
    before += (clipped[i] - v) ** 2;
    after += (y[i] - v) ** 2;
  });
  return 10 * Math.log10(before / after);
}

describe('ClipFinder', () => {
  it.each([8000, 44100, 96000, 192000])('finds clipping below full scale, uneven, at %i Hz', (rate) => {
    const x = clip(chord(rate, rate), 0.45, 0.4);
    const stretches = found([chord(rate, rate), x], rate);
    expect(stretches.length).toBeGreaterThan(0);
    for (const s of stretches) {
      expect(s.channel).toBe(1);
      expect(s.positiveLevel === Infinity || Math.abs(s.positiveLevel - 0.45) < 1e-4).toBe(true);
      expect(s.negativeLevel === Infinity || Math.abs(s.negativeLevel - 0.4) < 1e-4).toBe(true);
    }
    const frames = stretches.reduce((sum, s) => sum + s.frameCount, 0);
    expect(frames).toBeGreaterThan(0.8 * rate);
  });

  it('finds it under the dither of 16 bits', () => {
    const dither = noise(RATE, 3);
    const x = clip(chord(RATE, RATE), 0.5).map((v, i) => Math.round(v * 32768 + dither[i]) / 32768);
    expect(found([x])[0].confidence).toBeGreaterThan(0.9);
  });

  it('calls other peaks nothing: notes, noise, soft clipping, square waves, a ceiling reached by gain, DC, silence', () => {
    const x = chord(2 * RATE, RATE);
    const square = x.map((_, i) => (i % 218 < 109 ? 0.5 : -0.5));
    const limited = x.map((v, i) => {
      let peak = 0;
      for (let k = Math.max(0, i - 150); k < Math.min(x.length, i + 150); k++) peak = Math.max(peak, Math.abs(x[k]));
      return 0.5 * (v / Math.max(0.5, peak));
    });
    const slow = x.map((_, i) => Math.round(32768 * 0.7 * Math.sin((2 * Math.PI * 40 * i) / RATE)) / 32768);
    const cases = [x, noise(2 * RATE, 1), x.map((v) => Math.tanh(2 * v)), square, limited, slow, x.map(() => 0.9)];
    for (const signal of [...cases, new Float64Array(2 * RATE)]) expect(found([signal])).toEqual([]);
  });

  it('does not depend on the blocks', () => {
    const x = clip(chord(RATE, RATE), 0.5);
    const finder = new ClipFinder(RATE, 1);
    for (let at = 0; at < RATE; at += 777) finder.push([x], at, Math.min(777, RATE - at));
    expect(finder.stretches()).toEqual(found([x]));
  });
});

describe('Declipper', () => {
  it.each([8000, 48000])('restores held notes and leaves reliable samples at %i Hz', (rate) => {
    const clean = chord(rate, rate);
    const clipped = clip(clean, 0.5);
    const [y] = restored([clipped], rate);
    expect(gainDb(clean, clipped, y)).toBeGreaterThan(20);
    expect(y.every((v, i) => (Math.abs(clipped[i]) < 0.4998 ? v === clipped[i] : Math.abs(v) >= 0.4998))).toBe(true);
    expect(y.some((v) => Math.abs(v) > 0.6)).toBe(true);
  });

  it('leaves what is not clipped bit for bit, and other channels', () => {
    const clean = chord(8000, 8000);
    const [same, repaired] = restored([clean, clip(clean, 0.5)], 8000);
    expect(same).toEqual(clean);
    expect(repaired).not.toEqual(clip(clean, 0.5));
  });

  it('does not depend on the blocks, and starts afresh after reset', () => {
    const [rate, x] = [8000, clip(chord(20000, 8000), 0.45)];
    const whole = restored([x], rate);
    expect(restored([x], rate, 5)).toEqual(whole);
    const declipper = new Declipper({ sampleRateHz: rate, channels: 1, stretches: found([x], rate) });
    const first = runInPieces(declipper, [x]);
    declipper.reset();
    expect(runInPieces(declipper, [x], 2)).toEqual(first);
  });

  it('survives samples that are no numbers', () => {
    const x = clip(chord(8000, 8000), 0.5);
    x[4000] = Number.NaN;
    x[4001] = Number.POSITIVE_INFINITY;
    const [y] = restored([x], 8000);
    expect(y.filter((v) => !Number.isFinite(v)).length).toBe(2);
  });

  it('refuses stretches of other channels and levels of nothing', () => {
    const stretch = { channel: 0, startFrame: 0, frameCount: 10, positiveLevel: 0.5, negativeLevel: Infinity };
    const of = (change: object) => () =>
      new Declipper({ sampleRateHz: RATE, channels: 1, stretches: [{ ...stretch, ...change }] });
    expect(of({})).not.toThrow();
    expect(of({ channel: 1 })).toThrow(/channel 1/);
    expect(of({ positiveLevel: 0 })).toThrow(/clip level/);
    expect(of({ startFrame: -1 })).toThrow(/outside/);
  });
});
