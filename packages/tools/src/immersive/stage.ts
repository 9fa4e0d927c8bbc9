/** From placements, which name files, to routes, which name channels: what a plan states move by move. */
import { AudioError, type ChannelLayout, type ChannelRole } from '@studiohand/core/audio';
import { ROOM_POSITIONS } from '@studiohand/core/dsp';
import { BED_ROLES, type BedRole, type HeadphoneMode, type Placement } from './placement.ts';

/** What the stage needs to know of a file. */
export interface StageFile {
  readonly name: string;
  readonly sampleRateHz: number;
  readonly layout: ChannelLayout;
  readonly frameCount: number;
  /** Placements by the file's own audio definition model, where it is an ADM BWF. */
  readonly model?: readonly ModelPlacement[];
  /** Depth of integer samples; null for float and lossy files. */
  readonly integerBits: number | null;
}

/** One channel of a file on its way: to a bed channel, or as an object at a place. */
export type Route =
  | { readonly channel: number; readonly gainDb?: number; readonly bed: BedRole }
  | {
      readonly channel: number;
      readonly gainDb?: number;
      readonly object: string;
      readonly x: number;
      readonly y: number;
      readonly z: number;
    };

/** What a model says of some channels of its file. */
export interface ModelPlacement {
  readonly routes: readonly Route[];
  readonly headphones: HeadphoneMode;
}

/** One placement with its routes worked out. */
export interface Placed {
  /** Index into the files, from 0. */
  readonly file: number;
  readonly routes: readonly Route[];
  readonly gainDb: number;
  readonly lfeSendDb: number | null;
  readonly headphones: HeadphoneMode;
  /** Who says so: the producer, the file's channel layout, or the model it carries. */
  readonly by: 'producer' | 'layout' | 'model';
}

/** Where a channel with a role goes in the bed; a 5.1 surround pair goes to the sides, as BS.2127 has it. */
const BED_OF_ROLE: Readonly<Partial<Record<ChannelRole, BedRole>>> = {
  ...Object.fromEntries(BED_ROLES.map((role) => [role, role])),
  M: 'C',
  Ls: 'Lss',
  Rs: 'Rss',
};

const round = (value: number): number => Math.round(value * 1e6) / 1e6;
const inRoom = (value: number): number => round(Math.min(1, Math.max(-1, value)));

function refuse(message: string, hint: string): never {
  throw new AudioError('invalid-parameter', `stage: ${message}`, hint);
}

/** 'Lead Vox' of 'Lead Vox.wav'. */
export function stemName(file: string): string {
  return file.replace(/\.[a-z0-9]{1,5}$/i, '') || file;
}

function byLayout({ name, layout }: StageFile, number: number): Route[] {
  if (layout.includes('unknown'))
    refuse(
      `${name} does not say what its ${layout.length} channels are.`,
      `Say it: {"file": ${number}, "to": "bed", "bed": ["L", "R", ...]} with one of ${BED_ROLES.join(', ')} or "-" each.`,
    );
  return layout.map((role, channel): Route => {
    const bed = BED_OF_ROLE[role];
    if (bed) return { channel, bed };
    const place = ROOM_POSITIONS[role];
    if (!place) refuse(`${role} of ${name} has no place in the room.`, 'Place this file as bed or object yourself.');
    return { channel, object: `${stemName(name)} ${role}`, ...place };
  });
}

function asBed(placement: Placement, file: StageFile): Route[] {
  const { bed } = placement;
  if (bed.length === 0) return byLayout(file, placement.file);
  if (bed.length !== file.layout.length)
    refuse(
      `${file.name} has ${file.layout.length} channels, its bed list ${bed.length} roles.`,
      'Give one role per channel, "-" for one that is left out.',
    );
  return bed.flatMap((role, channel): Route[] => (role === '-' ? [] : [{ channel, bed: role }]));
}

function asObjects({ x, y, z, width }: Placement, { name, layout }: StageFile): Route[] {
  const title = stemName(name);
  if (layout.length === 1) return [{ channel: 0, object: title, x: round(x), y: round(y), z: round(z) }];
  if (layout.length !== 2)
    refuse(
      `${name} has ${layout.length} channels; only mono and stereo files become objects.`,
      'Place it in the bed: what the bed does not hold becomes an object at its own place.',
    );
  return [-1, 1].map((half, channel) => ({
    channel,
    object: `${title} ${half < 0 ? 'L' : 'R'}`,
    x: inRoom(x + (half * width) / 2),
    y: round(y),
    z: round(z),
  }));
}

/** Routes for every file. Throws AudioError 'invalid-parameter' for what cannot be placed. */
export function placeFiles(stage: readonly Placement[], files: readonly StageFile[]): Placed[] {
  const known = stage.find(({ file }) => file > files.length);
  if (known)
    refuse(
      `file ${known.file} is placed, but there are ${files.length}.`,
      'Count from 1, the source, in the order given.',
    );
  return files.flatMap((file, index): Placed[] => {
    const own = stage.filter((placement) => placement.file === index + 1);
    const base = { file: index, gainDb: 0, lfeSendDb: null } as const;
    if (own.length === 0) {
      if (file.model) return file.model.map((placement) => ({ ...base, ...placement, by: 'model' }));
      return [{ ...base, headphones: 'mid', by: 'layout', routes: byLayout(file, index + 1) }];
    }
    return own.map(({ gainDb, lfeSendDb, headphones, ...placement }) => {
      const whole = { gainDb, lfeSendDb, headphones, ...placement };
      const routes = placement.to === 'out' ? [] : placement.to === 'bed' ? asBed(whole, file) : asObjects(whole, file);
      return {
        file: index,
        gainDb,
        lfeSendDb: placement.to === 'out' ? null : lfeSendDb,
        headphones,
        by: 'producer',
        routes,
      };
    });
  });
}
