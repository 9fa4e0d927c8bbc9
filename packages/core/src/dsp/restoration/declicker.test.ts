import { describe, expect, it } from 'vitest';
import { noise, residueDb } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { type Click, ClickFinder } from './clickFinder.ts';
import { Declicker } from './declicker.ts';

const RATE = 48000;

/** Held notes over soft noise: partials stay under a sixth of the rate. */
function notes(length: number, sampleRateHz: number): Float64Array {
  const hiss = noise(length, 7);
  return hiss.map((v, i) => {
    let sum = 0;
    for (let h = 1; h <= 5; h++) sum += Math.sin((2 * Math.PI * 220 * h * i) / sampleRateHz + h) / h;
    return 0.2 * sum + 0.0003 * v;
  });
}

/** Bursts of 0.1 to 0.8 ms, five a second, somewhat irregular; the places. */
function withClicks(x: Float64Array, sampleRateHz: number): { y: Float64Array; places: number[] } {
  const y = x.slice();
  const places: number[] = [];
  const burst = noise(x.length, 11);
  for (let n = 0, at = 0.15; at < x.length / sampleRateHz - 0.15; at += 0.2 + 0.013 * (n++ % 4)) {
    const start = Math.round(at * sampleRateHz);
    const count = Math.max(2, Math.round(sampleRateHz * (0.0001 + 0.0001 * (n % 8))));
    for (let i = 0; i < count; i++)
      y[start + i] += 0.8 * burst[start + i] * Math.sin((Math.PI * (i + 1)) / (count + 1));
    places.push(start);
  }
  return { y, places };
}

function found(channels: readonly Float64Array[], sampleRateHz = RATE): readonly Click[] {
  const finder = new ClickFinder(sampleRateHz, channels.length);
  finder.push(channels, 0, channels[0].length);
  return finder.clicks();
}

function repaired(channels: readonly Float64Array[], sampleRateHz = RATE, seed?: number): Float64Array[] {
  const declicker = new Declicker({ sampleRateHz, channels: channels.length });
  const late = declicker.latencyFrames;
  const padded = channels.map((x) => {
    const y = new Float64Array(x.length + late);
    y.set(x);
    return y;
  });
  return runInPieces(declicker, padded, seed).map((y) => y.slice(late));
}

describe('ClickFinder and Declicker', () => {
  it.each([8000, 44100, 96000, 192000])('finds and fills clicks at %i Hz', (rate) => {
    const clean = notes(2 * rate, rate);
    const { y, places } = withClicks(clean, rate);
    const clicks = found([clean, y], rate);
    expect(clicks.every((click) => click.channel === 1 && click.confidence >= 0.5)).toBe(true);
    const hit = places.filter((p) => clicks.some((c) => Math.abs(c.startFrame - p) < 0.001 * rate));
    // At 8 kHz a click is a few samples: half of them are found.
    expect(hit.length).toBeGreaterThanOrEqual(rate > 8000 ? places.length - 1 : places.length / 2);
    const [same, better] = repaired([clean, y], rate);
    expect(same).toEqual(clean);
    expect(residueDb(y, clean) - residueDb(better, clean)).toBeGreaterThan(rate > 8000 ? 10 : 3);
  });

  it('changes nothing but what the finder lists', () => {
    const { y } = withClicks(notes(RATE, RATE), RATE);
    const listed = new Uint8Array(y.length);
    for (const { startFrame, frameCount } of found([y])) listed.fill(1, startFrame - 3, startFrame + frameCount + 3);
    const [z] = repaired([y]);
    expect(z.every((v, i) => v === y[i] || listed[i] === 1)).toBe(true);
  });

  it('leaves hits, pulses, steps out of silence, noise, DC and silence bit for bit', () => {
    const length = RATE;
    const hiss = noise(length, 3);
    const hits = hiss.map((v, i) => v * Math.exp(-(i % 12000) / 400));
    const saw = hiss.map((v, i) => (i % 311) / 311 - 0.5 + 0.0001 * v);
    const pulses = hiss.map((v, i) => (i % 480 < 20 ? Math.sin((Math.PI * (i % 480)) / 20) ** 2 : 0) + 0.0001 * v);
    const part = notes(length, RATE).fill(0, 0, 20000).fill(0, 40000);
    for (const x of [hits, saw, pulses, part, hiss, hiss.map(() => 0.7), new Float64Array(length)]) {
      expect(found([x])).toEqual([]);
      expect(repaired([x])).toEqual([x]);
    }
  });

  it('does not depend on the blocks, and starts afresh after reset', () => {
    const input = [0, 1].map((c) => withClicks(notes(RATE, RATE), RATE).y.map((v) => v * (1 - 0.3 * c)));
    expect(repaired(input, RATE, 5)).toEqual(repaired(input));
    const declicker = new Declicker({ sampleRateHz: RATE, channels: 2 });
    const first = runInPieces(declicker, input);
    expect(declicker.repairs).toBeGreaterThan(4);
    declicker.reset();
    expect(runInPieces(declicker, input, 2)).toEqual(first);
    const finder = new ClickFinder(RATE, 2);
    for (let at = 0; at < RATE; at += 777) finder.push(input, at, Math.min(777, RATE - at));
    expect(finder.clicks()).toEqual(found(input));
  });

  it('survives samples that are no numbers, and refuses thresholds out of range', () => {
    const x = notes(RATE, RATE);
    x[20000] = Number.NaN;
    x[20001] = Number.POSITIVE_INFINITY;
    expect(repaired([x])[0].every((v) => Number.isFinite(v))).toBe(true);
    expect(() => new Declicker({ sampleRateHz: RATE, channels: 1, thresholdDb: 3 })).toThrow(/threshold/);
    expect(() => new ClickFinder(RATE, 1, Number.NaN)).toThrow(/threshold/);
  });
});
