import { describe, expect, it } from 'vitest';
import { convolved, roomResponse, syllables } from '../testing/room.ts';
import { noise, sine } from '../testing/signals.ts';
import { RoomAnalyser, type RoomEstimate } from './roomAnalyser.ts';

const RATE = 16000;

function estimate(channels: readonly Float64Array[], sampleRateHz = RATE, piece = channels[0].length): RoomEstimate {
  const analyser = new RoomAnalyser(sampleRateHz, channels.length);
  for (let at = 0; at < channels[0].length; at += piece)
    analyser.push(channels, at, Math.min(piece, channels[0].length - at));
  return analyser.estimate();
}

function inRoom(seconds: number, sampleRateHz: number, rt60Seconds: number, directToReverbDb: number): Float64Array {
  const dry = syllables(Math.round(seconds * sampleRateHz), sampleRateHz, 1);
  return convolved(dry, roomResponse({ sampleRateHz, rt60Seconds, directToReverbDb, seed: 2 }));
}

/** Hits of noise that die away with a reverberation time, a second apart. */
function hits(length: number, rt60Seconds: (hit: number) => number): Float64Array {
  return noise(length, 3).map(
    (v, i) => v * 10 ** ((-3 * (i % (RATE / 2))) / RATE / rt60Seconds(Math.floor(i / (RATE / 2)))),
  );
}

describe('RoomAnalyser', () => {
  it.each([
    [0.4, 0, 16000],
    [0.6, 0, 8000],
    [0.6, 0, 48000],
    [0.6, -6, 192000],
    [0.9, 0, 16000],
  ])('finds a room of %f s, direct sound %i dB, at %i Hz', (rt60Seconds, direct, rate) => {
    const found = estimate([inRoom(12, rate, rt60Seconds, direct)], rate);
    expect(found.dry).toBe(false);
    expect(found.rt60Seconds).toBeGreaterThan(0.8 * rt60Seconds);
    expect(found.rt60Seconds).toBeLessThan(1.2 * rt60Seconds);
    expect(Math.abs(found.directToReverbDb - direct)).toBeLessThan(6);
    for (const { rt60Seconds: own } of found.decay) expect(Math.abs(own / rt60Seconds - 1)).toBeLessThan(0.4);
  });

  it('calls dry what is dry', () => {
    const length = 12 * RATE;
    expect(estimate([syllables(length, RATE, 4)]).dry).toBe(true);
    expect(estimate([hits(length, () => 0.15)]).dry).toBe(true);
    expect(estimate([noise(length, 5)]).dry).toBe(true);
    expect(estimate([sine(length, 220, RATE)]).dry).toBe(true);
    expect(estimate([inRoom(12, RATE, 0.5, 20)]).dry).toBe(true);
  });

  it('says nothing of silence, nor of a moment', () => {
    for (const x of [new Float64Array(3 * RATE), Float64Array.of(0.5), new Float64Array(0)]) {
      const { dry, confidence, rt60Seconds, decays } = estimate([x]);
      expect({ dry, confidence, decays }).toEqual({ dry: true, confidence: 0, decays: 0 });
      expect(rt60Seconds).toBeNaN();
    }
  });

  it('does not depend on the blocks, the level, or a second channel of the same', () => {
    const x = inRoom(25, RATE, 0.6, 0);
    const whole = estimate([x]);
    expect(estimate([x], RATE, 777)).toEqual(whole);
    const louder = estimate([x.map((v) => 8 * v)]);
    expect(louder.rt60Seconds).toBeCloseTo(whole.rt60Seconds, 3);
    expect(louder.decays).toBe(whole.decays);
    expect(estimate([x, x]).rt60Seconds).toBeCloseTo(whole.rt60Seconds, 3);
  });

  it('survives samples that are no numbers', () => {
    const x = inRoom(12, RATE, 0.6, 0);
    x[5000] = Number.NaN;
    x[90000] = Number.POSITIVE_INFINITY;
    expect(estimate([x]).confidence).toBeGreaterThan(0.5);
  });
});
