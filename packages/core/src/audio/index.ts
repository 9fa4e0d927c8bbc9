export { type ByteSink, type ByteSource, memorySink, memorySource } from './bytes.ts';
export { AudioError, type AudioErrorCode } from './error.ts';
export {
  type AudioFormat,
  type ChannelLayout,
  type ChannelRole,
  defaultLayout,
  LAYOUT_NAMES,
  layoutName,
  namedLayout,
  type SampleEncoding,
} from './format.ts';
export { type LockstepBlock, type LockstepOptions, lockstep } from './lockstep.ts';
export { type MemoryAudioOptions, memoryAudio, readAll } from './memory.ts';
export { sideBySide } from './sideBySide.ts';
export {
  type AudioBlock,
  type AudioInfo,
  type AudioSource,
  type AudioWriter,
  BLOCK_FRAMES,
  type BlocksOptions,
  type MetadataChunk,
  type OutputSpec,
} from './source.ts';
