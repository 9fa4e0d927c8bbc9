import type { AudioInfo, OutputSpec } from '@studiohand/core/audio';
import { defineTool, type Tool } from '@studiohand/core/tool';
import { analyse } from './analyse.ts';
import type { ClashAnalysis } from './analysis.ts';
import { type ClashParams, clashParameters } from './params.ts';
import { plan } from './plan.ts';
import { prove } from './prove.ts';
import { render } from './render.ts';
import { report } from './report.ts';

/**
 * Finds which stem hides which, where and by how much, and what the mildest remedy would be. The source is the stem
 * that may be changed; the companions are the other stems. Rendering gives the source with the accepted moves.
 */
export const clash: Tool<ClashParams, ClashAnalysis> = defineTool<ClashParams, ClashAnalysis>({
  id: 'clash',
  title: 'Clash',
  summary: 'Find which stem masks which, where and by how much, with the mildest remedy for each.',
  version: 1,
  companions: {
    title: 'Other stems',
    description:
      'The stems that sound beside the source, or the vocal of a mix: one to fifteen files of its sample rate.',
    minimum: 1,
    maximum: 15,
  },
  parameters: clashParameters,
  presets: [
    {
      id: 'gentle',
      title: 'Gentle',
      description: 'No cut deeper than 3 dB.',
      params: { deepestCutDb: 3 },
    },
    { id: 'loud', title: 'Loud listening', description: 'For clubs: 95 dB SPL.', params: { listeningLevelDb: 95 } },
  ],
  analyse,
  report: (analysis) => report(analysis),
  plan: (analysis, params) => plan(analysis, params),
  output(_plan, info: AudioInfo): OutputSpec {
    const { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata } = info;
    return { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata };
  },
  render,
  prove,
});
