import { describe, expect, it } from 'vitest';
import { lockstep } from './lockstep.ts';
import { memoryAudio } from './memory.ts';

const ramp = (count: number, from: number): Float64Array => Float64Array.from({ length: count }, (_, i) => from + i);

describe('lockstep', () => {
  it('aligns sources cut into different blocks, silent after their end', async () => {
    const long = memoryAudio([ramp(1000, 1), ramp(1000, 5)], 48000, { blockFrames: (at) => 1 + (at % 37) });
    const short = memoryAudio([ramp(333, 1)], 48000, { blockFrames: () => 50 });
    let at = 0;
    for await (const { channels, frames, position } of lockstep([short, long], { blockFrames: 64 })) {
      expect(position).toBe(at);
      for (let i = 0; i < frames; i++, at++) {
        expect(channels[0]?.[0]?.[i]).toBe(at < 333 ? at + 1 : 0);
        expect(channels[1]?.[1]?.[i]).toBe(at + 5);
      }
    }
    expect(at).toBe(1000);
  });

  it('delivers as many frames as asked for', async () => {
    const sizes: number[] = [];
    for await (const { frames } of lockstep([memoryAudio([ramp(10, 0)], 8000)], { frameCount: 25, blockFrames: 10 }))
      sizes.push(frames);
    expect(sizes).toEqual([10, 10, 5]);
  });

  it('refuses sources of different rates', async () => {
    const sources = [memoryAudio([ramp(10, 0)], 44100), memoryAudio([ramp(10, 0)], 48000)];
    await expect(lockstep(sources).next()).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});
