/** ffmpeg's generic tag names (libavformat, avformat.h, "Metadata API") as Vorbis-comment names. */
import type { MetadataChunk } from '@studiohand/core/audio';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['album_artist', 'ALBUMARTIST'],
  ['track', 'TRACKNUMBER'],
  ['disc', 'DISCNUMBER'],
  ['author', 'ARTIST'],
  ['wm/genre', 'GENRE'],
  ['wm/year', 'DATE'],
]);

/** About the file and its making, not the music. */
const SKIPPED: ReadonlySet<string> = new Set([
  'major_brand',
  'minor_version',
  'compatible_brands',
  'creation_time',
  'handler_name',
  'vendor_id',
  'language',
  'duration',
  'encoder',
  'itunsmpb',
  'itunnorm',
]);

/** The tags with text. */
export function ffmpegTags(tags: Readonly<Record<string, string>>): MetadataChunk[] {
  return Object.entries(tags)
    .filter(([name, value]) => value !== '' && !SKIPPED.has(name.toLowerCase()))
    .map(([name, value]) => ({
      kind: 'tag',
      id: NAMES.get(name.toLowerCase()) ?? name.toUpperCase(),
      data: new TextEncoder().encode(value),
      beforeAudio: true,
    }));
}
