/** What the tests of the lossy writers share: music-like signals, encoding to a file, decoding by ffmpeg, comparison. */
import { spawnSync } from 'node:child_process';
import { type AudioWriter, defaultLayout, type OutputSpec } from '@studiohand/core/audio';
import { createAudio } from '../../createAudio.ts';

/** Why tests against ffmpeg cannot run here, or ''. */
export const noFfmpeg: string = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error
  ? 'ffmpeg is not installed'
  : '';

/** Decaying notes of a few partials over soft, dark noise: aperiodic, so that a shift cannot hide. */
export function musicLike(channels: number, frames: number, sampleRateHz: number): Float64Array[] {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x40000000 - 1;
  };
  return Array.from({ length: channels }, (_, c) => {
    let dark = 0;
    let onset = 0;
    let toneHz = 220;
    return Float64Array.from({ length: frames }, (_, i) => {
      const sinceSeconds = (i - onset) / sampleRateHz;
      if (sinceSeconds > 0.19 + 0.01 * c) {
        onset = i;
        toneHz = 110 * 2 ** (Math.floor(18 * Math.abs(random())) / 12);
      }
      dark += 0.1 * (random() - dark);
      const phase = 2 * Math.PI * toneHz * sinceSeconds;
      const note = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(5 * phase);
      return 0.05 * dark + 0.3 * note * Math.exp(-12 * sinceSeconds);
    });
  });
}

export interface Encoding extends Partial<Omit<OutputSpec, 'frameCount' | 'channels'>> {
  readonly container: string;
  readonly codec: string;
  readonly sampleRateHz: number;
}

/** The specification for these samples. */
export function specOf(audio: readonly Float64Array[], encoding: Encoding): OutputSpec {
  const layout = encoding.layout ?? defaultLayout(audio.length);
  const frameCount = audio[0]?.length ?? 0;
  return { encoding: undefined, metadata: [], ...encoding, layout, channels: audio.length, frameCount };
}

/** Writes the samples in blocks of `blockFrames`. */
export async function writeAll(
  writer: AudioWriter,
  audio: readonly Float64Array[],
  blockFrames: number,
): Promise<void> {
  const total = audio[0]?.length ?? 0;
  for (let at = 0; at < total; at += blockFrames) {
    const frames = Math.min(blockFrames, total - at);
    await writer.write({ channels: audio.map((samples) => samples.slice(at, at + frames)), frames });
  }
}

/** Writes the file `path`. */
export async function encodeFile(
  path: string,
  audio: readonly Float64Array[],
  encoding: Encoding,
  blockFrames = 16384,
): Promise<void> {
  const writer = await createAudio(path, specOf(audio, encoding));
  await writeAll(writer, audio, blockFrames);
  await writer.finish();
}

/** The samples as ffmpeg decodes them, in the order of its channel mask. */
export function decodeByFfmpeg(path: string, channels: number): Float32Array[] {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-c:a', 'pcm_f32le', '-'], {
    maxBuffer: 1 << 29,
  });
  if (run.status !== 0 || run.stderr.length > 0) throw new Error(`ffmpeg: ${run.stderr}`);
  const all = new Float32Array(
    run.stdout.buffer.slice(run.stdout.byteOffset, run.stdout.byteOffset + run.stdout.length),
  );
  const frames = all.length / channels;
  return Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => all[i * channels + c]!),
  );
}

/** Shift of `decoded` against `original` with the highest correlation, within ±`most` frames. */
export function shiftFrames(original: Float64Array, decoded: Float32Array, most: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let shift = 0;
  for (let lag = -most; lag <= most; lag++) {
    let sum = 0;
    for (let i = most; i < original.length - most; i++) sum += original[i]! * decoded[i + lag]!;
    if (sum > best) {
      best = sum;
      shift = lag;
    }
  }
  return shift;
}

/** Signal to coding noise over all frames of `original`. */
export function snrDb(original: Float64Array, decoded: Float32Array | Float64Array): number {
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < original.length; i++) {
    signal += original[i]! ** 2;
    noise += (original[i]! - (decoded[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
