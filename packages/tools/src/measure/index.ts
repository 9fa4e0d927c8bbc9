import { defineTool, type Tool } from '@studiohand/core/tool';
import { analyse } from './analyse.ts';
import type { MeasureAnalysis } from './analysis.ts';
import { html } from './html.ts';
import { type MeasureParams, measureParameters } from './params.ts';
import { report } from './report.ts';

/** Loudness, peaks, spectrum, dynamics, stereo and technical facts of a file, in one pass. Changes nothing. */
export const measure: Tool<MeasureParams, MeasureAnalysis> = defineTool<MeasureParams, MeasureAnalysis>({
  id: 'measure',
  title: 'Measure',
  summary: 'Loudness, true peak, spectrum, dynamics, stereo and technical facts of a file, with findings.',
  version: 1,
  parameters: measureParameters,
  presets: [
    {
      id: 'loudness',
      title: 'Loudness only',
      description: 'The fastest: BS.1770 loudness and range.',
      params: { sections: ['loudness'] },
    },
    {
      id: 'delivery',
      title: 'Delivery check',
      description: 'Loudness and true peak.',
      params: { sections: ['loudness', 'truePeak'] },
    },
  ],
  analyse,
  report: (analysis, _params, info) => report(analysis, info),
  reportHtml: (analysis, _params, info) => html(analysis, info),
});
