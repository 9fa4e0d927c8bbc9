/** Opens an Ogg file: Vorbis and Opus by our own page walk, other sound (FLAC, Speex) through the user's ffmpeg. */
import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { FileSource } from '../fileSource.ts';
import { scanOgg } from './ogg/scanOgg.ts';
import { openOpus } from './openOpus.ts';
import { openVorbis } from './openVorbis.ts';
import { openWithFfmpeg } from './openWithFfmpeg.ts';

/** Closes `source` when closed. */
export async function openOgg(source: FileSource): Promise<AudioSource> {
  const stream = scanOgg(source);
  switch (stream.codec) {
    case 'Vorbis':
      return openVorbis(source, stream);
    case 'Opus':
      return openOpus(source, stream);
    case 'FLAC':
    case 'Speex':
      return openWithFfmpeg(source, 'ogg');
    default:
      throw new AudioError(
        'unsupported-codec',
        `${source.name}: the first stream of this Ogg file is ${stream.codec}, and there is no sound that can be read`,
        'Give a file with Vorbis, Opus or FLAC sound.',
      );
  }
}
