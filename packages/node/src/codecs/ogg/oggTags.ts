/** Tags of Ogg Vorbis and Opus; pictures, which travel as base64 text, as the bytes they have in FLAC. */
import type { MetadataChunk } from '@studiohand/core/audio';
import { parseVorbisComment } from '../vorbisComment.ts';

/** Field name of a picture (Xiph, "VorbisComment: METADATA_BLOCK_PICTURE"). */
const PICTURE = 'METADATA_BLOCK_PICTURE';

/** The fields of a comment packet without its magic bytes. */
export function oggTags(comment: Uint8Array): MetadataChunk[] {
  return parseVorbisComment(comment).map((tag) =>
    tag.id === PICTURE
      ? {
          ...tag,
          kind: 'picture',
          data: new Uint8Array(Buffer.from(Buffer.from(tag.data).toString('latin1'), 'base64')),
        }
      : tag,
  );
}
