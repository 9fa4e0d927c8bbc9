import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { FileSource } from '../fileSource.ts';
export async function openWithFfmpeg(source: FileSource, _c: string): Promise<AudioSource> {
  throw new AudioError('unsupported-format', `${source.name}: this kind of file cannot be read`, 'Convert it to WAV or FLAC first.');
}
