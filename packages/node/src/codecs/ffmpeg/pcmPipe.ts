/** Decoded samples out of a pipe from ffmpeg: interleaved little or big end first as the machine has it. */
import { endianness } from 'node:os';
import { AudioError } from '@studiohand/core/audio';
import type { Container } from '@studiohand/core/formats';
import type { FileSource } from '../../fileSource.ts';
import type { DecodedPart } from '../decodedSource.ts';
import { inputArguments } from './inputArguments.ts';
import { type RunningProgram, startProgram } from './startProgram.ts';

/** Type of the samples in the pipe: the one that holds every decoded value exactly. */
export type PipeSamples = 's32' | 'f32' | 'f64';

/** What to decode. */
export interface PipeJob {
  readonly source: FileSource;
  readonly container: Container;
  readonly streamIndex: number;
  readonly channels: number;
  readonly samples: PipeSamples;
  /** Arguments before `-i`. */
  readonly inputOptions: readonly string[];
  /** Programs now running, so that they can be ended from outside. */
  readonly running: Set<RunningProgram>;
}

const ARRAYS = { s32: Int32Array, f32: Float32Array, f64: Float64Array } as const;
const ORDER: string = endianness().toLowerCase();

/** ffmpeg's name for the sample type of a decoder, as a pipe type. */
export function pipeSamples(sampleFormat: string): PipeSamples {
  if (/^fltp?$/.test(sampleFormat)) return 'f32';
  return /^(dblp?|s64p?)$/.test(sampleFormat) ? 'f64' : 's32';
}

/** Decodes from the start, without the first `skip` frames. Ends ffmpeg when the caller stops early or aborts. */
export async function* decodePipe(
  job: PipeJob,
  skip: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<DecodedPart> {
  const samplesOf = ARRAYS[job.samples];
  const frameBytes = job.channels * samplesOf.BYTES_PER_ELEMENT;
  let dropBytes = skip * frameBytes;
  let carry = new Uint8Array(0);
  for await (const chunk of pipeBytes(job, signal)) {
    const dropped = Math.min(dropBytes, chunk.length);
    dropBytes -= dropped;
    const bytes = new Uint8Array(carry.length + chunk.length - dropped);
    bytes.set(carry);
    bytes.set(chunk.subarray(dropped), carry.length);
    const frames = Math.floor(bytes.length / frameBytes);
    carry = bytes.slice(frames * frameBytes);
    if (frames === 0) continue;
    yield { channels: planar(new samplesOf(bytes.buffer, 0, frames * job.channels), job.channels, frames), frames };
  }
}

/** Frames that ffmpeg decodes in all. */
export async function countFrames(job: PipeJob): Promise<number> {
  let bytes = 0;
  for await (const chunk of pipeBytes(job, undefined)) bytes += chunk.length;
  return Math.floor(bytes / (job.channels * ARRAYS[job.samples].BYTES_PER_ELEMENT));
}

async function* pipeBytes(job: PipeJob, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const format = job.samples + ORDER;
  const program = startProgram(
    'ffmpeg',
    [
      '-nostdin',
      '-hide_banner',
      '-xerror',
      ...inputArguments(job.source, job.container, job.inputOptions),
      '-map',
      `0:${job.streamIndex}`,
      '-c:a',
      `pcm_${format}`,
      '-f',
      format,
      'pipe:1',
    ],
    job.source.name,
  );
  job.running.add(program);
  const kill = (): void => program.kill();
  signal?.addEventListener('abort', kill, { once: true });
  try {
    for await (const chunk of program.output) yield chunk as Uint8Array;
    signal?.throwIfAborted();
    const { exitCode, messages } = await program.ended;
    if (exitCode !== 0) throw failed(job.source, messages);
  } finally {
    signal?.removeEventListener('abort', kill);
    job.running.delete(program);
    program.kill();
  }
}

function planar(
  interleaved: Int32Array | Float32Array | Float64Array,
  channels: number,
  frames: number,
): DecodedPart['channels'] {
  return Array.from({ length: channels }, (_, c) => {
    const channel = interleaved.slice(0, frames);
    for (let i = 0, at = c; i < frames; i++, at += channels) channel[i] = interleaved[at]!;
    return channel;
  });
}

function failed(source: FileSource, messages: string): AudioError {
  return new AudioError(
    'corrupt',
    `${source.name}: ffmpeg cannot decode it${messages === '' ? '' : `: ${messages}`}`,
    'The file is damaged or incomplete: copy or export it again.',
  );
}
