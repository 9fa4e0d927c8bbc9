import { AudioError, type AudioFormat } from '@studiohand/core/audio';
import { channelPairs, type DspKernels, type NoiseProfile, NoiseReducer } from '@studiohand/core/dsp';
import type { Move, Plan } from '@studiohand/core/tool';
import { dbToGain } from '@studiohand/core/units';
import { type NoiseSettings, REPAIRS, type RepairSettings, settingsOf } from './moveSettings.ts';
import { inRow, type Stage, weighted } from './stage.ts';

/** One repair of a plan that acts. */
export interface Link {
  readonly id: string;
  readonly amount: number;
  readonly settings: RepairSettings;
}

/** What the enabled moves of a plan come to. */
export interface Chain {
  /** In the order of the chain, whatever the order of the moves. */
  readonly links: readonly Link[];
  /** The result, all that is removed, or the part that the move of this id removes. */
  readonly listen: 'result' | 'removed' | { readonly id: string };
  /** Gain of the whole, so that restored peaks fit an integer file. */
  readonly gainDb: number;
  /** No sample changes. */
  readonly idle: boolean;
}

/** Reads the moves, which a producer may have edited. Throws AudioError 'invalid-parameter' naming the move. */
export function chainOf({ moves }: Pick<Plan, 'moves'>): Chain {
  const links: Link[] = [];
  let listen: Chain['listen'] = 'result';
  let gainDb = 0;
  for (const move of moves) {
    if (!move.enabled || !(move.amount > 0)) continue;
    const settings = settingsOf(move);
    if (settings.kind === 'listen') listen = settings.to === 'all' ? 'removed' : { id: settings.to };
    else if (settings.kind === 'headroom') gainDb += settings.gainDb * move.amount;
    else links.push({ id: move.id, amount: Math.min(1, move.amount), settings });
  }
  links.sort((a, b) => REPAIRS.indexOf(a.settings.kind) - REPAIRS.indexOf(b.settings.kind));
  if (typeof listen === 'object' && !links.some(({ id }) => id === (listen as { id: string }).id))
    throw new AudioError(
      'invalid-parameter',
      `plan: there is no enabled move "${(listen as { id: string }).id}" to listen to.`,
      `Moves that act: ${links.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  return { links, listen, gainDb, idle: links.length === 0 && gainDb === 0 && listen === 'result' };
}

/** Channels with common gains. */
function groupsOf(link: NoiseSettings['link'], { layout }: AudioFormat): number[][] {
  const all = layout.map((_, c) => c);
  if (link === 'all') return [all];
  const pairs = link === 'pairs' ? channelPairs(layout).map(([l, r]) => [l, r]) : [];
  const paired = new Set(pairs.flat());
  return [...pairs, ...all.filter((c) => !paired.has(c)).map((c) => [c])];
}

/** What stages need beside their settings. */
export interface StageNeeds {
  readonly format: AudioFormat;
  readonly kernels: DspKernels;
  /** Learned or loaded before, by the id of the move. */
  readonly profiles: ReadonlyMap<string, NoiseProfile>;
}

function stageOf({ id, amount, settings }: Link, { format, kernels, profiles }: StageNeeds): Stage {
  const { sampleRateHz, channels } = format;
  switch (settings.kind) {
    case 'noise': {
      const points = settings.points.map(({ frequencyHz, reductionDb }) => ({
        frequencyHz,
        reductionDb: reductionDb * amount,
      }));
      return new NoiseReducer({
        sampleRateHz,
        channels,
        profile: profiles.get(id) as NoiseProfile,
        reductionDb: points,
        sensitivityDb: settings.sensitivityDb,
        groups: groupsOf(settings.link, format),
        kernels,
      });
    }
  }
}

/** The amount of noise reduction is in its decibels; every other repair is mixed with what came in. */
const mixOf = ({ amount, settings }: Link): number => (settings.kind === 'noise' ? 1 : amount);

/** The stages of some links in a row. */
export function rowOf(links: readonly Link[], needs: StageNeeds): Stage {
  return inRow(links.map((link) => weighted(stageOf(link, needs), mixOf(link), false, needs.format.channels)));
}

/** The whole chain, or what of it is to be heard. */
export function stageOfChain({ links, listen, gainDb }: Chain, needs: StageNeeds): Stage {
  const { channels } = needs.format;
  const stages: Stage[] = [];
  if (listen === 'result') stages.push(rowOf(links, needs));
  else if (listen === 'removed') stages.push(weighted(rowOf(links, needs), 1, true, channels));
  else {
    const at = links.findIndex(({ id }) => id === listen.id);
    const link = links[at] as Link;
    stages.push(rowOf(links.slice(0, at), needs), weighted(stageOf(link, needs), mixOf(link), true, channels));
  }
  if (gainDb !== 0) stages.push(gainStage(dbToGain(gainDb)));
  return inRow(stages);
}

function gainStage(gain: number): Stage {
  return {
    latencyFrames: 0,
    process(channels, frames): void {
      for (const x of channels) for (let i = 0; i < frames; i++) x[i] = (x[i] as number) * gain;
    },
  };
}

/** Whether a move is one that acts on the sound; for panels and proofs. */
export const acts = ({ enabled, amount }: Move): boolean => enabled && amount > 0;
