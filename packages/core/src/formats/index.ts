export { FOREIGN_SIGNATURE, packForeignChunks, restoreForeignChunks, unpackForeignChunks } from './foreignChunks.ts';
export { MAX_CHUNK_BYTES, MAX_METADATA_BYTES } from './limits.ts';
export { createPcmDecoder, type PcmDecoder } from './pcm/pcmDecoder.ts';
export { createPcmEncoder, type PcmEncoder } from './pcm/pcmEncoder.ts';
export type { PcmFormat } from './pcm/pcmFormat.ts';
export { layoutFromMask, maskFromLayout } from './wave/channelMask.ts';
export { createWaveWriter } from './wave/createWaveWriter.ts';
export { openWave } from './wave/openWave.ts';
