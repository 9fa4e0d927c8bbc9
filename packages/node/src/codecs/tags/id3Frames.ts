import type { MetadataChunk } from '@studiohand/core/audio';

/** Text frames of ID3v2.4 (id3.org, "Native Frames", 4.2) under the Vorbis-comment names they stand for. */
export const ID3_FRAMES: Readonly<Record<string, string>> = {
  TITLE: 'TIT2',
  ARTIST: 'TPE1',
  ALBUM: 'TALB',
  ALBUMARTIST: 'TPE2',
  DATE: 'TDRC',
  YEAR: 'TDRC',
  GENRE: 'TCON',
  TRACKNUMBER: 'TRCK',
  DISCNUMBER: 'TPOS',
  COMPOSER: 'TCOM',
  LYRICIST: 'TEXT',
  COPYRIGHT: 'TCOP',
  PUBLISHER: 'TPUB',
  ISRC: 'TSRC',
  BPM: 'TBPM',
  INITIALKEY: 'TKEY',
  ENCODEDBY: 'TENC',
};

/** Whether a chunk holds an ID3 tag, in either spelling. */
export function isId3(chunk: MetadataChunk): boolean {
  return (chunk.kind === 'riff' || chunk.kind === 'aiff') && chunk.id.toLowerCase() === 'id3 ';
}
