/**
 * Begins an audio file of any format in outputFormats.ts. Existing files are never overwritten. An encoder is loaded
 * when the first file needs it.
 */
import { AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';
import { createAiffWriter, createWaveWriter } from '@studiohand/core/formats';
import { withId3Chunk } from './codecs/tags/id3Chunk.ts';
import { fileSink } from './fileSink.ts';
import { outputFormats } from './outputFormats.ts';

type Create = (sink: ByteSink, spec: OutputSpec) => Promise<AudioWriter>;

const wave: Create = (sink, spec) => createWaveWriter(sink, { ...spec, metadata: withId3Chunk(spec.metadata, 'riff') });
const aiff: Create = (sink, spec) => createAiffWriter(sink, { ...spec, metadata: withId3Chunk(spec.metadata, 'aiff') });

const WRITERS: Readonly<Record<string, Create>> = {
  'wav/pcm': wave,
  'rf64/pcm': wave,
  'bw64/pcm': wave,
  'aiff/pcm': aiff,
  'aifc/pcm': aiff,
  'flac/flac': async (sink, spec) => (await import('./codecs/createFlacWriter.ts')).createFlacWriter(sink, spec),
  'mp3/mp3': async (sink, spec) => (await import('./codecs/createMp3Writer.ts')).createMp3Writer(sink, spec),
  'm4a/aac': async (sink, spec) => (await import('./codecs/createAacWriter.ts')).createAacWriter(sink, spec),
  'ogg/vorbis': async (sink, spec) => (await import('./codecs/createVorbisWriter.ts')).createVorbisWriter(sink, spec),
  'opus/opus': async (sink, spec) => (await import('./codecs/createOpusWriter.ts')).createOpusWriter(sink, spec),
};

/** Starts `path`; it appears complete after `finish`, and after `abort` or a failure nothing is left. */
export async function createAudio(path: string, spec: OutputSpec): Promise<AudioWriter> {
  const create = WRITERS[`${spec.container}/${spec.codec}`];
  if (!create) {
    throw new AudioError(
      'unsupported-format',
      `Codec '${spec.codec}' in container '${spec.container}' cannot be written`,
      `Choose one of ${outputFormats.map((format) => format.id).join(', ')}.`,
    );
  }
  const sink = await fileSink(path);
  try {
    return await create(sink, spec);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
