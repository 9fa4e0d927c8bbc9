import { describe, expect, it } from 'vitest';
import { memoryAudio, readAll } from './memory.ts';
import { sideBySide } from './sideBySide.ts';

const ramp = (length: number, from: number): Float64Array => Float64Array.from({ length }, (_, i) => from + i);

describe('sideBySide', () => {
  it('puts the channels of all next to each other, silence after the shorter ones, from any place on', async () => {
    const one = memoryAudio([ramp(50_000, 0), ramp(50_000, 1)], 48_000, { name: 'one.wav' });
    const two = memoryAudio([ramp(40_000, 2)], 48_000, { blockFrames: () => 777 });
    const joined = sideBySide([one, two]);
    expect(joined.info).toMatchObject({ name: 'one.wav', channels: 3, frameCount: 50_000 });
    const whole = await readAll(joined);
    expect(whole[1]).toEqual(ramp(50_000, 1));
    expect(whole[2]?.slice(0, 40_000)).toEqual(ramp(40_000, 2));
    expect(whole[2]?.slice(40_000).some((v) => v !== 0)).toBe(false);
    const parts: number[] = [];
    for await (const { channels, frames } of joined.blocks({ startFrame: 20_000, frameCount: 100 }))
      parts.push(...(channels[2] as Float64Array).subarray(0, frames));
    expect(parts).toEqual([...ramp(100, 20_002)]);
  });

  it('refuses other rates, and nothing', async () => {
    const pair = sideBySide([memoryAudio([ramp(9, 0)], 48_000), memoryAudio([ramp(9, 0)], 44_100)]);
    await expect(readAll(pair)).rejects.toThrow(/44100 Hz/);
    expect(() => sideBySide([])).toThrow(/no files/);
  });
});
