import { describe, expect, it } from 'vitest';
import { typescriptKernels } from './kernels/typescriptKernels.ts';
import { Prng } from './prng.ts';
import { Resampler } from './resampler.ts';
import { fitSine } from './testing/sineFit.ts';

const db = (ratio: number): number => 20 * Math.log10(ratio);
const sine = (rate: number, hz: number, frames: number): Float64Array =>
  Float64Array.from({ length: frames }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rate));

function convert(
  channels: Float64Array[],
  fromHz: number,
  toHz: number,
  split: () => number = () => 4096,
): Float64Array[] {
  const resampler = new Resampler({ fromHz, toHz, channels: channels.length, kernels: typescriptKernels });
  const parts: Float64Array[][] = channels.map(() => []);
  const take = (block: { channels: readonly Float64Array[]; frames: number }): void =>
    parts.forEach((list, c) => {
      list.push(block.channels[c].slice(0, block.frames));
    });
  const total = channels[0].length;
  for (let at = 0; at < total; ) {
    const frames = Math.min(split(), total - at);
    take(resampler.process({ channels: channels.map((x) => x.subarray(at, at + frames)), frames }));
    at += frames;
  }
  take(resampler.flush());
  return parts.map((list) => {
    const whole = new Float64Array(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  });
}

const PAIRS = [
  [44100, 48000],
  [48000, 44100],
  [96000, 44100],
  [44100, 96000],
  [192000, 48000],
  [48000, 192000],
  [44100, 22050],
  [48000, 44101],
  [44100, 48001.5],
] as const;

describe.each(PAIRS)('%d Hz to %d Hz', (fromHz, toHz) => {
  const settle = Math.ceil(toHz * 0.1);
  const edge = (20000 / 22050) * (Math.min(fromHz, toHz) / 2);

  it.each([997, 19000].filter((hz) => hz <= edge))('THD+N of %d Hz is at most -145 dB', (hz) => {
    const [y] = convert([sine(fromHz, hz, fromHz)], fromHz, toHz);
    const fit = fitSine(y, hz / toHz, settle, y.length - settle);
    expect(db((fit.residualRms * Math.SQRT2) / fit.amplitude)).toBeLessThan(-145);
    expect(Math.abs(db(fit.amplitude))).toBeLessThan(0.0005);
    // No delay: the phase at the first fitted frame is that of the input at the same time.
    const wanted = (2 * Math.PI * hz * settle) / toHz;
    const error = Math.atan2(Math.sin(fit.phase - wanted), Math.cos(fit.phase - wanted));
    expect(Math.abs(error)).toBeLessThan(1e-6);
  });

  it('the pass band is flat to its end', () => {
    const [y] = convert([sine(fromHz, edge, fromHz)], fromHz, toHz);
    expect(Math.abs(db(fitSine(y, edge / toHz, settle, y.length - settle).amplitude))).toBeLessThan(0.01);
  });

  it('the length is exact', () => {
    for (const frames of [0, 1, 2, 147, 148, 10000, 44100]) {
      const [y] = convert([new Float64Array(frames)], fromHz, toHz);
      expect(y.length).toBe(Resampler.outputFrames(frames, fromHz, toHz));
      expect(Math.abs(y.length - (frames * toHz) / fromHz)).toBeLessThan(1.001);
    }
  });
});

it.each([
  [48000, 44100, 22500],
  [48000, 44100, 23900],
  [96000, 44100, 22500],
  [96000, 44100, 30000],
  [96000, 48000, 47000],
  [48000, 44101, 22500],
] as const)('%d to %d Hz: a full-scale tone at %d Hz leaves less than -145 dBFS', (fromHz, toHz, hz) => {
  const [y] = convert([sine(fromHz, hz, fromHz)], fromHz, toHz);
  const settle = Math.ceil(toHz * 0.1);
  let peak = 0;
  for (let n = settle; n < y.length - settle; n++) peak = Math.max(peak, Math.abs(y[n]));
  expect(db(peak)).toBeLessThan(-145);
});

it('44.1 to 48 kHz leaves no image of 20 kHz above 22.05 kHz', () => {
  const [y] = convert([sine(44100, 20000, 44100)], 44100, 48000);
  // The first image lies at 24.1 kHz, folded to 23.9 kHz.
  expect(db(fitSine(y, 23900 / 48000, 4800, 43200).amplitude)).toBeLessThan(-145);
});

it('the phase is linear: the reversed signal gives the reversed result', () => {
  const random = new Prng(1);
  const x = Float64Array.from({ length: 147 * 40 + 1 }, () => random.centred());
  const [forward] = convert([x], 44100, 48000);
  const [backward] = convert([x.slice().reverse()], 44100, 48000);
  const last = 160 * 40;
  for (let i = 0; i <= last; i++) expect(Math.abs(forward[i] - backward[last - i])).toBeLessThan(1e-13);
});

it('the splitting into blocks changes nothing', () => {
  const random = new Prng(2);
  const x = [0, 1].map(() => Float64Array.from({ length: 30000 }, () => random.centred()));
  for (const [fromHz, toHz] of [
    [48000, 44100],
    [44100, 48001.5],
  ] as const) {
    const whole = convert(x, fromHz, toHz, () => 30000);
    const sizes = new Prng(3);
    const split = convert(x, fromHz, toHz, () => 1 + (Math.abs(sizes.next()) % 3000));
    expect(split).toEqual(whole);
  }
});
