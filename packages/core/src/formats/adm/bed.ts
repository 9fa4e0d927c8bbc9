/**
 * The 7.1.2 bed, the largest that the master profile allows, and where its channels stand in the room: names, labels
 * and coordinates as MediaInfoLib's File_Adm.cpp (BSD-2) checks them. X right, Y front, Z up.
 */
import type { ChannelRole } from '../../audio/index.ts';

export interface BedChannel {
  readonly role: ChannelRole;
  readonly name: string;
  readonly speakerLabel: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const BED_712: readonly BedChannel[] = [
  { role: 'L', name: 'RoomCentricLeft', speakerLabel: 'RC_L', x: -1, y: 1, z: 0 },
  { role: 'R', name: 'RoomCentricRight', speakerLabel: 'RC_R', x: 1, y: 1, z: 0 },
  { role: 'C', name: 'RoomCentricCenter', speakerLabel: 'RC_C', x: 0, y: 1, z: 0 },
  { role: 'LFE', name: 'RoomCentricLFE', speakerLabel: 'RC_LFE', x: -1, y: 1, z: -1 },
  { role: 'Lss', name: 'RoomCentricLeftSideSurround', speakerLabel: 'RC_Lss', x: -1, y: 0, z: 0 },
  { role: 'Rss', name: 'RoomCentricRightSideSurround', speakerLabel: 'RC_Rss', x: 1, y: 0, z: 0 },
  { role: 'Lrs', name: 'RoomCentricLeftRearSurround', speakerLabel: 'RC_Lrs', x: -1, y: -1, z: 0 },
  { role: 'Rrs', name: 'RoomCentricRightRearSurround', speakerLabel: 'RC_Rrs', x: 1, y: -1, z: 0 },
  { role: 'Ltm', name: 'RoomCentricLeftTopSurround', speakerLabel: 'RC_Lts', x: -1, y: 0, z: 1 },
  { role: 'Rtm', name: 'RoomCentricRightTopSurround', speakerLabel: 'RC_Rts', x: 1, y: 0, z: 1 },
];

/** Most objects beside the bed: 128 tracks in all. */
export const MAX_OBJECTS = 118;
