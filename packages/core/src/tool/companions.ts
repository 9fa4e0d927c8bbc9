import { AudioError, type AudioSource } from '../audio/index.ts';
import type { Companions, ToolContext } from './tool.ts';

/**
 * Refuses a number of companions that the tool cannot work with: AudioError 'invalid-parameter'. `declared` is the
 * tool's own `companions`; undefined for tools that read one file.
 */
export function checkCompanionCount(declared: Companions | undefined, count: number): void {
  const {
    minimum = 0,
    maximum = 0,
    title = 'Further files',
    description = 'This tool reads one file.',
  } = declared ?? {};
  if (count >= minimum && count <= maximum) return;
  const wanted = minimum === maximum ? `${minimum}` : count < minimum ? `at least ${minimum}` : `at most ${maximum}`;
  throw new AudioError(
    'invalid-parameter',
    `${title}: ${wanted} needed beside the source, ${count} given.`,
    description,
  );
}

/** The companions of a run, their number checked: for the first line of a tool's `analyse`, `render` or `prove`. */
export function companionsOf(declared: Companions, { companions = [] }: ToolContext): readonly AudioSource[] {
  checkCompanionCount(declared, companions.length);
  return companions;
}
