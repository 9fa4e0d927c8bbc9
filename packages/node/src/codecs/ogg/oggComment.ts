import type { MetadataChunk } from '@studiohand/core/audio';
import { textTags } from '../tags/textTags.ts';
import { buildVorbisComment, concat } from '../vorbisComment.ts';

/**
 * The comment list of an Ogg stream: all texts, and pictures as METADATA_BLOCK_PICTURE in base64 (Xiph, "VorbisComment:
 * Cover art").
 */
export function oggComment(vendor: string, metadata: readonly MetadataChunk[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const tag = (id: string, value: string): MetadataChunk => ({
    kind: 'tag',
    id,
    data: encoder.encode(value),
    beforeAudio: true,
  });
  const pictures = metadata
    .filter((chunk) => chunk.kind === 'picture')
    .map((chunk) => tag('METADATA_BLOCK_PICTURE', Buffer.from(chunk.data).toString('base64')));
  return buildVorbisComment(vendor, [...textTags(metadata).map(({ name, value }) => tag(name, value)), ...pictures]);
}

/** The comment header packet of Vorbis (Vorbis I, section 4.2.1 and 5.2.1) with its framing bit. */
export function vorbisCommentPacket(vendor: string, metadata: readonly MetadataChunk[]): Uint8Array<ArrayBuffer> {
  return concat([new TextEncoder().encode('\x03vorbis'), oggComment(vendor, metadata), Uint8Array.of(1)]);
}

/** The comment header packet of Opus (RFC 7845, section 5.2). */
export function opusTagsPacket(vendor: string, metadata: readonly MetadataChunk[]): Uint8Array<ArrayBuffer> {
  return concat([new TextEncoder().encode('OpusTags'), oggComment(vendor, metadata)]);
}
