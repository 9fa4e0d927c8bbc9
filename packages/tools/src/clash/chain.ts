/** The moves of a plan as one processor over the source and the stems that key it. */
import type { AudioFormat } from '@studiohand/core/audio';
import { BiquadCascade, KeyedBell, matchedBiquad } from '@studiohand/core/dsp';
import type { Move, Plan } from '@studiohand/core/tool';
import { dbToGain } from '@studiohand/core/units';
import type { Remedy } from './analysis.ts';
import { invalidMove, remedyOf } from './remedySettings.ts';
import { balanceGainsDb } from './suggest.ts';

/** Changes `frames` frames of the source in place; `stems[k]` are the channels of stem k, the source being 0. */
export type Stage = (
  channels: readonly Float64Array[],
  stems: readonly (readonly Float64Array[])[],
  frames: number,
) => void;

/** Moves that do something: enabled, with an amount. */
export function activeMoves(plan: Plan): readonly Move[] {
  return plan.moves.filter((move) => move.enabled && move.amount > 0);
}

/** A gain over all channels, or one per channel. */
function scale(factors: readonly number[]): Stage {
  return (channels, _stems, frames): void => {
    channels.forEach((channel, c) => {
      const factor = factors[c % factors.length] as number;
      for (let i = 0; i < frames; i++) channel[i] = (channel[i] as number) * factor;
    });
  };
}

function bell(remedy: Extract<Remedy, { kind: 'bell' }>, amount: number, format: AudioFormat): Stage {
  const { frequencyHz, gainDb, q } = remedy;
  const section = matchedBiquad({ type: 'bell', frequencyHz, gainDb: gainDb * amount, q }, format.sampleRateHz);
  const filters = Array.from({ length: format.channels }, () => new BiquadCascade([section]));
  return (channels, _stems, frames): void => {
    filters.forEach((filter, c) => {
      filter.process(channels[c] as Float64Array, 0, frames);
    });
  };
}

function stageOf(move: Move, format: AudioFormat, stemChannels: readonly number[]): Stage {
  const remedy = remedyOf(move);
  switch (remedy.kind) {
    case 'bell':
      return bell(remedy, move.amount, format);
    case 'duck': {
      const keyChannels = stemChannels[remedy.keyStem];
      if (keyChannels === undefined || remedy.keyStem === 0)
        throw invalidMove(move, `stem ${remedy.keyStem + 1}, which opens the cut, was not given`);
      const filter = new KeyedBell({
        ...remedy,
        gainDb: remedy.gainDb * move.amount,
        sampleRateHz: format.sampleRateHz,
        channels: format.channels,
        keyChannels,
      });
      return (channels, stems, frames): void =>
        filter.process(channels, stems[remedy.keyStem] as readonly Float64Array[], frames);
    }
    case 'level':
      return scale([dbToGain(remedy.gainDb * move.amount)]);
    case 'pan':
      if (format.channels !== 2) throw invalidMove(move, `${format.channels} channels cannot be panned`);
      return scale(balanceGainsDb(remedy.balanceDb * move.amount).map(dbToGain));
    case 'polarity':
      return scale([-1]);
  }
}

/** All active moves in order. Throws AudioError for moves that do not fit the files. */
export function chain(plan: Plan, format: AudioFormat, stemChannels: readonly number[]): Stage[] {
  return activeMoves(plan).map((move) => stageOf(move, format, stemChannels));
}

/** Whether every sample stays on the grid of an integer file: nothing but polarity. */
export function keepsGrid(plan: Plan): boolean {
  return activeMoves(plan).every((move) => move.settings['kind'] === 'polarity');
}
