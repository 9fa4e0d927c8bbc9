/**
 * The CodecPreview of a tool's context: encodes to a temporary file with our writers and reads it back with our readers
 * (AAC by the user's ffmpeg), so that a preview is what the exported file decodes to. Rates that a codec has not are
 * resampled both ways with the core's resampler. Weaknesses: services use encoders of their own, often newer ones; a
 * source above 48 kHz comes back without what lies above 24 kHz, as it would from a service; reading a range decodes
 * from the start.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, type AudioSource, type BlocksOptions } from '@studiohand/core/audio';
import { Resampler } from '@studiohand/core/dsp';
import type { CodecPreview } from '@studiohand/core/tool';
import { createAudio } from '../../createAudio.ts';
import { openAudio } from '../../openAudio.ts';
import { addPartialFile, forgetPartialFile } from '../../partialFiles.ts';
import { hasFfmpeg } from '../ffmpeg/hasFfmpeg.ts';
import { blocksAtRate, cutBlocks } from './atRate.ts';
import { PREVIEW_FORMATS, type PreviewFormat } from './previewFormats.ts';

/** Previews kept in `tempFolder` while open; made where it is missing. Default: the system's folder for such files. */
export function codecPreview(tempFolder: string = tmpdir()): CodecPreview {
  return {
    get codecs(): readonly string[] {
      return Object.keys(PREVIEW_FORMATS).filter((codec) => codec !== 'aac' || hasFfmpeg());
    },
    async roundTrip(source, codec, bitrateKbps, signal): Promise<AudioSource> {
      const format = PREVIEW_FORMATS[codec];
      if (!format || !(bitrateKbps > 0)) throw unknown(codec, bitrateKbps, this.codecs);
      if (codec === 'aac' && !hasFfmpeg()) throw needsFfmpeg();
      await mkdir(tempFolder, { recursive: true });
      const path = join(tempFolder, `studiohand-${randomBytes(8).toString('hex')}${format.ending}`);
      addPartialFile(path);
      try {
        await encode(source, codec, format, bitrateKbps, path, signal);
        return preview(source, codec, await openAudio(path), () => remove(path));
      } catch (error) {
        await remove(path);
        throw error;
      }
    },
  };
}

async function encode(
  source: AudioSource,
  codec: string,
  format: PreviewFormat,
  bitrateKbps: number,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { info } = source;
  const sampleRateHz = format.rateFor(info.sampleRateHz);
  const writer = await createAudio(path, {
    sampleRateHz,
    channels: info.channels,
    layout: info.layout,
    container: format.container,
    codec,
    encoding: undefined,
    frameCount: Resampler.outputFrames(info.frameCount, info.sampleRateHz, sampleRateHz),
    metadata: [],
    codecOptions: format.settings(bitrateKbps, sampleRateHz, info.channels),
  });
  try {
    for await (const block of blocksAtRate(source, sampleRateHz, signal ? { signal } : {})) {
      signal?.throwIfAborted();
      await writer.write(block);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** The decoded file in the shape of the source: its rate, its length, its layout. */
function preview(
  source: AudioSource,
  codec: string,
  decoded: AudioSource,
  removeFile: () => Promise<void>,
): AudioSource {
  const { info } = source;
  const { container, sampleRateHz: decodedHz } = decoded.info;
  return {
    info: {
      ...info,
      container,
      codec,
      encoding: undefined,
      metadata: [],
      notes: decodedHz === info.sampleRateHz ? [] : [`Coded at ${decodedHz} Hz`],
    },
    async *blocks({ startFrame = 0, frameCount, signal }: BlocksOptions = {}) {
      const end = Math.min(info.frameCount, startFrame + (frameCount ?? Number.POSITIVE_INFINITY));
      const passing = signal ? { signal } : {};
      if (decodedHz === info.sampleRateHz) {
        yield* decoded.blocks({ startFrame, frameCount: Math.max(0, end - startFrame), ...passing });
      } else yield* cutBlocks(blocksAtRate(decoded, info.sampleRateHz, passing), startFrame, end);
    },
    async close(): Promise<void> {
      await decoded.close();
      await removeFile();
    },
  };
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  forgetPartialFile(path);
}

function unknown(codec: string, bitrateKbps: number, codecs: readonly string[]): AudioError {
  return new AudioError(
    'invalid-parameter',
    `There is no preview of ${codec} at ${bitrateKbps} kbit/s`,
    `Choose one of ${codecs.join(', ')} and a bit rate above 0.`,
  );
}

function needsFfmpeg(): AudioError {
  return new AudioError(
    'missing-program',
    'ffmpeg is needed to decode AAC, and it was not found',
    'Install FFmpeg so that ffmpeg and ffprobe are in the PATH, or preview another codec.',
  );
}
