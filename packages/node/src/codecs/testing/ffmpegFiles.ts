/** Files for the tests of the decoders, made and read by ffmpeg, and the comparison of what comes out. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, type AudioSource, type BlocksOptions } from '@studiohand/core/audio';

/** Why the tests cannot run, or ''. */
export const whyNot: string = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).error
  ? 'ffmpeg is not installed'
  : '';

/** Says so, once per test file. */
export function announceSkip(what: string): void {
  if (whyNot !== '') console.log(`Skipped, ${whyNot}: ${what}`);
}

/** A new folder of its own. */
export function testFolder(): string {
  return mkdtempSync(join(tmpdir(), 'studiohand-codecs-'));
}

/** Struck tones over a bass and a little noise, different in every channel, below full scale. Seeded. */
export function musicLike(channels: number, frames: number, sampleRateHz: number): Float64Array[] {
  let seed = 12345;
  const noise = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  return Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: frames }, (_, i) => {
      const t = i / sampleRateHz;
      const beat = (t + c * 0.07) % 0.4;
      const strike = Math.exp(-beat * 9) * Math.sin(2 * Math.PI * (330 + 97 * c) * beat);
      return 0.3 * strike + 0.2 * Math.sin(2 * Math.PI * (55 + 11 * c) * t) + 0.02 * noise();
    }),
  );
}

/** Rounded to what an integer of so many bits holds. */
export function rounded(channels: readonly Float64Array[], bits: number): Float64Array[] {
  const scale = 2 ** (bits - 1);
  return channels.map((channel) => channel.map((x) => Math.round(x * scale) / scale));
}

/** Writes `path` with the encoder arguments given. */
export function encode(
  path: string,
  channels: readonly Float64Array[],
  sampleRateHz: number,
  args: readonly string[],
): string {
  const frames = channels[0]?.length ?? 0;
  const input = new Float64Array(frames * channels.length);
  channels.forEach((channel, c) => {
    for (let i = 0; i < frames; i++) input[i * channels.length + c] = channel[i]!;
  });
  const from = ['-f', 'f64le', '-ar', `${sampleRateHz}`, '-ac', `${channels.length}`, '-i', 'pipe:0'];
  ffmpeg([...from, ...args, `file:${path}`], new Uint8Array(input.buffer));
  return path;
}

/** Runs ffmpeg and gives its standard output. */
export function ffmpeg(args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-v', 'error', '-y', ...args], {
    input,
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The samples as ffmpeg decodes them; `options` stand before the input. */
export function ffmpegDecode(path: string, channels: number, options: readonly string[] = []): Float64Array[] {
  const out = ffmpeg([...options, '-i', `file:${path}`, '-map', '0:a:0', '-c:a', 'pcm_f64le', '-f', 'f64le', 'pipe:1']);
  const samples = new Float64Array(out.buffer.slice(out.byteOffset, out.byteOffset + out.length));
  return Array.from({ length: channels }, (_, c) => samples.filter((_, i) => i % channels === c));
}

/** All frames of a pass. */
export async function readRange(source: AudioSource, options: BlocksOptions = {}): Promise<Float64Array[]> {
  const parts: Float64Array[][] = source.info.layout.map(() => []);
  for await (const { channels, frames } of source.blocks(options)) {
    channels.forEach((channel, c) => void parts[c]!.push(channel.slice(0, frames)));
  }
  return parts.map((list) => {
    const all = new Float64Array(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
}

/** The part of every channel. */
export function cut(channels: readonly Float64Array[], from: number, to?: number): Float64Array[] {
  return channels.map((channel) => channel.subarray(from, to));
}

/** Largest difference in dB of full scale; -Infinity where all is equal, NaN where the lengths differ. */
export function nullDb(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  if (a.length !== b.length || a.some((channel, c) => channel.length !== b[c]?.length)) return Number.NaN;
  let max = 0;
  a.forEach((channel, c) => {
    for (let i = 0; i < channel.length; i++) max = Math.max(max, Math.abs(channel[i]! - b[c]![i]!));
  });
  return 20 * Math.log10(max);
}

/** Code and message of the AudioError that `run` throws; anything else is thrown on. */
export async function errorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AudioError && error.hint.length > 10) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

/** Ranges that begin and end inside and at the ends of blocks and packets. */
export function someRanges(frameCount: number): BlocksOptions[] {
  return [
    { startFrame: 0, frameCount: 1 },
    { startFrame: 1, frameCount: 700 },
    { startFrame: Math.floor(frameCount / 3), frameCount: 20000 },
    { startFrame: Math.floor(frameCount * 0.8) },
    { startFrame: frameCount - 1 },
    { startFrame: frameCount, frameCount: 5 },
  ];
}
