/**
 * Opens what only the user's own ffmpeg can decode: AAC and ALAC in M4A, and rarer containers. Integer sound comes as
 * 32-bit integers, so lossless codecs stay exact. MP4 is trimmed here to the frame (mp4Timing.ts); where a container
 * states no exact length the file is decoded once at opening to count. Weaknesses: every pass decodes from the start;
 * cover pictures are not read.
 */
import type { AudioInfo, AudioSource, SampleEncoding } from '@studiohand/core/audio';
import type { Container } from '@studiohand/core/formats';
import type { FileSource } from '../fileSource.ts';
import { decodedSource } from './decodedSource.ts';
import { ffmpegLayout } from './ffmpeg/ffmpegLayout.ts';
import { ffmpegTags } from './ffmpeg/ffmpegTags.ts';
import { countFrames, decodePipe, type PipeJob, pipeSamples } from './ffmpeg/pcmPipe.ts';
import { type ProbedSound, probe } from './ffmpeg/probe.ts';
import type { RunningProgram } from './ffmpeg/startProgram.ts';
import { type Mp4Timing, mp4Timing } from './mp4/mp4Timing.ts';

/** Codecs whose decoded samples are the stored ones. */
const LOSSLESS: ReadonlySet<string> = new Set(['alac', 'flac', 'wavpack', 'ape', 'tta', 'mp4als', 'wmalossless']);
/** Of these the stated length is exact, in any container that has a clock of the sample rate. */
const EXACT_LENGTH: ReadonlySet<string> = new Set(['flac', 'wavpack', 'ape', 'tta']);
/** Edit list and encoder delay stay untouched: mp4Timing tells both better. */
const UNTRIMMED: readonly string[] = ['-ignore_editlist', '1', '-flags2', '+skip_manual'];
const FULL_SCALE_32 = 2 ** 31;

/** Asks ffprobe, and ffmpeg for the length where needed; closes `source` when closed. */
export async function openWithFfmpeg(source: FileSource, container: Container): Promise<AudioSource> {
  const sound = await probe(source, container);
  const timing =
    container === 'm4a' ? mp4Timing(source, 0, sound.sampleRateHz, tagOf(sound.tags, 'itunsmpb')) : undefined;
  const running = new Set<RunningProgram>();
  const job: PipeJob = {
    source,
    container,
    streamIndex: sound.index,
    channels: sound.channels,
    samples: pipeSamples(sound.sampleFormat),
    inputOptions: timing ? UNTRIMMED : [],
    running,
  };
  const notes: string[] = [];
  const skip = timing?.skip ?? 0;
  const info: AudioInfo = {
    name: source.name,
    container,
    codec: isPcm(sound) ? 'pcm' : sound.codec,
    sampleRateHz: sound.sampleRateHz,
    channels: sound.channels,
    layout: ffmpegLayout(sound.channelLayout, sound.channels),
    frameCount: await lengthOf(job, sound, timing, notes),
    encoding: encodingOf(sound),
    metadata: ffmpegTags(sound.tags),
    notes: [...notes, ...notesOf(sound, timing)],
  };
  return decodedSource({
    info,
    fullScale: job.samples === 's32' ? FULL_SCALE_32 : 1,
    start: async (startFrame, signal) => ({ parts: decodePipe(job, skip + startFrame, signal), skip: 0 }),
    close(): void {
      for (const program of running) program.kill();
      source.close();
    },
  });
}

async function lengthOf(
  job: PipeJob,
  sound: ProbedSound,
  timing: Mp4Timing | undefined,
  notes: string[],
): Promise<number> {
  if (timing) return timing.frameCount;
  const exact = isPcm(sound) || EXACT_LENGTH.has(sound.codec);
  if (exact && sound.statedFrames !== undefined) return sound.statedFrames;
  notes.push('The file states no exact length: it was decoded once to count');
  return countFrames(job);
}

function notesOf(sound: ProbedSound, timing: Mp4Timing | undefined): string[] {
  const notes = ['Decoded by ffmpeg'];
  if (timing && timing.skip > 0) notes.push(`Encoder delay of ${timing.skip} frames taken off`);
  if (sound.codec.startsWith('dsd_')) notes.push(`DSD, turned into PCM at ${sound.sampleRateHz} Hz`);
  if (sound.soundStreams > 1) notes.push(`The file holds ${sound.soundStreams} sound streams; the first is read`);
  if (sound.pictures > 0) notes.push('Its cover picture is not read');
  return notes;
}

function isPcm(sound: ProbedSound): boolean {
  return sound.codec.startsWith('pcm_');
}

function encodingOf(sound: ProbedSound): SampleEncoding | undefined {
  if (!isPcm(sound) && !LOSSLESS.has(sound.codec)) return undefined;
  // Logarithmic 8 bits hold what 14 to 16 linear bits do (ITU-T G.711).
  if (/^pcm_.*law$/.test(sound.codec)) return { kind: 'int', bits: 16 };
  const isFloat = pipeSamples(sound.sampleFormat) !== 's32';
  const bits = isFloat ? (pipeSamples(sound.sampleFormat) === 'f64' ? 64 : 32) : sound.bits || 32;
  return { kind: isFloat ? 'float' : 'int', bits };
}

function tagOf(tags: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === name)?.[1];
}
