import type { AudioInfo } from '@studiohand/core/audio';
import { centreSplit, type MaskSplitterOptions, percussiveSplit } from '@studiohand/core/dsp';

/** A way to separate that needs no model: one part taken out by a mask, the rest left. */
export interface MaskMethod {
  readonly id: string;
  readonly part: string;
  readonly rest: string;
  readonly reason: string;
  /** What it is bad at, for the report. */
  readonly weakness: string;
  splitter(info: AudioInfo): MaskSplitterOptions;
}

export const MASK_METHODS: readonly MaskMethod[] = [
  {
    id: 'hits',
    part: 'Hits',
    rest: 'Held notes',
    reason: 'What is short and broad is told from what is held, by medians over time and frequency. No model.',
    weakness: 'Breath, consonants and noise go with the hits, the ring of drums with the held notes.',
    splitter: ({ sampleRateHz, channels }) => percussiveSplit(sampleRateHz, channels),
  },
  {
    id: 'centre',
    part: 'Centre',
    rest: 'Sides',
    reason: 'What both channels share, from 120 Hz to 12 kHz, is told from what they do not. No model.',
    weakness: 'Everything in the middle comes along: voice, snare and whatever else is mixed there.',
    splitter: ({ sampleRateHz, channels }) => centreSplit(sampleRateHz, channels),
  },
];

export function maskMethod(id: string): MaskMethod | undefined {
  return MASK_METHODS.find((method) => method.id === id);
}
