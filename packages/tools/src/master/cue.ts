import type { AudioInfo } from '@studiohand/core/audio';
import type { Attachment } from '@studiohand/core/tool';
import type { MasterParams } from './params.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;
const baseName = (name: string): string => name.replace(/\.[^.]+$/, '');

/** The name a master is usually given beside its source. */
export function masterName({ name }: Pick<AudioInfo, 'name'>): string {
  return `${baseName(name)}_Master.wav`;
}

/** Entries of a list in one field, one per song; a field of one song is taken whole. */
function perSong(text: string | undefined, separator: string, songs: number): readonly string[] {
  if (!text) return [];
  return songs === 1 ? [text] : text.split(separator).map((part) => part.trim());
}

/**
 * Cue sheet with CD-TEXT fields and ISRC, as CD writers read it (CDRWIN user's guide, appendix A). Present for a disc, or
 * when any of its fields was given. With `album`, the names of the other songs, it has a track and a file for each song in
 * the order they were given, this one first; a song without a title of its own goes by its file name then.
 */
export function cueSheet(params: MasterParams, info: AudioInfo, album: readonly string[] = []): Attachment | undefined {
  const { title, performer, upc, isrc } = params;
  if (params.for !== 'cd' && !title && !performer && !params.album && !isrc && !upc) return undefined;
  const names = [info.name, ...album];
  const titles = perSong(title, ';', names.length);
  const codes = perSong(isrc, ',', names.length);
  const tracks = names.flatMap((name, i) => {
    const own = titles[i] || (names.length > 1 ? baseName(name) : undefined);
    return [
      `FILE ${quoted(masterName({ name }))} WAVE`,
      `  TRACK ${String(i + 1).padStart(2, '0')} AUDIO`,
      ...(own ? [`    TITLE ${quoted(own)}`] : []),
      ...(performer ? [`    PERFORMER ${quoted(performer)}`] : []),
      ...(codes[i] ? [`    ISRC ${codes[i].replaceAll('-', '').toUpperCase()}`] : []),
      '    INDEX 01 00:00:00',
    ];
  });
  const lines = [
    ...(upc ? [`CATALOG ${upc.padStart(13, '0')}`] : []),
    ...(performer ? [`PERFORMER ${quoted(performer)}`] : []),
    ...(params.album ? [`TITLE ${quoted(params.album)}`] : []),
    ...tracks,
  ];
  const single = names.length === 1;
  return {
    name: single ? masterName(info).replace(/\.wav$/, '.cue') : `${fileName(params.album) || 'Album'}.cue`,
    title: single ? 'Cue sheet with CD-TEXT and ISRC' : `Cue sheet of ${names.length} tracks with CD-TEXT and ISRC`,
    mediaType: 'application/x-cue',
    text: `${lines.join('\r\n')}\r\n`,
  };
}

/** A text without what file systems refuse in names. */
function fileName(text: string | undefined): string {
  return (text ?? '').replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').trim();
}
