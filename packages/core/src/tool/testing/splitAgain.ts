import { type AudioSource, memoryAudio, readAll } from '../../audio/index.ts';

/** Frames per block at a position; by default those of every reader. */
export type BlockFrames = (position: number) => number;

/** The same sound in other blocks, held in memory. */
export async function splitAgain(source: AudioSource, blockFrames?: BlockFrames): Promise<AudioSource> {
  const channels = await readAll(source);
  const { sampleRateHz } = source.info;
  return memoryAudio(channels, sampleRateHz, { ...source.info, ...(blockFrames ? { blockFrames } : {}) });
}
