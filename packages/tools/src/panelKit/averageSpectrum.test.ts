import { describe, expect, it } from 'vitest';
import { averageSpectrum, curveOf } from './averageSpectrum.ts';
import type { PanelAudio, PanelFile } from './panelProps.ts';

const rate = 48_000;

function fileOf(frameCount: number, channels: number): PanelFile {
  return {
    kind: 'sources',
    id: 'x',
    name: 'x.wav',
    sampleRateHz: rate,
    channels,
    layout: Array.from({ length: channels }, () => 'L' as const),
    frameCount,
    encoding: null,
    integratedLufs: null,
    truePeakDbtp: null,
  };
}

/** Samples of a formula, read like a file: nothing after its end. */
function audioOf(sample: (frame: number, channel: number) => number): PanelAudio {
  return {
    pcm: async (file, from, count, signal) => {
      signal?.throwIfAborted();
      const frames = Math.max(0, Math.min(count, file.frameCount - from));
      return Array.from({ length: file.channels }, (_, c) =>
        Float32Array.from({ length: frames }, (_, i) => sample(from + i, c)),
      );
    },
    peaks: async () => [],
  };
}

const sine =
  (hz: number, amplitude: number) =>
  (frame: number): number =>
    amplitude * Math.sin((2 * Math.PI * hz * frame) / rate);
const sum = (power: Float64Array): number => power.reduce((all, one) => all + one, 0);

describe('the average spectrum', () => {
  it('holds the mean square of a tone, at its place', async () => {
    const { power, binHz } = await averageSpectrum(audioOf(sine(1000, 0.5)), fileOf(10 * rate, 2));
    expect(10 * Math.log10(sum(power))).toBeCloseTo(10 * Math.log10(0.125), 2);
    expect(Math.abs(power.indexOf(Math.max(...power)) * binHz - 1000)).toBeLessThan(binHz);
    const { hz, levelDb } = curveOf({ power, binHz });
    const at = hz.findIndex((one) => one > 990);
    expect(levelDb[at]).toBeCloseTo(-9.03, 1);
  });

  it('looks only at the stretch asked for', async () => {
    const audio = audioOf((frame) => (frame < 2 * rate ? 0 : sine(500, 0.5)(frame)));
    const file = fileOf(4 * rate, 1);
    const before = await averageSpectrum(audio, file, { toSeconds: 1.9 });
    const after = await averageSpectrum(audio, file, { fromSeconds: 2 });
    expect(sum(before.power)).toBe(0);
    expect(10 * Math.log10(sum(after.power))).toBeCloseTo(10 * Math.log10(0.125), 1);
  });

  it('takes files shorter than one window, of one frame and of none', async () => {
    const { power } = await averageSpectrum(
      audioOf(() => 0.5),
      fileOf(1000, 1),
    );
    expect(10 * Math.log10(sum(power))).toBeCloseTo(10 * Math.log10(0.25), 6);
    for (const frames of [0, 1]) {
      const all = (await averageSpectrum(audioOf(sine(100, 1)), fileOf(frames, 1))).power;
      expect(Number.isFinite(sum(all))).toBe(true);
    }
  });

  it('gives up when it is no longer wanted', async () => {
    const signal = AbortSignal.abort();
    await expect(
      averageSpectrum(
        audioOf(() => 0),
        fileOf(rate, 1),
        { signal },
      ),
    ).rejects.toThrow(/abort/i);
  });
});
