import { describe, expect, it } from 'vitest';
import { convolved, roomResponse, syllables } from '../testing/room.ts';
import { noise, residueDb } from '../testing/signals.ts';
import { runInPieces } from '../testing/splitting.ts';
import { LateReverbReducer } from './lateReverb.ts';
import { LinearDereverb } from './linearDereverb.ts';
import { RoomReducer, type RoomReducerOptions } from './roomReducer.ts';

const RATE = 16000;
const DECAY = [{ frequencyHz: 1000, rt60Seconds: 0.6 }];

interface Processor {
  readonly latencyFrames: number;
  process(channels: readonly Float64Array[], frames: number): void;
}

/** Behind the latency, as long as the input. */
function worked(processor: Processor, input: readonly Float64Array[], seed?: number): Float64Array[] {
  const late = processor.latencyFrames;
  const padded = input.map((x) => {
    const y = new Float64Array(x.length + late);
    y.set(x);
    return y;
  });
  return runInPieces(processor, padded, seed).map((y) => y.slice(late));
}

/** Syllables in a room, and what of it arrives within 50 ms. */
function inRoom(seconds: number, sampleRateHz: number, seed: number): { wet: Float64Array; early: Float64Array } {
  const dry = syllables(Math.round(seconds * sampleRateHz), sampleRateHz, seed);
  const room = roomResponse({ sampleRateHz, rt60Seconds: 0.6, directToReverbDb: 0, seed });
  return { wet: convolved(dry, room), early: convolved(dry, room.subarray(0, 0.05 * sampleRateHz)) };
}

const options = (sampleRateHz: number, channels: number): RoomReducerOptions => ({
  sampleRateHz,
  channels,
  decay: DECAY,
  directToReverbDb: 0,
});

/** Six decaying strings. */
function chord(length: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const t = i / sampleRateHz;
    let sum = 0;
    for (const hz of [82.4, 123.5, 164.8, 207.7, 246.9, 329.6])
      for (let h = 1; h <= 8; h++) sum += Math.sin(2 * Math.PI * hz * h * t) / h;
    return 0.05 * sum * Math.exp(-t);
  });
}

describe('RoomReducer', () => {
  it.each([8000, 16000, 44100, 96000, 192000])('brings syllables nearer to their early sound at %i Hz', (rate) => {
    const { wet, early } = inRoom(rate > 50000 ? 3 : 6, rate, 1);
    const before = residueDb(wet, early);
    const [both] = worked(new RoomReducer(options(rate, 1)), [wet]);
    expect(both.length).toBe(wet.length);
    expect(before - residueDb(both, early)).toBeGreaterThan(2);
  });

  it('gains from either part', () => {
    const { wet, early } = inRoom(6, RATE, 2);
    const after = (change: Partial<RoomReducerOptions>): number =>
      residueDb(worked(new RoomReducer({ ...options(RATE, 1), ...change }), [wet])[0], early);
    const before = residueDb(wet, early);
    expect(after({ reductionDb: 0 })).toBeLessThan(before - 0.7);
    expect(after({ prediction: 0 })).toBeLessThan(before - 1.5);
    expect(after({})).toBeLessThan(before - 2.5);
    expect(new RoomReducer({ ...options(RATE, 1), reductionDb: 0, prediction: 0 }).latencyFrames).toBe(0);
  });

  it('does not depend on the blocks, and starts afresh after reset', () => {
    const input = [3, 4].map((seed) => inRoom(7, 8000, seed).wet);
    const whole = worked(new RoomReducer(options(8000, 2)), input);
    const reducer = new RoomReducer(options(8000, 2));
    expect(worked(reducer, input, 6)).toEqual(whole);
    reducer.reset();
    expect(worked(reducer, input, 7)).toEqual(whole);
  });

  it('keeps the image: channels of one signal stay in proportion', () => {
    const { wet } = inRoom(6, RATE, 8);
    const [left, right] = worked(new RoomReducer(options(RATE, 2)), [wet, wet.map((v) => v / 4)]);
    expect(
      residueDb(
        right.map((v) => 4 * v),
        left,
      ),
    ).toBeLessThan(-100);
  });

  it('survives silence, a constant, samples that are no numbers, and one frame', () => {
    const { wet } = inRoom(6, RATE, 9);
    wet[20000] = Number.NaN;
    wet[20001] = Number.NEGATIVE_INFINITY;
    const finite = (x: Float64Array): boolean => x.every((v) => Number.isFinite(v));
    const run = (x: Float64Array): Float64Array => worked(new RoomReducer(options(RATE, 1)), [x])[0];
    expect(finite(run(wet))).toBe(true);
    expect(run(new Float64Array(90000)).every((v) => v === 0)).toBe(true);
    expect(finite(run(new Float64Array(90000).fill(0.5)))).toBe(true);
    expect(run(Float64Array.of(0.5))).toHaveLength(1);
  });

  it('refuses what makes no sense', () => {
    const with_ = (change: Partial<RoomReducerOptions>) => () => new RoomReducer({ ...options(RATE, 1), ...change });
    expect(with_({ decay: [] })).toThrow(/decay time/);
    expect(with_({ decay: [{ frequencyHz: 100, rt60Seconds: 0.01 }] })).toThrow(/decay time/);
    expect(with_({ decay: [DECAY[0], DECAY[0]] })).toThrow(/order/);
    expect(with_({ directToReverbDb: Number.NaN })).toThrow(/direct sound/);
    expect(with_({ reductionDb: 50 })).toThrow(/reduction of 50 dB/);
    expect(with_({ prediction: 1.5 })).toThrow(/amount/);
  });
});

describe('LinearDereverb', () => {
  it('leaves held tones alone, bit by bit', () => {
    const x = chord(8 * RATE, RATE);
    expect(worked(new LinearDereverb({ sampleRateHz: RATE, channels: 1 }), [x])[0]).toEqual(x);
  });
});

describe('LateReverbReducer', () => {
  const reduced = (x: Float64Array, directToReverbDb: number, reductionDb = 12): Float64Array =>
    worked(new LateReverbReducer({ ...options(RATE, 1), directToReverbDb, reductionDb }), [x])[0];

  it('does less the nearer the source is', () => {
    const x = syllables(4 * RATE, RATE, 11);
    const changes = [-6, 0, 6, 12, 24].map((direct) => residueDb(reduced(x, direct), x));
    expect([...changes].sort((a, b) => b - a)).toEqual(changes);
    expect(changes[4]).toBeLessThan(-40);
  });

  it('lowers a tail by the reduction and not further', () => {
    const x = noise(4 * RATE, 12);
    for (let i = 0; i < x.length; i++) x[i] *= i < RATE ? 1 : 10 ** ((-3 * (i - RATE)) / RATE / 0.6);
    for (const reductionDb of [6, 12]) {
      const y = reduced(x, -10, reductionDb);
      const level = (z: Float64Array): number => z.subarray(1.2 * RATE, 1.5 * RATE).reduce((s, v) => s + v * v, 0);
      const lowered = 10 * Math.log10(level(x) / level(y));
      expect(lowered).toBeGreaterThan(reductionDb - 2.5);
      expect(lowered).toBeLessThan(reductionDb + 0.2);
    }
  });
});
