export type { Band } from './bandSolo.ts';
export { Changes } from './changes.ts';
export { METER_CHANNELS, type PlayerLevels } from './levels.ts';
export { MIN_LOOP_SECONDS, Player, type PlayerOptions, type PlayerSnapshot } from './player.ts';
export type {
  AudioKind,
  Clock,
  Comb,
  CombReader,
  FrameRange,
  ListenMode,
  PcmReader,
  PeaksReader,
  Program,
  ProgramSide,
} from './program.ts';
