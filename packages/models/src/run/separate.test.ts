import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelDescriptor } from '../descriptor.ts';
import { layoutModels, writeModel } from '../testing/layoutModels.ts';
import type { ModelFile } from './messages.ts';
import { type SeparateOptions, type SeparateTiming, separate } from './separate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-models-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sines well inside the band of every model, other ones in each channel. */
function tones(frames: number, sampleRateHz: number, channels: number, bandHz: number): Float64Array[] {
  return Array.from({ length: channels }, (_, c) => {
    const samples = Float64Array.from({ length: frames }, (_, i) => {
      const t = i / sampleRateHz;
      return [0.06, 0.13, 0.31, 0.55].reduce(
        (sum, part, k) => sum + 0.1 * Math.sin(2 * Math.PI * part * bandHz * (1 + c / 50) * t + k),
        0,
      );
    });
    // Without an offset: that would belong to no stem.
    const mean = samples.reduce((sum, v) => sum + v, 0) / frames;
    return samples.map((v) => v - mean);
  });
}

async function stemsOf(
  source: AudioSource,
  descriptor: ModelDescriptor,
  files: readonly ModelFile[],
  options: SeparateOptions = {},
): Promise<Float64Array[][]> {
  const { frameCount, channels } = source.info;
  const all = descriptor.stems.map(() => Array.from({ length: channels }, () => new Float64Array(frameCount)));
  let at = 0;
  for await (const { stems, frames } of separate(source, descriptor, files, { cores: 1, ...options })) {
    stems.forEach((stem, s) => {
      for (const [c, samples] of stem.entries()) all[s]![c]!.set(samples.subarray(0, frames), at);
    });
    at += frames;
  }
  expect(at).toBe(frameCount);
  return all;
}

/** Level of the difference of a x gain and b against a, in dB, edges left out. */
function differenceDb(a: Float64Array, gain: number, b: Float64Array, edge: number): number {
  let [power, error] = [0, 0];
  for (let i = edge; i < a.length - edge; i++) {
    power += a[i]! ** 2;
    error += (a[i]! * gain - b[i]!) ** 2;
  }
  return 10 * Math.log10(error / power);
}

async function failure(run: Promise<unknown>): Promise<AudioError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AudioError);
  return error as AudioError;
}

const MODELS = layoutModels();
const model = (id: string) => MODELS.find((m) => m.id === id)!;

describe('separate', () => {
  it.each(MODELS.map((m) => [m.id, m] as const))(
    '%s: stems in phase, without seams, of exact length',
    async (id, m) => {
      const files = writeModel(join(folder, id), m);
      const mix = tones(30011, 44100, 2, m.bandHz);
      const stems = await stemsOf(memoryAudio(mix, 44100), m.descriptor, files);
      // Spleeter's frames and MDX-Net's zeroed bins leave the first and last of a song to the residual.
      const edge = m.descriptor.sampleRateHz === 44100 ? 512 : 4096;
      m.gains.forEach((gain, s) => {
        mix.forEach((samples, c) => {
          expect(differenceDb(samples, gain, stems[s]![c]!, edge)).toBeLessThan(-60);
        });
      });
    },
  );

  it.each([8000, 48000, 96000, 192000])('keeps length and phase at %i Hz', async (rate) => {
    const m = model('waveform');
    const files = writeModel(join(folder, 'rates'), m);
    const frames = Math.round(rate * 0.7) + 13;
    const mix = tones(frames, rate, 2, 3000);
    const stems = await stemsOf(memoryAudio(mix, rate), m.descriptor, files);
    expect(differenceDb(mix[1]!, 0.75, stems[1]![1]!, Math.round(rate / 50))).toBeLessThan(-80);
  });

  it('takes mono, 5.1 and one frame, and NaN for silence', async () => {
    const m = model('waveform');
    const files = writeModel(join(folder, 'channels'), m);
    const mono = tones(9000, 44100, 1, 8000);
    expect(
      differenceDb(mono[0]!, 0.25, (await stemsOf(memoryAudio(mono, 44100), m.descriptor, files))[0]![0]!, 0),
    ).toBeLessThan(-100);
    const surround = tones(6000, 44100, 6, 8000);
    const stems = await stemsOf(memoryAudio(surround, 44100), m.descriptor, files);
    for (const [c, samples] of surround.entries())
      expect(differenceDb(samples, 0.75, stems[1]![c]!, 0)).toBeLessThan(-100);
    const one = await stemsOf(
      memoryAudio([Float64Array.of(0.5), Float64Array.of(Number.NaN)], 44100),
      m.descriptor,
      files,
    );
    expect(one.flat().every((samples) => Number.isFinite(samples[0]))).toBe(true);
  });

  it('gives the same samples for any split into blocks and any number of cores', async () => {
    const m = model('magnitude-mask');
    const files = writeModel(join(folder, 'splits'), m);
    const mix = tones(40000, 48000, 2, 9000);
    const whole = await stemsOf(memoryAudio(mix, 48000), m.descriptor, files);
    const split = memoryAudio(mix, 48000, { blockFrames: (at) => 1 + ((at * 7919) % 3001) });
    expect(await stemsOf(split, m.descriptor, files, { cores: 2 })).toEqual(whole);
  });

  it('resumes a run that was cut off, and cleans up at the end', async () => {
    const m = model('waveform');
    const files = writeModel(join(folder, 'resume'), m);
    const workFolder = join(folder, 'work');
    const mix = tones(400000, 44100, 2, 8000);
    const source = memoryAudio(mix, 44100);
    const controller = new AbortController();
    const stopped = stemsOf(source, m.descriptor, files, {
      workFolder,
      signal: controller.signal,
      progress: (stage, fraction) => {
        if (stage === 'Separating' && fraction > 0.5) controller.abort();
      },
    });
    expect((await failure(stopped)).code).toBe('cancelled');
    const kept = readdirSync(workFolder);
    expect(kept.length).toBeGreaterThan(5);
    // A damaged one does not count.
    writeFileSync(join(workFolder, kept[0]!), 'damaged');
    let timing: SeparateTiming | undefined;
    const resumed = await stemsOf(source, m.descriptor, files, { workFolder, timing: (t) => (timing = t) });
    expect(timing!.resumed).toBeGreaterThan(timing!.chunks / 3);
    expect(timing!.resumed).toBeLessThan(timing!.chunks);
    expect(readdirSync(workFolder)).toEqual([]);
    expect(resumed).toEqual(await stemsOf(source, m.descriptor, files));
  });

  it('refuses exchanged, truncated and hostile files with an AudioError', async () => {
    const m = model('waveform');
    const at = join(folder, 'hostile');
    const [file] = writeModel(at, m) as [ModelFile];
    const source = memoryAudio(tones(1000, 44100, 2, 8000), 44100);
    const bytes = m.files['m.onnx']!;
    writeFileSync(file.path, bytes.subarray(0, bytes.length - 9));
    const exchanged = await failure(stemsOf(source, m.descriptor, [file]));
    expect([exchanged.code, exchanged.message.includes('ARTIFACT_HASH_MISMATCH')]).toEqual(['refused', true]);
    const truncated = writeModel(at, { ...m, files: { 'm.onnx': bytes.subarray(0, bytes.length - 9) } });
    expect(['truncated', 'corrupt']).toContain((await failure(stemsOf(source, m.descriptor, truncated))).code);
    const other = writeModel(at, { ...m, files: { 'm.onnx': model('mdx-net').files['m.onnx']! } });
    expect((await failure(stemsOf(source, m.descriptor, other))).code).toBe('invalid-parameter');
  });
});
