import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedLayout } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeByFfmpeg, encodeFile, noFfmpeg } from './testing/lossy.ts';

/** Surround through the lossy encoders: each channel comes out where ffmpeg's channel order has it. */
if (noFfmpeg) console.log(`Skipped, ${noFfmpeg}: surround in lossy files`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-surround-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RATE_HZ = 48000;
const FRAMES = 24_000;
const LFE_HZ = 50;
const toneHz = (channel: number): number => 300 * (channel + 1);

/** Power of one frequency in the middle of the samples. */
function powerAt(samples: Float32Array, frequencyHz: number): number {
  let [re, im] = [0, 0];
  for (let i = 4000; i < 20_000; i++) {
    const phase = (2 * Math.PI * frequencyHz * i) / RATE_HZ;
    re += samples[i]! * Math.cos(phase);
    im += samples[i]! * Math.sin(phase);
  }
  return re * re + im * im;
}

describe.skipIf(noFfmpeg !== '')('surround in lossy files', () => {
  it.each([
    ['m4a', 'aac', '5.0'],
    ['m4a', 'aac', '5.1'],
    ['opus', 'opus', '3.0'],
    ['opus', 'opus', 'quad'],
    ['opus', 'opus', '5.0'],
    ['opus', 'opus', '5.1'],
    ['opus', 'opus', '7.1'],
  ])('%s %s %s', async (container, codec, name) => {
    const layout = namedLayout(name) ?? [];
    const tones = layout.map((role, c) => (role === 'LFE' ? LFE_HZ : toneHz(c)));
    const audio = tones.map((hz) =>
      Float64Array.from({ length: FRAMES }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ)),
    );
    const path = join(folder, `${name}.${container}`);
    await encodeFile(path, audio, { container, codec, sampleRateHz: RATE_HZ, layout });
    const decoded = decodeByFfmpeg(path, layout.length);
    // ffmpeg's 7.1 has the rear pair (BL, BR) before the side pair.
    const order = name === '7.1' ? [0, 1, 2, 3, 6, 7, 4, 5] : layout.map((_, c) => c);
    order.forEach((from, to) => {
      const powers = tones.map((hz) => powerAt(decoded[to] as Float32Array, hz));
      expect(powers.indexOf(Math.max(...powers))).toBe(from);
    });
  });
});
