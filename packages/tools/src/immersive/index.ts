import { defineTool, type Tool } from '@studiohand/core/tool';
import { analyse, type ImmersiveAnalysis } from './analyse.ts';
import { STEMS } from './companions.ts';
import { type ImmersiveParams, immersiveParameters } from './params.ts';
import { IMMERSIVE_VERSION, planImmersive } from './plan.ts';
import { prove } from './prove.ts';
import { outputOf, render } from './render.ts';
import { report } from './report.ts';

/**
 * Stems or a multichannel mix to an ADM BWF in the Dolby Atmos Master profile: a 7.1.2 bed and objects that stand still,
 * placed by the producer. Nothing is upmixed, widened or limited; the one gain serves the loudness rule.
 */
export const immersive: Tool<ImmersiveParams, ImmersiveAnalysis> = defineTool<ImmersiveParams, ImmersiveAnalysis>({
  id: 'immersive',
  title: 'Immersive',
  summary: 'Place stems around the listener and deliver an ADM BWF master with its checks, or listen to its renders.',
  version: IMMERSIVE_VERSION,
  parameters: immersiveParameters,
  companions: STEMS,
  presets: [
    {
      id: 'headphones',
      title: 'Listen on headphones',
      description: 'The stage as a binaural render instead of the master.',
      params: { render: 'binaural' },
    },
  ],
  analyse,
  report,
  plan: planImmersive,
  output: outputOf,
  container: () => 'wav',
  render,
  prove,
});
