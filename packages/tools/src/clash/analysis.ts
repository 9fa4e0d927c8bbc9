/** What the analysis of `clash` holds; plain JSON. Stems are named by index, 0 being the source. */
import type { Clash, LowEndPair, PairEffect } from '@studiohand/core/dsp';

/** A change of one stem that renders; the settings of a move. */
export type Remedy =
  | { readonly kind: 'bell'; readonly frequencyHz: number; readonly gainDb: number; readonly q: number }
  | {
      readonly kind: 'duck';
      readonly frequencyHz: number;
      readonly gainDb: number;
      readonly q: number;
      /** The stem that opens the cut while it sounds. */
      readonly keyStem: number;
      /** Level of the key in the band at which the cut is half in. */
      readonly thresholdDbfs: number;
      readonly attackMs: number;
      readonly releaseMs: number;
    }
  | { readonly kind: 'level'; readonly gainDb: number }
  | { readonly kind: 'pan'; readonly balanceDb: number }
  | { readonly kind: 'polarity' };

/** A remedy on one stem with what the model predicts for it. */
export interface Suggestion {
  readonly stem: number;
  readonly remedy: Remedy;
  /** Share of the masked stem's part of the clash that is lost, before and after. */
  readonly lostBefore: number;
  readonly lostAfter: number;
  /** Whether at least half of it comes back. */
  readonly enough: boolean;
  /** The other pair that suffers most. */
  readonly worst: PairEffect | null;
}

export interface ClashWithRemedy extends Clash {
  /** Whether the range holds the strongest band of the masked stem, below 250 Hz. */
  readonly fundamental: boolean;
  readonly suggestion: Suggestion | null;
}

/** Several stems in one narrow place. */
export interface BuildUp {
  readonly fromHz: number;
  readonly toHz: number;
  /** Level of the sum over its surroundings. */
  readonly overDb: number;
  readonly stems: readonly number[];
}

/** Masking of one pair over the song; `cells` a digit 0 to 9 (tenths lost) per band, column after column. */
export interface PairSummary {
  readonly masker: number;
  readonly masked: number;
  readonly lostShare: number;
  readonly cells: string | null;
}

export interface ClashAnalysis {
  readonly stems: readonly string[];
  readonly durationSeconds: number;
  readonly integratedLufs: number | null;
  readonly silent: readonly number[];
  readonly clashes: readonly ClashWithRemedy[];
  readonly pairs: readonly PairSummary[];
  /** Centres of the map's bands, and its column width. */
  readonly mapHz: readonly number[];
  readonly cellSeconds: number;
  readonly lowEnd: readonly (LowEndPair & { readonly turn: number | null })[];
  readonly buildUps: readonly BuildUp[];
  /** Per stem, dB lost in a mono fold-down; null where it does not apply. */
  readonly monoLossDb: readonly (number | null)[];
}
