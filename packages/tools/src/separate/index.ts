import { defineTool, type Tool } from '@studiohand/core/tool';
import { analyse, type SeparateAnalysis } from './analyse.ts';
import { type SeparateParams, separateParameters } from './params.ts';
import { outputOf, planSeparate, SEPARATE_VERSION, stemsOf } from './plan.ts';
import { prove } from './prove.ts';
import { render } from './render.ts';
import { report } from './report.ts';

/**
 * Takes a mix apart into files that add up to it again, sample by sample: by an added model with its card, or without
 * one. What is not taken out stays in a rest of its own; nothing is rescaled, shifted or cut.
 */
export const separate: Tool<SeparateParams, SeparateAnalysis> = defineTool<SeparateParams, SeparateAnalysis>({
  id: 'separate',
  title: 'Separate',
  summary: 'Take a mix apart into stems that add up to it again, sample by sample.',
  version: SEPARATE_VERSION,
  parameters: separateParameters,
  presets: [
    {
      id: 'hits',
      title: 'Hits and held notes',
      description: 'Drums from the rest, without a model.',
      params: { by: 'hits' },
    },
    {
      id: 'centre',
      title: 'Centre and sides',
      description: 'The middle from the rest, without a model.',
      params: { by: 'centre' },
    },
  ],
  analyse,
  report,
  plan: planSeparate,
  output: outputOf,
  stems: stemsOf,
  render,
  prove,
});
