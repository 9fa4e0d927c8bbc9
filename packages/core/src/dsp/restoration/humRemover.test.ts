import { describe, expect, it } from 'vitest';
import { noise, residueDb, sine } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { humFindings } from './humFindings.ts';
import { HumRemover } from './humRemover.ts';
import { type HumTrack, HumTracker, type HumTrackerOptions } from './humTracker.ts';

const RATE = 16000;

interface HumSpec {
  readonly fundamentalHz?: number;
  readonly driftHz?: number;
  readonly harmonics?: number;
  readonly rateHz?: number;
}

/** Odd harmonics twice as strong; the fundamental swings by `driftHz` once in 14 s. */
function hum(
  length: number,
  { fundamentalHz = 50, driftHz = 0.2, harmonics = 24, rateHz = RATE }: HumSpec = {},
): Float64Array {
  let phase = 0;
  return Float64Array.from({ length }, (_, i) => {
    phase += (2 * Math.PI * (fundamentalHz + driftHz * Math.sin((0.14 * Math.PI * i) / rateHz + 1))) / rateHz;
    let sum = 0;
    for (let h = 1; h <= harmonics; h++) sum += ((h % 2 === 1 ? 1 : 0.5) / h ** 0.8) * Math.sin(h * phase + h * h);
    return 0.1 * sum;
  });
}

/** Two decaying notes a second, by default at 100 and 147 Hz, with overtones: on the hum's harmonics and close to them. */
function music(length: number, rateHz = RATE, lowHz = 100): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const t = i / rateHz;
    const hz = t % 1 < 0.5 ? lowHz : 147;
    let sum = 0;
    for (let h = 1; h <= 6; h++) sum += Math.sin(2 * Math.PI * hz * h * t) / h;
    return 0.2 * sum * Math.exp(-4 * (t % 0.5));
  });
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + b[i]);
const same = (a: Float64Array, b: Float64Array): boolean => a.every((v, i) => Object.is(v, b[i]));

function track(input: readonly Float64Array[], options: Partial<HumTrackerOptions> = {}): HumTrack {
  const tracker = new HumTracker({ sampleRateHz: RATE, channels: input.length, ...options });
  tracker.push(input, 0, input[0].length);
  return tracker.finish();
}

function cleaned(input: readonly Float64Array[], options: Partial<HumTrackerOptions> = {}): Float64Array[] {
  return runInPieces(new HumRemover(track(input, options)), input);
}

const gain = (noisy: Float64Array, y: Float64Array, clean: Float64Array): number =>
  residueDb(noisy, clean) - residueDb(y, clean);

