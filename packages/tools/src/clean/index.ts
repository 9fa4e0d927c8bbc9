import { defineTool, type Tool } from '@studiohand/core/tool';
import { analyse, type CleanAnalysis } from './analyse.ts';
import { type CleanParams, cleanParameters } from './params.ts';
import { CLEAN_VERSION, planClean } from './propose.ts';
import { prove } from './prove.ts';
import { outputOf, render } from './render.ts';
import { report } from './report.ts';

/**
 * Repairs recordings of music: each fault that was found is a move with its reason, in a fixed order, and what the moves
 * take away can be heard and is measured. Nothing found, nothing changed.
 */
export const clean: Tool<CleanParams, CleanAnalysis> = defineTool<CleanParams, CleanAnalysis>({
  id: 'clean',
  title: 'Clean',
  summary: 'Find noise and other faults of a recording, take them away without dulling the music, and show what went.',
  version: CLEAN_VERSION,
  parameters: cleanParameters,
  presets: [
    {
      id: 'tape-hiss',
      title: 'Gentle tape hiss',
      description: '8 dB less noise, more of it at the top; every detail stays.',
      params: { reductionDb: 8, tiltDb: 1, sensitivityDb: -1 },
    },
    {
      id: 'location',
      title: 'Location recording',
      description: '14 dB less wind, traffic and room, more of it at the bottom.',
      params: { reductionDb: 14, tiltDb: -1 },
    },
    {
      id: 'strong',
      title: 'Strong',
      description: '24 dB less: for noise that covers the music. Listen to what is removed.',
      params: { reductionDb: 24, sensitivityDb: 1 },
    },
  ],
  analyse,
  report,
  plan: planClean,
  output: outputOf,
  render,
  prove,
});
