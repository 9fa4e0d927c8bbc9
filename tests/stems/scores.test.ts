/** Separation scores beside the figures of museval 0.4.1 for stems of a real song with known errors. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readAll } from '@studiohand/core/audio';
import { StemScore } from '@studiohand/core/dsp';
import { openAudio } from '@studiohand/node';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../shared/audio/stems/lithium/', import.meta.url));
const reason = existsSync(folder) ? undefined : 'no shared/audio beside the repository';
if (reason) console.log(`scores of real stems skipped: ${reason}`);

const RATE_HZ = 44_100;
const FRAMES = 198_450;
const FULL_SCALE = 32_768;
const NAMES = ['vocals', 'drums', 'bass', 'other'];
const FACTORS = [0.8, 0.7, 0.9, 0.85];
const BLEED = 0.08;
/** Frames by which the drums of the estimate are late. */
const LATE = 3;

/** SDR by second, cSDR, uSDR, SI-SDR of each stem by museval and its definitions (in double precision). */
const GOLDEN = [
  [15.706086, 13.197686, Number.NaN, 10.465279, 13.197686, 13.48328, 14.031072],
  [4.108547, 3.366704, Number.NaN, 4.146706, 4.108547, 4.073859, 1.920959],
  [21.773943, 24.570685, Number.NaN, 23.01269, 23.01269, 23.250434, 23.455756],
  [4.162306, -56.214444, Number.NaN, -55.446677, -55.446677, -1.101854, -1.587488],
];

async function stem(name: string): Promise<Float64Array[]> {
  const source = await openAudio(`${folder}${name}.flac`);
  const blocks = { startFrame: 118 * RATE_HZ, frameCount: FRAMES };
  const channels = await readAll({ ...source, blocks: () => source.blocks(blocks) });
  await source.close();
  return channels.map((channel) => channel.slice(0, FRAMES).map((v) => Math.round(v * FULL_SCALE)));
}

/** To the nearest whole number, halves to the even one. */
function rounded(value: number): number {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

describe.skipIf(reason !== undefined)('scores of separated stems', () => {
  it('are those of museval', async () => {
    const whole = await Promise.all(NAMES.map(stem));
    for (const channel of whole[0] as Float64Array[]) channel.fill(0, 2 * RATE_HZ, 3 * RATE_HZ);
    const mix = [0, 1].map((c) =>
      Float64Array.from({ length: FRAMES }, (_, i) =>
        whole.reduce((sum, part) => sum + ((part[c] as Float64Array)[i] as number), 0),
      ),
    );
    const clipped = (value: number): number => Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, rounded(value)));
    const estimates = whole.map((part, s) =>
      part.map((channel, c) =>
        channel.map((v, i) => clipped((FACTORS[s] as number) * v + BLEED * ((mix[c] as Float64Array)[i] as number))),
      ),
    );
    estimates[1] = (estimates[1] as Float64Array[]).map((channel) =>
      channel.map((_, i) => channel[(i - LATE + FRAMES) % FRAMES] as number),
    );
    const scaled = (set: Float64Array[][]): Float64Array[][] =>
      set.map((part) => part.map((channel) => channel.map((v) => v / FULL_SCALE)));
    const score = new StemScore({ sampleRateHz: RATE_HZ, stems: 4, channels: 2 });
    score.push(scaled(whole), scaled(estimates), 0, FRAMES);
    for (const [s, one] of score.finish().entries()) {
      const found = [...one.frameSdrDb, one.cSdrDb, one.uSdrDb, one.siSdrDb];
      for (const [k, value] of found.entries()) {
        const golden = (GOLDEN[s] as number[])[k] as number;
        if (Number.isNaN(golden)) expect(value).toBeNaN();
        else expect(Math.abs(value - golden)).toBeLessThan(1e-6);
      }
      expect(found).toHaveLength(7);
    }
  });
});
