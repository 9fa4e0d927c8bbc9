import { expect, it } from 'vitest';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import { Prng } from './prng.ts';
import { spectralBlocks } from './spectralDesign.ts';
import { SpectralResampler } from './spectralResampler.ts';

const UP = 160;
const DOWN = 147;
const PASS_BAND = 20000 / 22050;
const noise = (frames: number, seed: number): Float64Array => {
  const random = new Prng(seed);
  return Float64Array.from({ length: frames }, () => random.centred());
};

function convert(channels: Float64Array[]): Float64Array[] {
  const blocks = spectralBlocks(UP, DOWN, PASS_BAND)!;
  const resampler = new SpectralResampler(UP, DOWN, PASS_BAND, blocks, channels.length, typescriptKernels);
  const body = resampler.process({ channels, frames: channels[0].length });
  const start = body.channels.map((x) => x.slice(0, body.frames));
  const tail = resampler.flush();
  return start.map((x, c) => Float64Array.from([...x, ...tail.channels[c].subarray(0, tail.frames)]));
}

it('a channel is what it would be alone, bit for bit, for any number of channels', () => {
  const channels = [1, 2, 3, 4, 5].map((seed) => noise(20000, seed));
  const together = convert(channels);
  channels.forEach((x, c) => {
    expect(together[c]).toEqual(convert([x])[0]);
  });
});

it('digital silence stays zero beside sound, within a channel and across them', () => {
  const x = noise(60000, 1);
  x.fill(0, 20000, 40000);
  x.fill(0, 0, 1000);
  const [y, silent] = convert([x, new Float64Array(60000)]);
  expect(silent.every((v) => v === 0)).toBe(true);
  const at = (frame: number): number => Math.round((frame * UP) / DOWN);
  const margin = 600;
  expect(y.subarray(0, at(1000) - margin).every((v) => v === 0)).toBe(true);
  expect(y.subarray(at(20000) + margin, at(40000) - margin).every((v) => v === 0)).toBe(true);
  // The response rings on for as long as it is: nothing near the sound is cut off.
  expect(y.subarray(at(20000), at(20000) + 150).every((v) => v !== 0)).toBe(true);
  expect(y.subarray(at(40000) - 150, at(40000)).every((v) => v !== 0)).toBe(true);
});

it('down and up again gives back what both bands hold, to the rounding of doubles', () => {
  const frames = 44100;
  // Phases in whole numbers: rounded ones would be noise above the band.
  const tone = (n: number, hz: number): number => Math.sin((2 * Math.PI * ((n * hz) % frames)) / frames);
  const x = Float64Array.from({ length: frames }, (_, n) => {
    const swell = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / frames);
    return swell ** 8 * (tone(n, 351) + tone(n, 4913) + tone(n, 14739));
  });
  const [y] = convert([x]);
  const blocks = spectralBlocks(DOWN, UP, PASS_BAND)!;
  const back = new SpectralResampler(DOWN, UP, PASS_BAND, blocks, 1, typescriptKernels);
  const body = back.process({ channels: [y], frames: y.length });
  let largest = 0;
  for (let n = 0; n < body.frames; n++) largest = Math.max(largest, Math.abs(body.channels[0][n] - x[n]));
  expect(largest).toBeLessThan(1e-13);
});

it('ratios of ordinary rates have blocks, and most of each block is kept', () => {
  const rates = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000, 384000];
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  for (const from of rates) {
    for (const to of rates) {
      const unit = common(from, to);
      const blocks = spectralBlocks(to / unit, from / unit, PASS_BAND);
      expect(blocks, `${from} to ${to}`).toBeDefined();
      expect(blocks!.block).toBeGreaterThan(4 * blocks!.margin);
    }
  }
  expect(spectralBlocks(11, 10, PASS_BAND)).toBeUndefined();
  expect(spectralBlocks(44101, 48000, PASS_BAND)).toBeUndefined();
});
