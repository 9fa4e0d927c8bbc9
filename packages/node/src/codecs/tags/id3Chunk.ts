/**
 * Tags and pictures of a format that has them (FLAC, Ogg, MP3, M4A) as the `id3 ` chunk that WAVE and AIFF readers
 * know. Files that came with such a chunk keep their own.
 */
import type { MetadataChunk } from '@studiohand/core/audio';
import { buildId3 } from './buildId3.ts';
import { isId3 } from './id3Frames.ts';

/** `metadata` with the chunk added behind the audio where there is something to say and no such chunk yet. */
export function withId3Chunk(metadata: readonly MetadataChunk[], kind: 'riff' | 'aiff'): readonly MetadataChunk[] {
  if (metadata.some(isId3)) return metadata;
  const data = buildId3(metadata.filter((chunk) => chunk.kind === 'tag' || chunk.kind === 'picture'));
  if (data.length === 0) return metadata;
  return [...metadata, { kind, id: kind === 'riff' ? 'id3 ' : 'ID3 ', data, beforeAudio: false }];
}
