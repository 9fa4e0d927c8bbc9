export { METER_CHANNELS, type PlayerLevels } from './levels.ts';
export { Player, type PlayerOptions, type PlayerSnapshot } from './player.ts';
export type {
  AudioKind,
  Clock,
  FrameRange,
  ListenMode,
  PcmReader,
  PeaksReader,
  Program,
  ProgramSide,
} from './program.ts';
