/**
 * Gains of a still object for a loudspeaker layout: the allocentric point-source panner of ITU-R BS.2127 for objects with
 * Cartesian places. A place lies between two layers (Z), in each between two rows (Y), in each between two loudspeakers
 * (X); every step shares by sine and cosine, so the power is 1 everywhere and the gains change without jumps.
 * Range: any layout whose roles have a place in {@link ROOM_POSITIONS}; the LFE gets nothing. Without size: point sources.
 * Weakness: a layout with one row only (stereo) tells nothing of front and back, one with one layer nothing of height.
 */
import { AudioError, type ChannelLayout } from '../../audio/index.ts';
import { ROOM_POSITIONS, type RoomPosition } from './room.ts';

interface Speaker extends RoomPosition {
  readonly index: number;
}

/** Shares of the two neighbours of `value` among `places`: at most two, squares sum to 1. */
function shares(places: readonly number[], value: number): { place: number; gain: number }[] {
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  if (value <= first) return [{ place: first, gain: 1 }];
  if (value >= last) return [{ place: last, gain: 1 }];
  const above = sorted.findIndex((place) => place >= value);
  if (sorted[above] === value) return [{ place: value, gain: 1 }];
  const angle = (((value - sorted[above - 1]) / (sorted[above] - sorted[above - 1])) * Math.PI) / 2;
  return [
    { place: sorted[above - 1], gain: Math.cos(angle) },
    { place: sorted[above], gain: Math.sin(angle) },
  ];
}

/** One linear gain per channel of `layout`. Throws AudioError 'invalid-parameter' for a layout without places. */
export function roomGains(position: RoomPosition, layout: ChannelLayout): number[] {
  const speakers: Speaker[] = layout.flatMap((role, index) => {
    const place = ROOM_POSITIONS[role];
    return place ? [{ ...place, index }] : [];
  });
  if (speakers.length === 0)
    throw new AudioError(
      'invalid-parameter',
      `layout: none of ${layout.join(' ') || 'no channels'} has a place in the room.`,
      'Render to stereo, 5.1, 7.1 or 7.1.4.',
    );
  const gains = layout.map(() => 0);
  for (const layer of shares(
    speakers.map((s) => s.z),
    position.z,
  )) {
    const inLayer = speakers.filter((s) => s.z === layer.place);
    for (const row of shares(
      inLayer.map((s) => s.y),
      position.y,
    )) {
      const inRow = inLayer.filter((s) => s.y === row.place);
      for (const column of shares(
        inRow.map((s) => s.x),
        position.x,
      )) {
        const here = inRow.filter((s) => s.x === column.place);
        const gain = layer.gain * row.gain * column.gain;
        for (const { index } of here) gains[index] += gain / Math.sqrt(here.length);
      }
    }
  }
  return gains;
}
