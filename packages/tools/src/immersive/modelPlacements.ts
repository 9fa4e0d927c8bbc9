/** The stage that an ADM BWF carries itself, for files whose objects stand still. */
import { AudioError, type AudioInfo, type ChannelRole } from '@studiohand/core/audio';
import { placeInDirection, ROOM_POSITIONS, type RoomPosition } from '@studiohand/core/dsp';
import {
  type AdmBlock,
  type AdmChannelFormat,
  type AdmFile,
  type AdmPosition,
  readAdm,
} from '@studiohand/core/formats';
import { gainToDb } from '@studiohand/core/units';
import { BED_ROLES, HEADPHONE_MODES, type HeadphoneMode } from './placement.ts';
import type { ModelPlacement, Route } from './stage.ts';

/** Labels of loudspeakers, of the master profile and of BS.2051, as roles. */
const ROLE_OF_LABEL: Readonly<Record<string, ChannelRole>> = {
  ...{ RC_L: 'L', RC_R: 'R', RC_C: 'C', RC_LFE: 'LFE', RC_Lss: 'Lss', RC_Rss: 'Rss', RC_Lrs: 'Lrs', RC_Rrs: 'Rrs' },
  ...{ RC_Lts: 'Ltm', RC_Rts: 'Rtm' },
  ...{ 'M+030': 'L', 'M-030': 'R', 'M+000': 'C', LFE: 'LFE', LFE1: 'LFE', 'M+090': 'Lss', 'M-090': 'Rss' },
  ...{ 'M+110': 'Lss', 'M-110': 'Rss', 'M+135': 'Lrs', 'M-135': 'Rrs', 'M+180': 'Cs', 'M-180': 'Cs' },
  ...{ 'U+030': 'Ltf', 'U-030': 'Rtf', 'U+045': 'Ltf', 'U-045': 'Rtf', 'U+090': 'Ltm', 'U-090': 'Rtm' },
  ...{ 'U+110': 'Ltb', 'U-110': 'Rtb', 'U+135': 'Ltb', 'U-135': 'Rtb', 'T+000': 'Ts' },
};

const HINT = 'Place the tracks yourself with a stage, or render the file where it was made.';

function refuse(info: AudioInfo, what: string): never {
  throw new AudioError('unsupported-format', `${info.name}: ${what}.`, HINT);
}

function placeOf(position: AdmPosition): RoomPosition {
  const place =
    position.kind === 'cartesian'
      ? position
      : placeInDirection({ azimuth: position.azimuth, elevation: position.elevation });
  const within = (value: number, low: number): number => Math.min(1, Math.max(low, Math.round(value * 1e6) / 1e6));
  return { x: within(place.x, -1), y: within(place.y, -1), z: within(place.z, 0) };
}

/** The one place and gain of a channel; undefined where it moves. */
function still(blocks: readonly AdmBlock[]): AdmBlock | undefined {
  const [first] = blocks;
  const moves = blocks.some(
    (block) => JSON.stringify(block.position) !== JSON.stringify(first?.position) || block.gain !== first?.gain,
  );
  return moves ? undefined : first;
}

function routeOf(info: AudioInfo, channel: number, format: AdmChannelFormat): Route | undefined {
  const block = still(format.blocks);
  if (!block) {
    if (format.blocks.length === 0) return undefined;
    refuse(info, `${format.name || format.id} moves; only objects that stand still can be placed`);
  }
  if (block.gain <= 0) return undefined;
  const gain = block.gain === 1 ? {} : { gainDb: Math.round(gainToDb(block.gain) * 1e4) / 1e4 };
  const label = block.speakerLabels.map((text) => text.split(':').at(-1) ?? '').find((text) => text in ROLE_OF_LABEL);
  const role = format.typeDefinition === 'Objects' || label === undefined ? undefined : ROLE_OF_LABEL[label];
  const bed = BED_ROLES.find((known) => known === role);
  if (bed) return { channel, bed, ...gain };
  const place = (role && ROOM_POSITIONS[role]) ?? (block.position && placeOf(block.position));
  if (!place) refuse(info, `${format.name || format.id} of type ${format.typeDefinition || 'unknown'} has no place`);
  return { channel, object: format.name || format.id, ...gain, x: place.x, y: place.y, z: place.z };
}

/** The channel format of a row of `chna`: through its track format, or named itself (BS.2076-2). */
function formatOf({ document }: AdmFile, trackFormat: string): AdmChannelFormat | undefined {
  const track = document.trackFormats.find(({ id }) => id === trackFormat);
  const streams = document.streamFormats.filter(
    ({ id, tracks }) => track?.streams.includes(id) || tracks.includes(trackFormat),
  );
  const wanted = streams[0]?.channels[0] ?? trackFormat.replace(/^AT_(.*)_\d\d$/, 'AC_$1').replace(/_00$/, '');
  return document.channelFormats.find(({ id }) => id === wanted);
}

/**
 * Placements of an ADM BWF by its own model; undefined for files without one. Throws AudioError 'unsupported-format'
 * where something moves or has no place. Weakness: sizes, divergence and importance are ignored.
 */
export function modelPlacements(info: AudioInfo): ModelPlacement[] | undefined {
  const adm = readAdm(info.metadata);
  if (!adm || adm.tracks.length === 0) return undefined;
  const modeOf = (track: number): HeadphoneMode =>
    HEADPHONE_MODES.find((mode) => mode === adm.dbmd?.binauralModes?.[track]) ?? 'mid';
  const bed: Route[] = [];
  const objects: ModelPlacement[] = [];
  for (const { trackIndex, trackFormat } of adm.tracks) {
    const channel = trackIndex - 1;
    const format = formatOf(adm, trackFormat);
    if (!format || channel >= info.channels) continue;
    const route = routeOf(info, channel, format);
    if (route && format.typeDefinition === 'Objects')
      objects.push({ routes: [route], headphones: modeOf(adm.tracks.findIndex((t) => t.trackIndex === trackIndex)) });
    else if (route) bed.push(route);
  }
  if (bed.length + objects.length === 0) return undefined;
  return bed.length === 0 ? objects : [{ routes: bed, headphones: modeOf(0) }, ...objects];
}
