import { describe, expect, it } from 'vitest';
import { matchGains, modeCoefficients } from './mixer.ts';
import { FADE_SECONDS } from './playbackCore.ts';
import type { ListenMode } from './program.ts';
import { STATE } from './stateBlock.ts';
import { largestStep, MemoryReader, RATE_HZ, sine, TestRig } from './testRig.ts';

const FADE = FADE_SECONDS * RATE_HZ;
const SECOND = RATE_HZ;
/** Every frame holds its own number, scaled. */
const ramp = Float32Array.from({ length: 4 * SECOND }, (_, n) => n / (4 * SECOND));
const reader = new MemoryReader({
  a: [sine(997, 0.8, 4 * SECOND)],
  b: [sine(997, 0.4, 4 * SECOND)],
  ramp: [ramp],
});

function listen(rig: TestRig, mode: ListenMode): void {
  const gains = modeCoefficients(mode, matchGains(null, null));
  rig.core.receive({ type: 'mix', ...gains, compares: true });
}

async function playing(a: string, b: string | null): Promise<TestRig> {
  const rig = new TestRig(reader, a, b);
  await rig.settle();
  rig.core.receive({ type: 'run', on: true });
  return rig;
}

describe('PlaybackCore', () => {
  it('plays the file exactly after the first fade and ends at its last frame', async () => {
    const rig = await playing('ramp', null);
    const heard = await rig.play(4 * SECOND + 1000);
    expect(heard.slice(FADE, 4 * SECOND)).toEqual(ramp.slice(FADE));
    expect(Math.max(...heard.slice(4 * SECOND))).toBe(0);
    expect(rig.events.filter((event) => event.type === 'ended')).toHaveLength(1);
  });

  it('wraps the loop on the exact frame', async () => {
    const rig = await playing('ramp', null);
    rig.feeder.setLoop({ fromFrame: 10_001, toFrame: 30_007 });
    const heard = await rig.play(3 * SECOND);
    for (let n = FADE; n < heard.length; n++) {
      const frame = n < 30_007 ? n : 10_001 + ((n - 10_001) % 20_006);
      if (heard[n] !== ramp[frame]) expect(`frame ${n}: ${heard[n]! * 4 * SECOND}`).toBe(`${frame}`);
    }
  });

  it('takes a loop set while playing, and its end, without a gap', async () => {
    const rig = await playing('ramp', null);
    await rig.play(20_000);
    rig.feeder.setLoop({ fromFrame: 10_000, toFrame: 40_000 });
    const first = await rig.play(25_000);
    expect(Math.round(first[first.length - 1]! * 4 * SECOND)).toBe(20_096 + first.length - 1 - 30_000);
    rig.feeder.setLoop(null);
    const after = await rig.play(45_000);
    expect(Math.round(after[after.length - 1]! * 4 * SECOND)).toBe(20_096 + first.length + after.length - 1 - 30_000);
  });

  it('fades out and in around a seek', async () => {
    const rig = await playing('a', null);
    const before = await rig.play(10_000);
    rig.feeder.seek(100_000);
    const after = await rig.play(10_000);
    const whole = new Float32Array(before.length + after.length);
    whole.set(before);
    whole.set(after, before.length);
    expect(largestStep(whole)).toBeLessThan(largestStep(before) + 0.8 / FADE);
    expect(rig.core.state[STATE.generation]).toBe(rig.feeder.generation);
    expect(rig.core.state[STATE.frame]).toBeGreaterThan(100_000);
  });

  it('fades at pause and holds the place', async () => {
    const rig = await playing('a', null);
    const heard = await rig.play(5_000);
    rig.core.receive({ type: 'run', on: false });
    const tail = await rig.play(5_000);
    expect(largestStep(tail)).toBeLessThan(largestStep(heard) + 0.8 / FADE);
    expect(Math.max(...tail.slice(FADE + 1))).toBe(0);
    const place = rig.core.state[STATE.frame]!;
    await rig.play(1_000);
    expect(rig.core.state[STATE.frame]).toBe(place);
  });

  it('fades when samples run out, waits, and goes on', async () => {
    const rig = new TestRig(reader, 'a', null);
    rig.feeder.seek(0, 20_000);
    await rig.settle();
    rig.core.receive({ type: 'run', on: true });
    const heard = await rig.play(30_000);
    expect(largestStep(heard)).toBeLessThan(largestStep(sine(997, 0.8, 1000)) + 0.8 / FADE);
    expect(Math.max(...heard.slice(20_100).map(Math.abs))).toBe(0);
    expect(rig.core.state[STATE.starved]).toBe(1);
  });

  it('switches A, B and delta without a step and reports the null depth', async () => {
    const rig = await playing('a', 'b');
    const pieces: Float32Array[] = [await rig.play(SECOND / 2)];
    for (const mode of ['b', 'delta', 'a', 'delta'] as const) {
      listen(rig, mode);
      pieces.push(await rig.play(SECOND / 2));
    }
    const whole = Float32Array.from(pieces.flatMap((piece) => [...piece]));
    expect(largestStep(whole)).toBeLessThan(0.8 * ((2 * Math.PI * 997) / RATE_HZ) + 2.4 / (0.008 * RATE_HZ));
    // B is half of A: the difference is half of A too.
    expect(rig.core.state[STATE.nullDepthDb]).toBeCloseTo(-6.02, 1);
  });

  it('nulls equal sides to minus infinity', async () => {
    const rig = await playing('a', 'a');
    listen(rig, 'delta');
    const heard = await rig.play(SECOND);
    expect(Math.max(...heard.slice(1000).map(Math.abs))).toBe(0);
    expect(rig.core.state[STATE.nullDepthDb]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('meters what is heard: EBU Tech 3341 case of a 997 Hz sine', async () => {
    const rig = await playing('a', null);
    await rig.play(3.9 * SECOND);
    // A full-scale 997 Hz sine in one channel is -3.01 LKFS (BS.1770-5 Annex 1).
    const lufs = -3.01 + 20 * Math.log10(0.8);
    expect(rig.core.state[STATE.momentaryLufs]).toBeCloseTo(lufs, 1);
    expect(rig.core.state[STATE.shortTermLufs]).toBeCloseTo(lufs, 1);
    expect(rig.core.state[STATE.peak]).toBeCloseTo(0.8, 2);
    expect(rig.core.state[STATE.rms]).toBeCloseTo(0.8 / Math.SQRT2, 2);
    expect(rig.core.state[STATE.truePeakHold]).toBeCloseTo(0.8, 2);
    expect(rig.core.state[STATE.correlation]).toBeCloseTo(1, 6);
  });
});
