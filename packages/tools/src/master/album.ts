import type { AudioSource } from '@studiohand/core/audio';
import { LoudnessMeter } from '@studiohand/core/dsp';
import type { Companions, ToolContext } from '@studiohand/core/tool';
import { type Figure, figure } from './words.ts';

/** The other songs of an album. */
export const ALBUM: Companions = {
  title: 'Other songs of the album',
  description: 'The loudest song of the album reaches the target, the others keep their distance to it.',
  minimum: 0,
  maximum: 99,
};

/** Loudness of an album, for the song at hand. */
export interface AlbumFacts {
  readonly songs: readonly { readonly name: string; readonly integratedLufs: Figure }[];
  readonly loudestLufs: number;
  /** How far this song lies under the loudest, 0 and up. */
  readonly belowLoudestLu: number;
}

/** Measures the other songs; undefined without any, or when this song has no loudness. */
export async function albumFacts(
  songs: readonly AudioSource[],
  ownLufs: Figure,
  context: ToolContext,
): Promise<AlbumFacts | undefined> {
  if (songs.length === 0 || ownLufs === null) return undefined;
  const measured: { name: string; integratedLufs: Figure }[] = [];
  for (const [index, song] of songs.entries()) {
    const meter = new LoudnessMeter(song.info, context.kernels);
    for await (const block of song.blocks(context.signal ? { signal: context.signal } : {})) {
      context.signal?.throwIfAborted();
      meter.push(block);
    }
    measured.push({ name: song.info.name, integratedLufs: figure(meter.finish().integratedLufs, 3) });
    context.progress('measuring the album', (index + 1) / songs.length);
  }
  const loudestLufs = measured.reduce((most, { integratedLufs }) => Math.max(most, integratedLufs ?? -200), ownLufs);
  return { songs: measured, loudestLufs, belowLoudestLu: figure(loudestLufs - ownLufs, 3) ?? 0 };
}
