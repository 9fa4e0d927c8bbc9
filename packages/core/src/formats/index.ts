export * from './adm/index.ts';
export { createAiffWriter } from './aiff/createAiffWriter.ts';
export { openAiff } from './aiff/openAiff.ts';
export { FOREIGN_SIGNATURE, packForeignChunks, restoreForeignChunks, unpackForeignChunks } from './foreignChunks.ts';
export { checkFormat, MAX_CHUNK_BYTES, MAX_METADATA_BYTES } from './limits.ts';
export {
  appendCodingHistory,
  type Bext,
  type BextLoudness,
  parseBext,
  rescaleTimeReference,
  withBextLoudness,
} from './metadata/bext.ts';
export { rescaleCue, rescaleLabeledText } from './metadata/cue.ts';
export { rescaleIxml } from './metadata/ixml.ts';
export { RESCALED_CHUNKS, rescaleMetadata, SAMPLE_BOUND_CHUNKS } from './metadata/rescaleMetadata.ts';
export { rescalePosition } from './metadata/rescalePosition.ts';
export { rescaleSmpl } from './metadata/smpl.ts';
export { createPcmDecoder, type PcmDecoder } from './pcm/pcmDecoder.ts';
export { createPcmEncoder, type PcmEncoder } from './pcm/pcmEncoder.ts';
export type { PcmFormat } from './pcm/pcmFormat.ts';
export { type Container, notAudio, sniffContainer } from './sniffContainer.ts';
export { layoutFromMask, maskFromLayout } from './wave/channelMask.ts';
export { createWaveWriter } from './wave/createWaveWriter.ts';
export { openWave } from './wave/openWave.ts';
export { ADM_PROFILE } from './wave/waveFormat.ts';
