import type { EqBand } from '@studiohand/core/dsp';
import type { CompressionProposal } from './compression.ts';
import type { Figure } from './figures.ts';
import type { SectionName } from './sections.ts';
import type { Passage } from './where.ts';

/** A proposed band with what led to it. */
export interface EqItem extends EqBand {
  /** Where the band does its work. */
  readonly fromHz: number;
  readonly toHz: number;
  /** Mix less references there, in dB; for the side, width less width. */
  readonly differenceDb: number;
  /** The same with all other proposed bands on: what this one is for. */
  readonly correctsDb: number;
  /** How far quiet, middle and loud parts agree on it, 0 to 1. */
  readonly confidence: number;
  /** Where in the mix it shows most. */
  readonly where: readonly Passage[];
}

/** A range that the proposal leaves apart by more than a listener would call alike. */
export interface LeftOver {
  readonly fromHz: number;
  readonly toHz: number;
  /** Mix less references after the proposal, level taken out. */
  readonly differenceDb: number;
}

export interface DynamicsItem {
  readonly fromHz: number;
  readonly toHz: number;
  readonly mixCrestDb: Figure;
  readonly referenceCrestDb: readonly [Figure, Figure];
  readonly mixRangeDb: Figure;
  readonly referenceRangeDb: readonly [Figure, Figure];
  readonly mixPunchDb: Figure;
  readonly referencePunchDb: readonly [Figure, Figure];
  /** What would bring the crest to the references; null where nothing has to or nothing can. */
  readonly compressor: CompressionProposal | null;
}

/** Curve of a free equaliser. */
export interface CurveItem {
  readonly frequenciesHz: readonly number[];
  readonly gainsDb: readonly number[];
}

export interface TrackFacts {
  readonly name: string;
  readonly durationSeconds: number;
  readonly sampleRateHz: number;
  readonly layout: string;
  readonly integratedLufs: Figure;
  readonly loudnessRangeLu: Figure;
  readonly truePeakDbtp: Figure;
  readonly plrLu: Figure;
  readonly psrDb: Figure;
  readonly fullScaleSamples: number;
}

/** Result of the comparison: plain JSON (DESIGN section 6). */
export interface MatchAnalysis {
  readonly mode: 'bands' | 'fir';
  readonly mix: TrackFacts;
  readonly references: readonly TrackFacts[];
  /** Tone bands, empty in mode 'fir'. */
  readonly eq: readonly EqItem[];
  readonly curve: CurveItem | null;
  readonly stereo: {
    /** Bands on the side, empty in mode 'fir'. */
    readonly eq: readonly EqItem[];
    readonly sideGainDb: number;
    readonly curve: CurveItem | null;
    readonly distanceBeforeDb: Figure;
    readonly distanceAfterDb: Figure;
    /** Side over mid below 125 Hz. */
    readonly lowEndWidthDb: Figure;
    readonly referenceLowEndWidthDb: readonly [Figure, Figure];
    /** What a mono fold-down takes off the level. */
    readonly monoLossDb: Figure;
    readonly monoLossAfterDb: Figure;
  };
  readonly dynamics: readonly DynamicsItem[];
  /** Mean distance of the third-octave balance, 40 Hz to 16 kHz, level taken out; after: as proposed. */
  readonly distanceBeforeDb: Figure;
  readonly distanceAfterDb: Figure;
  /** What the limits of gain and number of bands leave, the largest first. */
  readonly leftOver: readonly LeftOver[];
  /** Names of files under three seconds: no balance can be told from them, and nothing is compared. */
  readonly tooShort: readonly string[];
  /** The same by parts of the songs that are as loud. */
  readonly sections: readonly { readonly name: SectionName; readonly distanceDb: Figure }[];
  /** By third octave; shapes have their mean taken out. */
  readonly spectrum: {
    readonly centresHz: readonly number[];
    /** Where all files have music to compare. */
    readonly compared: readonly boolean[];
    readonly mixDb: readonly Figure[];
    readonly referenceLowDb: readonly Figure[];
    readonly referenceHighDb: readonly Figure[];
    readonly resultDb: readonly Figure[];
    readonly mixWidthDb: readonly Figure[];
    readonly referenceWidthLowDb: readonly Figure[];
    readonly referenceWidthHighDb: readonly Figure[];
    readonly resultWidthDb: readonly Figure[];
    readonly confidence: readonly Figure[];
  };
  /** True peak of the mix with the proposed moves that are on; null when none is. */
  readonly predictedTruePeakDbtp: Figure;
  /** Gain that keeps an integer file from clipping after them; 0 when none is needed. */
  readonly headroomDb: number;
  /** References less mix, and how much of it fits under full scale. */
  readonly loudnessDifferenceLu: Figure;
  readonly levelDb: number;
  readonly usedOfReference: readonly string[];
  readonly cannotTell: readonly string[];
}
