import type { AudioInfo } from '@studiohand/core/audio';
import type { Attachment } from '@studiohand/core/tool';
import type { MasterParams } from './params.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;

/** The name a master is usually given beside its source. */
export function masterName({ name }: AudioInfo): string {
  return `${name.replace(/\.[^.]+$/, '')}_Master.wav`;
}

/**
 * Cue sheet of one song with CD-TEXT fields and ISRC, as CD writers read it (CDRWIN user's guide, appendix A). Present for
 * a disc, or when any of its fields was given. A disc of several songs joins the TRACK entries of its songs.
 */
export function cueSheet(params: MasterParams, info: AudioInfo): Attachment | undefined {
  const { title, performer, album, isrc, upc } = params;
  if (params.for !== 'cd' && !title && !performer && !album && !isrc && !upc) return undefined;
  const lines = [
    ...(upc ? [`CATALOG ${upc.padStart(13, '0')}`] : []),
    ...(performer ? [`PERFORMER ${quoted(performer)}`] : []),
    ...(album ? [`TITLE ${quoted(album)}`] : []),
    `FILE ${quoted(masterName(info))} WAVE`,
    '  TRACK 01 AUDIO',
    ...(title ? [`    TITLE ${quoted(title)}`] : []),
    ...(performer ? [`    PERFORMER ${quoted(performer)}`] : []),
    ...(isrc ? [`    ISRC ${isrc.replaceAll('-', '').toUpperCase()}`] : []),
    '    INDEX 01 00:00:00',
  ];
  return {
    name: masterName(info).replace(/\.wav$/, '.cue'),
    title: 'Cue sheet with CD-TEXT and ISRC',
    mediaType: 'application/x-cue',
    text: `${lines.join('\r\n')}\r\n`,
  };
}
