import type { AudioBlock, OutputSpec } from '@studiohand/core/audio';
import { defineTool, type Plan, type Report, type Tool } from '@studiohand/core/tool';
import { analyse, type ConvertAnalysis } from './analyse.ts';
import { chainOf } from './chain.ts';
import { report } from './changes.ts';
import { outputOf } from './output.ts';
import { type ConvertParams, convertParameters } from './params.ts';
import { CONVERT_VERSION, planConversion } from './plan.ts';
import { prove } from './prove.ts';
import { render } from './render.ts';

/**
 * Rate, depth, channels, container: the same audio in another file. Everything not asked for stays as it is; the
 * level never changes by itself; dither comes once, seeded, and only where values fall between the new steps.
 */
export const convert: Tool<ConvertParams, ConvertAnalysis> = defineTool<ConvertParams, ConvertAnalysis>({
  id: 'convert',
  title: 'Convert',
  summary: 'Change format, sample rate, bit depth or channels; everything else stays bit for bit.',
  version: CONVERT_VERSION,
  parameters: convertParameters,
  delivers: true,
  presets: [
    {
      id: 'cd',
      title: 'CD',
      description: '44.1 kHz, 16 bit, TPDF dither, stereo WAV.',
      params: { to: 'wav', sampleRateHz: 44100, bitDepth: '16', channels: 'stereo' },
    },
    {
      id: 'archive',
      title: 'Archive',
      description: 'FLAC with every chunk, bit-identical up to 24 bit.',
      params: { to: 'flac' },
    },
  ],
  analyse,
  report,
  plan: planConversion,
  output: (plan: Plan, info): OutputSpec => outputOf(chainOf(plan, info), info),
  render: (source, plan, context): AsyncIterable<AudioBlock> => render(source, chainOf(plan, source.info), context),
  prove: (source, take, plan, context): Promise<Report> => prove(source, take, chainOf(plan, source.info), context),
});
