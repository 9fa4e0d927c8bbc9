/**
 * A scene of bed channels and still objects to a loudspeaker layout, as one gain matrix.
 * Bed channels by the direct-speaker table of ITU-R BS.2127 (channelMix.ts); the top middle pair, which that table does
 * not have, and objects by its Cartesian panner (roomPanner.ts). The LFE goes to an LFE or nowhere.
 * Weakness: other renderers use other gains; no size, no movement.
 */
import { AudioError, type ChannelLayout, type ChannelRole } from '../../audio/index.ts';
import { type ChannelMatrix, channelMixMatrix } from '../channelMix.ts';
import { ROOM_POSITIONS, type RoomPosition } from './room.ts';
import { roomGains } from './roomPanner.ts';

/** One channel of a scene. */
export type SceneElement =
  | { readonly kind: 'bed'; readonly role: ChannelRole }
  | { readonly kind: 'object'; readonly position: RoomPosition };

function bedGains(role: ChannelRole, layout: ChannelLayout): number[] {
  if (role === 'LFE') return layout.map((target) => (target === 'LFE' ? 1 : 0));
  if ((role === 'Ltm' || role === 'Rtm') && !layout.includes(role))
    return roomGains(ROOM_POSITIONS[role] as RoomPosition, layout);
  return channelMixMatrix([role], layout).map((row) => row[0]);
}

/** Gains `[output][element]`. Throws AudioError 'invalid-parameter' where no published gain exists. */
export function sceneMatrix(elements: readonly SceneElement[], layout: ChannelLayout): ChannelMatrix {
  if (layout.length < 2)
    throw new AudioError(
      'invalid-parameter',
      'layout: a scene has no mono render of its own.',
      'Render to stereo and take the half-sum of both sides.',
    );
  const columns = elements.map((element) =>
    element.kind === 'bed' ? bedGains(element.role, layout) : roomGains(element.position, layout),
  );
  return layout.map((_, output) => columns.map((column) => column[output]));
}
