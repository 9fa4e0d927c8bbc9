import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAll } from '../audio/index.ts';
import { demoSong, demoStems } from './demoSong.ts';

describe('demoSong', () => {
  it('peaks at -3 dBFS, has the promised length and sounds in both channels', async () => {
    const song = demoSong({ bars: 8, sampleRateHz: 44100 });
    expect(song.info.frameCount).toBe(Math.round((8 * 4 * (60 / 96) + 1) * 44100));
    const [left, right] = (await readAll(song)) as [Float64Array, Float64Array];
    const peak = (x: Float64Array): number => x.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    expect(20 * Math.log10(Math.max(peak(left), peak(right)))).toBeCloseTo(-3, 3);
    expect(peak(left)).toBeGreaterThan(0.3);
    expect(peak(right)).toBeGreaterThan(0.3);
  });

  it('comes in stems that add up to it', async () => {
    const song = await readAll(demoSong({ bars: 6 }));
    const stems = await Promise.all(demoStems({ bars: 6 }).map((stem) => readAll(stem)));
    let worst = 0;
    for (const [c, channel] of song.entries()) {
      for (const [i, value] of channel.entries()) {
        const sum = stems.reduce((all, stem) => all + (stem[c]?.[i] ?? 0), 0);
        worst = Math.max(worst, Math.abs(sum - value));
      }
    }
    // Four stems and the song are each off by half a step of 24 bits at most.
    expect(worst).toBeLessThanOrEqual(2.5 / 8388608 + 1e-12);
    for (const stem of stems) expect(stem[0]?.some((value) => Math.abs(value) > 0.02)).toBe(true);
  });

  it('is the same at every run', async () => {
    const digest = async (): Promise<string> => {
      const hash = createHash('sha256');
      for (const channel of await readAll(demoSong({ bars: 4 }))) hash.update(new Uint8Array(channel.buffer));
      return hash.digest('hex');
    };
    expect(await digest()).toBe(await digest());
  });
});
