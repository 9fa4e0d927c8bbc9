import type { AudioSource } from '@studiohand/core/audio';
import { type Companions, companionsOf, type ToolContext } from '@studiohand/core/tool';

/** The further stems: as many as give 128 mono tracks with the source. */
export const STEMS: Companions = {
  title: 'Further stems',
  description: 'The other stems of the song, starting together with the first; none for a finished multichannel mix.',
  minimum: 0,
  maximum: 127,
};

/** All files of the stage, the source first. */
export function stageSources(source: AudioSource, context: ToolContext): AudioSource[] {
  return [source, ...companionsOf(STEMS, context)];
}
