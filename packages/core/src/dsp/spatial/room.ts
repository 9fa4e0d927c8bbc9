/**
 * Places in a room: X -1 left .. 1 right, Y -1 back .. 1 front, Z 0 ear level .. 1 ceiling (ITU-R BS.2076, Cartesian).
 */
import type { ChannelRole } from '../../audio/index.ts';

export interface RoomPosition {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A direction from the listener in degrees: azimuth 0 front, 90 left, 180 back; elevation 0 to 90. */
export interface Direction {
  readonly azimuth: number;
  readonly elevation: number;
}

const at = (x: number, y: number, z = 0): RoomPosition => ({ x, y, z });

/**
 * Where loudspeakers stand in that room: the Cartesian places that BS.2127 gives them. Lc and Rc lie between centre and
 * corner, a mono channel is at the centre, a lone surround pair at the back corners. The LFE has no place.
 */
export const ROOM_POSITIONS: Readonly<Partial<Record<ChannelRole, RoomPosition>>> = {
  M: at(0, 1),
  L: at(-1, 1),
  R: at(1, 1),
  C: at(0, 1),
  Lc: at(-0.5, 1),
  Rc: at(0.5, 1),
  Ls: at(-1, -1),
  Rs: at(1, -1),
  Lss: at(-1, 0),
  Rss: at(1, 0),
  Lrs: at(-1, -1),
  Rrs: at(1, -1),
  Cs: at(0, -1),
  Ltf: at(-1, 1, 1),
  Rtf: at(1, 1, 1),
  Ctf: at(0, 1, 1),
  Ltm: at(-1, 0, 1),
  Rtm: at(1, 0, 1),
  Ltb: at(-1, -1, 1),
  Rtb: at(1, -1, 1),
  Ctb: at(0, -1, 1),
  Ts: at(0, 0, 1),
};

/** Corners and wall middles of the left half by the way around the walls from the front, and their azimuths. */
const WALL_WAY: readonly number[] = [0, 1, 2, 3, 4];
const BACK_CORNER = 135;
/** L at ear level, Ltf at the ceiling (BS.2051: M+030, U+045). */
const FRONT_CORNER = 30;
const FRONT_CORNER_ABOVE = 45;

/**
 * The direction in which a listener in the middle of the room hears a place. Loudspeaker places get the azimuths of
 * BS.2051 (L 30, Lss 90, Lrs 135, Ltf 45), those between them lie in proportion along the wall; the height is the angle
 * to the ceiling. Weakness: the distance is lost; the exact middle of the room counts as the front.
 */
export function directionOf({ x, y, z }: RoomPosition): Direction {
  const reach = Math.max(Math.abs(x), Math.abs(y));
  const height = Math.max(0, z);
  if (reach < 1e-9) return { azimuth: 0, elevation: height > 0 ? 90 : 0 };
  const elevation = (Math.atan2(height, reach) * 180) / Math.PI;
  const side = Math.abs(x) / reach;
  const depth = y / reach;
  // 0 front middle, 1 front corner, 2 side, 3 back corner, 4 back middle.
  const way = depth === 1 ? side : side === 1 ? 2 - depth : 4 - side;
  const corner = FRONT_CORNER + (FRONT_CORNER_ABOVE - FRONT_CORNER) * Math.min(1, height / reach);
  const azimuths = [0, corner, 90, BACK_CORNER, 180];
  const leg = Math.min(3, Math.floor(way));
  const azimuth = azimuths[leg] + (azimuths[leg + 1] - azimuths[leg]) * (way - WALL_WAY[leg]);
  return { azimuth: x > 0 && azimuth > 0 ? (360 - azimuth) % 360 : azimuth, elevation };
}

/** The place on the walls or ceiling in a direction: {@link directionOf} backwards. */
export function placeInDirection({ azimuth, elevation }: Direction): RoomPosition {
  const slope = Math.tan((Math.min(89.999999, Math.max(0, elevation)) * Math.PI) / 180);
  const reach = Math.min(1, 1 / Math.max(slope, 1e-9));
  const corner = FRONT_CORNER + (FRONT_CORNER_ABOVE - FRONT_CORNER) * Math.min(1, slope);
  const turn = ((azimuth % 360) + 360) % 360;
  const half = turn > 180 ? 360 - turn : turn;
  const azimuths = [0, corner, 90, BACK_CORNER, 180];
  const leg = azimuths.findIndex((_, i) => i === 3 || half <= azimuths[i + 1]);
  const way = leg + (half - azimuths[leg]) / (azimuths[leg + 1] - azimuths[leg]);
  const side = way <= 1 ? way : way >= 3 ? 4 - way : 1;
  const depth = way <= 1 ? 1 : way >= 3 ? -1 : 2 - way;
  const x = -Math.sign(180 - turn) * side * reach;
  return { x: elevation >= 90 ? 0 : x, y: elevation >= 90 ? 0 : depth * reach, z: Math.min(1, slope * reach) };
}