describe('hum removal', () => {
  it.each([4, 13, 25])('takes drifting hum out of %i s of music by 25 dB or more', (seconds) => {
    const clean = music(seconds * RATE);
    const noisy = sum(clean, hum(clean.length));
    expect(gain(noisy, cleaned([noisy])[0], clean)).toBeGreaterThan(25);
  });

  it('says what it found', () => {
    const noisy = sum(music(13 * RATE), hum(13 * RATE));
    const [finding, ...others] = humFindings(track([noisy]));
    expect(others).toEqual([]);
    expect(finding.startFrame).toBe(0);
    expect(finding.frameCount).toBeGreaterThan(12.9 * RATE);
    expect(finding.lowestHz).toBeCloseTo(49.8, 1);
    expect(finding.highestHz).toBeCloseTo(50.2, 1);
    expect(finding.harmonics.slice(0, 24)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(finding.levelDb).toBeCloseTo(10 * Math.log10(hum(RATE).reduce((a, v) => a + v * v, 0) / RATE), 0);
    expect(finding.confidence).toBeGreaterThan(0.9);
  });

  it('leaves music, noise, notes at multiples of 50 Hz, drones and silence as they are, bit for bit', () => {
    const length = 14 * RATE;
    const note = (hz: number, fall: number): Float64Array =>
      Float64Array.from({ length }, (_, i) => {
        const t = i / RATE;
        let v = 0;
        for (let h = 1; h <= 8; h++) v += (0.2 / h) * Math.sin(2 * Math.PI * hz * h * t);
        return v * Math.exp(-fall * (t % 4));
      });
    const drone = Float64Array.from({ length }, (_, i) => {
      const t = i / RATE;
      let v = 0;
      for (const hz of [98, 130.8, 196]) for (let h = 1; h <= 12; h++) v += Math.sin(2 * Math.PI * hz * h * t + h) / h;
      return 0.05 * v;
    });
    for (const x of [
      music(length),
      noise(length, 1),
      sine(length, 100, RATE),
      sine(length, 50, RATE),
      note(50, 0.8),
      note(100, 0.8),
      note(100, 2),
      note(349.2, 0),
      note(43.65, 0),
      drone,
      new Float64Array(length),
    ]) {
      expect(same(cleaned([x])[0], x)).toBe(true);
    }
  });

  it('never makes weak hum under music worse', () => {
    for (const lowHz of [100, 98]) {
      const clean = music(13 * RATE, RATE, lowHz);
      // Hum 10, 20, 26 and 46 dB under the music.
      for (const level of [0.3, 0.1, 0.05, 0.005]) {
        const noisy = clean.map((v, i) => v + level * hum13[i]);
        expect(gain(noisy, cleaned([noisy])[0], clean)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('works one channel and leaves the other, and takes the opposite phase', () => {
    const clean = music(9 * RATE);
    const noisy = sum(clean, hum60);
    const [left, right] = cleaned([clean, noisy]);
    expect(same(left, clean)).toBe(true);
    expect(gain(noisy, right, clean)).toBeGreaterThan(25);
    const opposite = clean.map((v, i) => v - hum60[i]);
    expect(gain(opposite, cleaned([noisy, opposite])[1], clean)).toBeGreaterThan(25);
  });

  it('finds where a hum starts and stops, and leaves the rest bit for bit', () => {
    const clean = music(20 * RATE);
    const wave = hum(clean.length);
    const noisy = clean.map((v, i) => (i >= 6 * RATE && i < 14.3 * RATE ? v + wave[i] : v));
    const found = humFindings(track([noisy]));
    expect(found.length).toBe(1);
    expect(found[0].startFrame / RATE).toBeCloseTo(6, 1);
    expect((found[0].startFrame + found[0].frameCount) / RATE).toBeCloseTo(14.3, 1);
    const [y] = cleaned([noisy]);
    expect(gain(noisy, y, clean)).toBeGreaterThan(15);
    expect(same(y.subarray(0, 5.5 * RATE), clean.subarray(0, 5.5 * RATE))).toBe(true);
    expect(same(y.subarray(15 * RATE), clean.subarray(15 * RATE))).toBe(true);
  });

  it.each([8000, 44100, 96000, 192000])('works at %i Hz', (rateHz) => {
    const clean = music(5 * rateHz, rateHz);
    const noisy = sum(clean, hum(clean.length, { rateHz }));
    expect(gain(noisy, cleaned([noisy], { sampleRateHz: rateHz })[0], clean)).toBeGreaterThan(25);
  });

  it('takes buzz up to 5 kHz, and odd fundamentals on request', () => {
    const clean = music(6 * RATE);
    const buzz = sum(clean, hum(clean.length, { harmonics: 99, driftHz: 0.05 }));
    expect(gain(buzz, cleaned([buzz])[0], clean)).toBeGreaterThan(25);
    for (const fundamentalHz of [16.7, 56.3, 400]) {
      const noisy = sum(clean, hum(clean.length, { fundamentalHz, driftHz: 0.01, harmonics: 12 }));
      const ranges = [{ fromHz: fundamentalHz * 0.95, toHz: fundamentalHz * 1.05 }];
      expect(gain(noisy, cleaned([noisy], { ranges })[0], clean)).toBeGreaterThan(15);
    }
  });

  it('does not depend on the blocks, and works any part alone', () => {
    const noisy = sum(music(14 * RATE), hum(14 * RATE));
    const whole = track([noisy]);
    const pieces = new HumTracker({ sampleRateHz: RATE, channels: 1 });
    for (let at = 0, n = 1; at < noisy.length; at += n, n = (n * 7) % 4093) {
      n = Math.min(n, noisy.length - at);
      pieces.push([noisy], at, n);
    }
    expect(pieces.finish()).toEqual(whole);
    const [y] = runInPieces(new HumRemover(whole), [noisy]);
    expect(same(runInPieces(new HumRemover(whole), [noisy], 5)[0], y)).toBe(true);
    const late = new HumRemover(whole);
    late.seek(100001);
    expect(same(runInPieces(late, [noisy.slice(100001)])[0], y.slice(100001))).toBe(true);
  });

  it('takes no-numbers for silence, passes what is too short, and refuses what it cannot look for', () => {
    const noisy = sum(music(5 * RATE), hum(5 * RATE));
    noisy[30000] = Number.NaN;
    const [y] = cleaned([noisy]);
    expect(y.every((v, i) => i === 30000 || Number.isFinite(v))).toBe(true);
    const short = hum(RATE);
    expect(same(cleaned([short])[0], short)).toBe(true);
    expect(() => track([short], { ranges: [] })).toThrow(/15 to 450 Hz/);
    expect(() => track([short], { ranges: [{ fromHz: 5, toHz: 60 }] })).toThrow(/15 to 450 Hz/);
    expect(() => track([short], { leastHarmonics: 0 })).toThrow(/least number/);
  });
});

const hum13 = hum(13 * RATE);
const hum60 = hum(9 * RATE, { fundamentalHz: 60 });
