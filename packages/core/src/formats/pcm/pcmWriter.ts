/**
 * The AudioWriter that WAVE and AIFF share: header, interleaved samples, trailer. Everything the header says follows
 * from the spec, so nothing has to be patched afterwards; writing another number of frames than announced is an error.
 */
import {
  type AudioBlock,
  AudioError,
  type AudioWriter,
  BLOCK_FRAMES,
  type ByteSink,
  type OutputSpec,
  type SampleEncoding,
} from '../../audio/index.ts';
import { MAX_CHANNELS, MAX_SAMPLE_RATE_HZ } from '../limits.ts';
import { createPcmEncoder } from './pcmEncoder.ts';
import type { PcmFormat } from './pcmFormat.ts';

/** Checks what every PCM output needs and returns the encoding. `what` names the container in messages. */
export function checkOutputSpec(spec: OutputSpec, what: string, mostChannels: number = MAX_CHANNELS): SampleEncoding {
  const { encoding, channels, frameCount, sampleRateHz } = spec;
  if (spec.codec !== 'pcm') throw invalid(`${what} cannot hold codec '${spec.codec}'`, `Ask for codec 'pcm'.`);
  if (!encoding) throw invalid(`${what} needs a sample encoding`, 'Give encoding, e.g. 24-bit int.');
  const { kind, bits } = encoding;
  const good = kind === 'float' ? bits === 32 || bits === 64 : Number.isInteger(bits) && bits >= 1 && bits <= 32;
  if (!good)
    throw invalid(`${what} cannot hold ${bits}-bit ${kind} samples`, 'Use 8, 16, 24, 32 bits or float 32, 64.');
  if (!Number.isInteger(channels) || channels < 1 || channels > mostChannels || spec.layout.length !== channels) {
    throw invalid(
      `${channels} channels with a layout of ${spec.layout.length} cannot be written`,
      `Use 1 to ${mostChannels} channels and one role for each.`,
    );
  }
  if (!Number.isSafeInteger(frameCount) || frameCount < 0) {
    throw invalid(`frameCount is ${frameCount}`, 'Give the exact length in frames.');
  }
  if (!(sampleRateHz >= 1 && sampleRateHz <= MAX_SAMPLE_RATE_HZ)) {
    throw invalid(`sampleRateHz is ${sampleRateHz}`, `Use a rate from 1 to ${MAX_SAMPLE_RATE_HZ} Hz.`);
  }
  return encoding;
}

/** Writes `header`, then the samples, then `trailer`; commits on finish. */
export async function createPcmWriter(
  sink: ByteSink,
  spec: OutputSpec,
  format: PcmFormat,
  header: readonly Uint8Array[],
  trailer: readonly Uint8Array[],
): Promise<AudioWriter> {
  const { channels, frameCount } = spec;
  const frameBytes = format.bytesPerSample * channels;
  const bytes = new Uint8Array(Math.min(BLOCK_FRAMES, Math.max(1, frameCount)) * frameBytes);
  const batch = bytes.length / frameBytes;
  const encode = createPcmEncoder(format, spec.encoding?.bits ?? format.bytesPerSample * 8, channels, bytes);
  let written = 0;
  for (const part of header) await sink.write(part);
  return {
    async write(block: AudioBlock): Promise<void> {
      if (block.channels.length !== channels) {
        throw new AudioError(
          'internal',
          `A block of ${block.channels.length} channels was written to a file of ${channels}`,
          'Report this: the tool announced another channel count than it delivers.',
        );
      }
      if (written + block.frames > frameCount) throw wrongLength(written + block.frames, frameCount);
      for (let at = 0; at < block.frames; at += batch) {
        const frames = Math.min(batch, block.frames - at);
        const bad = encode(block.channels, at, frames);
        if (bad >= 0) {
          throw new AudioError(
            'invalid-samples',
            `Frame ${written + bad} is not a number (NaN) and cannot be written as integer`,
            'Repair the source, or write 32-bit float, which keeps such samples as they are.',
          );
        }
        await sink.write(frames === batch ? bytes : bytes.subarray(0, frames * frameBytes));
      }
      written += block.frames;
    },
    async finish(): Promise<void> {
      if (written !== frameCount) throw wrongLength(written, frameCount);
      for (const part of trailer) await sink.write(part);
      await sink.commit();
    },
    abort: (): Promise<void> => sink.abort(),
  };
}

/** An AudioError for an output that cannot be. */
export function invalid(message: string, hint: string): AudioError {
  return new AudioError('invalid-parameter', message, hint);
}

function wrongLength(got: number, wanted: number): AudioError {
  return new AudioError(
    'internal',
    `${got} frames were written to a file announced with ${wanted}`,
    'Report this: the tool delivers another length than it announced.',
  );
}
