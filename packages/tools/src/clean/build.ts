import type { AudioFormat } from '@studiohand/core/audio';
import {
  channelPairs,
  Declipper,
  type DeclipperOptions,
  type DspKernels,
  HumRemover,
  type HumTrack,
  type NoiseProfile,
  NoiseReducer,
  RoomReducer,
} from '@studiohand/core/dsp';
import { dbToGain } from '@studiohand/core/units';
import type { Chain, Link } from './chain.ts';
import type { DeclipSettings, NoiseSettings } from './moveSettings.ts';
import { fromFrame, inRow, type Stage, weighted } from './stage.ts';

/** What was measured for the stages of a chain, by the id of the move. */
export interface Prepared {
  readonly profiles: ReadonlyMap<string, NoiseProfile>;
  /** From the start of the part that is worked. */
  readonly tracks: ReadonlyMap<string, HumTrack>;
  /** Frame of the source at which that part starts. */
  readonly startFrame: number;
}

/** What stages are made of beside their settings. */
export interface StageNeeds extends Prepared {
  readonly format: AudioFormat;
  readonly kernels: DspKernels;
}

/** Channels with common gains. */
function groupsOf(link: NoiseSettings['link'], { layout }: AudioFormat): number[][] {
  const all = layout.map((_, c) => c);
  if (link === 'all') return [all];
  const pairs = link === 'pairs' ? channelPairs(layout).map(([l, r]) => [l, r]) : [];
  const paired = new Set(pairs.flat());
  return [...pairs, ...all.filter((c) => !paired.has(c)).map((c) => [c])];
}

/** Clipped stretches by their place in a part of the source. */
function stretchesFrom({ stretches }: DeclipSettings, startFrame: number): DeclipperOptions['stretches'] {
  return stretches
    .filter((stretch) => stretch.startFrame + stretch.frameCount > startFrame)
    .map((stretch) => ({
      channel: stretch.channel,
      startFrame: Math.max(0, stretch.startFrame - startFrame),
      frameCount: stretch.frameCount - Math.max(0, startFrame - stretch.startFrame),
      positiveLevel: stretch.positiveLevel ?? Number.POSITIVE_INFINITY,
      negativeLevel: stretch.negativeLevel ?? Number.POSITIVE_INFINITY,
    }));
}

/** `late`: frames by which what comes in is late already. */
function stageOf({ id, amount, settings }: Link, needs: StageNeeds, late: number): Stage {
  const { format, kernels, profiles, tracks, startFrame } = needs;
  const { sampleRateHz, channels } = format;
  switch (settings.kind) {
    case 'declip':
      return new Declipper({ sampleRateHz, channels, kernels, stretches: stretchesFrom(settings, startFrame) });
    case 'room':
      return new RoomReducer({ ...settings, sampleRateHz, channels, kernels });
    case 'hum':
      return fromFrame(late, new HumRemover(tracks.get(id) as HumTrack));
    case 'noise':
      return new NoiseReducer({
        sampleRateHz,
        channels,
        profile: profiles.get(id) as NoiseProfile,
        reductionDb: settings.points.map((point) => ({ ...point, reductionDb: point.reductionDb * amount })),
        sensitivityDb: settings.sensitivityDb,
        groups: groupsOf(settings.link, format),
        kernels,
      });
  }
}

/** The amount of noise reduction is in its decibels; every other repair is mixed with what came in. */
const mixOf = ({ amount, settings }: Link): number => (settings.kind === 'noise' ? 1 : amount);

/** The stages of some links in a row. `heard`: the id of the last one, of which only what it removes is passed on. */
export function rowOf(links: readonly Link[], needs: StageNeeds, heard?: string): Stage {
  const { channels } = needs.format;
  const stages: Stage[] = [];
  let late = 0;
  for (const link of links) {
    const removed = link.id === heard;
    const stage = stageOf(link, needs, late);
    late += stage.latencyFrames;
    stages.push(weighted(stage, mixOf(link), removed, channels));
    if (removed) break;
  }
  return inRow(stages);
}

/** The whole chain, or what of it is to be heard. */
export function stageOfChain({ links, listen, gainDb }: Chain, needs: StageNeeds): Stage {
  const row = rowOf(links, needs, typeof listen === 'object' ? listen.id : undefined);
  const heard = listen === 'removed' ? weighted(row, 1, true, needs.format.channels) : row;
  return gainDb === 0 ? heard : inRow([heard, gainStage(dbToGain(gainDb))]);
}

function gainStage(gain: number): Stage {
  return {
    latencyFrames: 0,
    process(channels, frames): void {
      for (const x of channels) for (let i = 0; i < frames; i++) x[i] = (x[i] as number) * gain;
    },
  };
}
