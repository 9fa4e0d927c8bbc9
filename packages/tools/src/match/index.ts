import type { AudioInfo, OutputSpec } from '@studiohand/core/audio';
import { defineTool, type Plan, type Tool } from '@studiohand/core/tool';
import { analyse } from './analyse.ts';
import type { MatchAnalysis } from './analysis.ts';
import { render } from './chain.ts';
import { movesOf } from './moves.ts';
import { type MatchParams, matchParameters } from './params.ts';
import { prove } from './prove.ts';
import { report } from './report.ts';

/** 2: width changes with linear phase and leaves the middle alone. */
const MATCH_VERSION = 2;

/**
 * Brings balance and width of a mix to those of references, by a few bands that a person could set, each with its reason
 * and place in the song. Uses only what is measured of the references.
 */
export const match: Tool<MatchParams, MatchAnalysis> = defineTool<MatchParams, MatchAnalysis>({
  id: 'match',
  title: 'Match',
  summary: 'Say in bands, times and numbers how a mix differs from references, and move it there as far as you like.',
  version: MATCH_VERSION,
  parameters: matchParameters,
  presets: [
    { id: 'half', title: 'Half way', description: 'Every move at half strength.', params: { strength: 0.5 } },
    { id: 'curve', title: 'Free curve', description: 'As near as an equaliser gets.', params: { mode: 'fir' } },
  ],
  companions: {
    title: 'References',
    description: 'One to sixteen finished songs; several make a range to be in instead of a line to be on.',
    minimum: 1,
    maximum: 16,
  },
  analyse,
  report,
  plan(analysis, params): Plan {
    return { tool: 'match', version: MATCH_VERSION, seed: params.seed, moves: movesOf(analysis, params) };
  },
  output(_plan, info: AudioInfo): OutputSpec {
    const { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata } = info;
    return { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata };
  },
  render,
  prove,
});
