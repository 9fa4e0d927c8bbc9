import type { AudioInfo } from '@studiohand/core/audio';
import { defineTool, type Tool } from '@studiohand/core/tool';
import { ALBUM } from './album.ts';
import { analyse, deliveryOf, type MasterAnalysis } from './analyse.ts';
import { chainOf } from './chain.ts';
import { outputOf } from './output.ts';
import { type MasterParams, masterParameters } from './params.ts';
import { MASTER_VERSION, planMaster } from './plan.ts';
import { prove } from './prove.ts';
import { render } from './render.ts';
import { report } from './report.ts';
import { targetOf } from './targets.ts';

/** A master for a target: what it needs, why, what the loudness costs, and proof of what became of the mix. */
export const master: Tool<MasterParams, MasterAnalysis> = defineTool<MasterParams, MasterAnalysis>({
  id: 'master',
  title: 'Master',
  summary: 'A master for a service, disc or broadcast: every move with its reason, and what the loudness costs.',
  version: MASTER_VERSION,
  parameters: masterParameters,
  companions: ALBUM,
  presets: [
    { id: 'streaming', title: 'Streaming', description: 'Spotify, faithful to the mix.', params: { for: 'spotify' } },
    {
      id: 'cd',
      title: 'CD',
      description: '44.1 kHz, 16 bit, with a cue sheet.',
      params: { for: 'cd', intent: 'balanced' },
    },
    { id: 'broadcast', title: 'Broadcast', description: 'EBU R 128.', params: { for: 'ebu-r128' } },
    { id: 'club', title: 'Club', description: 'Loud and dense.', params: { for: 'club', intent: 'forward' } },
  ],
  analyse,
  report,
  plan: planMaster,
  output: (plan, info: AudioInfo) => outputOf(chainOf(plan, info), info),
  container: (params, info: AudioInfo) => deliveryOf(params, targetOf(params.for), info).container,
  render,
  prove,
});
