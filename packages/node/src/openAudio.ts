/**
 * Opens an audio file of any known format: WAVE and AIFF by our own code, FLAC and lossy formats through codecs/, rarer
 * ones by the user's ffmpeg. A decoder is loaded when the first file needs it: together they take longer to load than
 * a short WAVE takes to read.
 */
import { AudioError, type AudioSource } from '@studiohand/core/audio';
import { notAudio, openAiff, openWave, sniffContainer } from '@studiohand/core/formats';
import { isForFfmpeg } from './codecs/ffmpeg/inputArguments.ts';
import { type FileSource, fileSource } from './fileSource.ts';

/** Bytes looked at to tell the format; behind a large ID3v2 tag more would not help either. */
const SNIFF_BYTES = 65536;

/** Opens `path`. The source holds the file open until `close`. Throws AudioError. */
export async function openAudio(path: string): Promise<AudioSource> {
  return await openAudioFrom(fileSource(path));
}

/** Opens the file behind `source` and takes it over: it is closed with the result, or at once on failure. */
export async function openAudioFrom(source: FileSource): Promise<AudioSource> {
  try {
    return await dispatch(source);
  } catch (error) {
    source.close();
    throw error;
  }
}

async function dispatch(source: FileSource): Promise<AudioSource> {
  const head = new Uint8Array(Math.min(SNIFF_BYTES, source.size));
  const bytes = head.subarray(0, source.read(0, head));
  const container = sniffContainer(bytes);
  switch (container) {
    case 'wav':
    case 'rf64':
    case 'bw64':
      return closing(await openWave(source), source);
    case 'aiff':
    case 'aifc':
      return closing(await openAiff(source), source);
    case 'flac':
      return (await import('./codecs/openFlac.ts')).openFlac(source);
    case 'ogg':
      return (await import('./codecs/openOgg.ts')).openOgg(source);
    case 'mp3':
      return (await import('./codecs/openMp3.ts')).openMp3(source);
    case undefined:
      throw notAudio(source.name, bytes);
    default:
      if (isForFfmpeg(container)) return (await import('./codecs/openWithFfmpeg.ts')).openWithFfmpeg(source, container);
      throw new AudioError(
        'unsupported-format',
        `${source.name}: ${container} files cannot be read`,
        'Convert it to WAV, AIFF or FLAC first.',
      );
  }
}

function closing(inner: AudioSource, source: FileSource): AudioSource {
  return {
    info: inner.info,
    blocks: (options) => inner.blocks(options),
    async close(): Promise<void> {
      await inner.close();
      source.close();
    },
  };
}
