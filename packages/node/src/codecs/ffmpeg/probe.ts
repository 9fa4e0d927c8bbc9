/** What ffprobe says of the sound in a file. */
import { AudioError } from '@studiohand/core/audio';
import type { Container } from '@studiohand/core/formats';
import type { FileSource } from '../../fileSource.ts';
import { inputArguments } from './inputArguments.ts';
import { startProgram } from './startProgram.ts';

/** The first sound stream. */
export interface ProbedSound {
  /** Index among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  /** ffmpeg's name of the decoded sample type: 's16p', 'fltp' ... */
  readonly sampleFormat: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** ffmpeg's name of the layout, or ''. */
  readonly channelLayout: string;
  /** Stored bits, or 0. */
  readonly bits: number;
  /** Length as the container states it, or undefined. */
  readonly statedFrames: number | undefined;
  /** Names in ffmpeg's spelling. */
  readonly tags: Readonly<Record<string, string>>;
  readonly soundStreams: number;
  readonly pictures: number;
}

type Fields = Readonly<Record<string, unknown>>;

const TIME_LIMIT_MS = 60000;
const MAX_OUTPUT_CHARS: number = 32 * 2 ** 20;
const WANTED =
  'stream=index,codec_type,codec_name,codec_tag_string,sample_fmt,sample_rate,channels,channel_layout,bits_per_sample,bits_per_raw_sample,time_base,duration_ts:stream_disposition=attached_pic:stream_tags:format_tags';
/** The project's limits (AudioFormat). */
const MAX_CHANNELS = 64;
const MAX_RATE_HZ = 768000;
/** Sample entries of protected sound (ISO/IEC 14496-12, section 8.12, and Apple's). */
const PROTECTED: readonly string[] = ['enca', 'drms'];

/** Asks ffprobe. Throws AudioError 'missing-program', 'corrupt', 'not-audio', 'unsupported-codec' or 'unsupported-format'. */
export async function probe(source: FileSource, container: Container): Promise<ProbedSound> {
  const answer = await ask(source, container);
  const streams = (Array.isArray(answer['streams']) ? answer['streams'] : []).map(fieldsOf);
  const sounds = streams.filter((stream) => stream['codec_type'] === 'audio');
  const [sound] = sounds;
  if (!sound) {
    // A movie box that is cut off leaves nothing, or a stream of no known kind.
    if (!streams.some((stream) => stream['codec_type'] === 'video'))
      throw damaged(source, 'ffprobe finds no sound in it');
    throw new AudioError('not-audio', `${source.name}: there is no sound in this file`, 'Give an audio file.');
  }
  const codec = String(sound['codec_name'] ?? 'unknown');
  const tag = String(sound['codec_tag_string'] ?? '');
  const sampleRateHz = Number(sound['sample_rate'] ?? 0);
  const channels = Number(sound['channels'] ?? 0);
  if (PROTECTED.includes(tag))
    throw unsupported(source, 'the sound is copy-protected', 'Use a file without protection.');
  if (codec === 'unknown' || sound['sample_fmt'] === undefined) {
    throw unsupported(source, `your ffmpeg has no decoder for its sound (${codec}, ${tag})`, 'Install a newer FFmpeg.');
  }
  if (!(sampleRateHz >= 1 && channels >= 1)) {
    throw damaged(source, `ffprobe finds ${channels} channels at ${sampleRateHz} Hz`);
  }
  if (channels > MAX_CHANNELS || sampleRateHz > MAX_RATE_HZ) {
    const limits = `at most ${MAX_CHANNELS} at ${MAX_RATE_HZ} Hz are supported`;
    throw new AudioError(
      'unsupported-format',
      `${source.name}: ${channels} channels at ${sampleRateHz} Hz; ${limits}`,
      'Split or resample the file in the program that made it.',
    );
  }
  return {
    index: Number(sound['index'] ?? 0),
    codec,
    sampleFormat: String(sound['sample_fmt']),
    sampleRateHz,
    channels,
    channelLayout: String(sound['channel_layout'] ?? ''),
    bits: Number(sound['bits_per_raw_sample'] ?? 0) || Number(sound['bits_per_sample'] ?? 0),
    statedFrames: statedFrames(sound, sampleRateHz),
    tags: { ...textsOf(sound['tags']), ...textsOf(fieldsOf(answer['format'])['tags']) },
    soundStreams: sounds.length,
    pictures: streams.filter((stream) => fieldsOf(stream['disposition'])['attached_pic'] === 1).length,
  };
}

async function ask(source: FileSource, container: Container): Promise<Fields> {
  const program = startProgram(
    'ffprobe',
    [...inputArguments(source, container), '-of', 'json', '-show_entries', WANTED],
    source.name,
  );
  const timer = setTimeout(() => program.kill(), TIME_LIMIT_MS);
  try {
    let text = '';
    program.output.setEncoding('utf8');
    for await (const part of program.output) {
      text += part;
      if (text.length > MAX_OUTPUT_CHARS) throw damaged(source, 'its tags are too large');
    }
    const { exitCode, messages } = await program.ended;
    if (exitCode !== 0) throw damaged(source, messages === '' ? 'ffprobe cannot read it' : `ffprobe: ${messages}`);
    return parse(source, text);
  } finally {
    clearTimeout(timer);
    program.kill();
  }
}

function parse(source: FileSource, text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    throw damaged(source, 'the answer of ffprobe cannot be read');
  }
}

/** Frames by duration and time base, where these give a whole number. */
function statedFrames(sound: Fields, sampleRateHz: number): number | undefined {
  const [over, under] = String(sound['time_base'] ?? '')
    .split('/')
    .map(Number);
  const frames = (Number(sound['duration_ts']) * (over ?? 0) * sampleRateHz) / (under ?? 0);
  return Number.isSafeInteger(frames) && frames >= 0 ? frames : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, text]) => [name, String(text)]));
}

function unsupported(source: FileSource, what: string, hint: string): AudioError {
  return new AudioError('unsupported-codec', `${source.name}: ${what}`, hint);
}

function damaged(source: FileSource, what: string): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: ${what}`,
    'The file is damaged or incomplete: copy or export it again.',
  );
}
