/** The words of the stage: shared by parameters, tool and panel. */

/** What a headphone renderer is told about an element's distance. */
export const HEADPHONE_MODES = ['off', 'near', 'mid', 'far'] as const;
export type HeadphoneMode = (typeof HEADPHONE_MODES)[number];

/** Roles of the 7.1.2 bed, in its order; '-' leaves a channel out. */
export const BED_ROLES = ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs', 'Ltm', 'Rtm'] as const;
export type BedRole = (typeof BED_ROLES)[number];

/** Where one file goes. A file may have several; a file without one is placed by its own channels. */
export interface Placement {
  /** 1 is the source, 2 the first of the further stems, and so on. */
  file: number;
  /** Into the bed, as objects (mono and stereo files), or left out. */
  to: 'bed' | 'object' | 'out';
  /** For the bed: one role per channel of the file. Empty: by the file's own layout. */
  bed: (BedRole | '-')[];
  /** Objects: -1 left .. 1 right, -1 back .. 1 front, 0 ear level .. 1 ceiling. */
  x: number;
  y: number;
  z: number;
  /** Distance in X between the two objects of a stereo file. */
  width: number;
  gainDb: number;
  /** Level of the low-passed send to the LFE; null for none. */
  lfeSendDb: number | null;
  headphones: HeadphoneMode;
}

export const RENDERS = ['adm', '7.1.4', '7.1', '5.1', 'stereo', 'binaural'] as const;
export type RenderTarget = (typeof RENDERS)[number];

/** A placement that says nothing but the file. */
export function placementOf(file: number): Placement {
  return {
    file,
    to: 'bed',
    bed: [],
    x: 0,
    y: 1,
    z: 0,
    width: 1,
    gainDb: 0,
    lfeSendDb: null,
    headphones: 'mid',
  };
}
