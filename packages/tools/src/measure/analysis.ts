import type { BandwidthFacts } from './bandwidth.ts';
import type { BitDepthFacts } from './bitDepth.ts';
import type { ClippingFacts } from './clipping.ts';
import type { DynamicsFacts } from './dynamics.ts';
import type { Figure } from './figures.ts';
import type { HumFacts } from './humLines.ts';
import type { InvalidSampleFacts } from './invalidSamples.ts';
import type { PsrFacts } from './psr.ts';
import type { StereoFacts } from './stereo.ts';

export interface LoudnessFacts {
  readonly hopSeconds: number;
  /** Windows of 400 ms and 3 s that end at (index + 1) * hopSeconds; null before the first full window and in silence. */
  readonly momentaryLufs: Figure[];
  readonly shortTermLufs: Figure[];
  /** Each channel alone, unweighted, over the gated blocks. */
  readonly channelLufs: Figure[];
  /** False under 60 s (EBU Tech 3342). */
  readonly rangeStable: boolean;
}

export interface TruePeakFacts {
  readonly channelDbtp: Figure[];
  readonly hopSeconds: number;
  readonly seriesDbtp: Figure[];
  /** Stretches above 0 dBTP, at 100 ms resolution; at most 1,000. */
  readonly overs: { readonly fromSeconds: number; readonly toSeconds: number; readonly peakDbtp: Figure }[];
  readonly overCount: number;
}

export interface BandLevel {
  readonly centreHz: number;
  readonly levelDbfs: Figure;
}

export interface SpectrumFacts {
  /** Long-term power of each band, mean over the channels; dBFS with full-scale square = 0. */
  readonly thirdOctave: BandLevel[];
  readonly erb: BandLevel[];
  /** Fine curves for plots: frequencies, level of all channels, of mid and of side in twelfth octaves (empty unless stereo). */
  readonly curve: { hz: number[]; levelDbfs: Figure[]; midDbfs: Figure[]; sideDbfs: Figure[] };
  readonly bandwidth: BandwidthFacts;
}

export interface SilenceFacts {
  /** Below -90 dBFS in every channel, from the start or to the end. */
  readonly headSeconds: number;
  readonly tailSeconds: number;
  /** The part of it that is exactly zero. */
  readonly digitalHeadSeconds: number;
  readonly digitalTailSeconds: number;
  /** Nothing in the file rises above -90 dBFS. */
  readonly silent: boolean;
}

export interface TechnicalFacts {
  readonly clipping: ClippingFacts;
  readonly silence: SilenceFacts;
  readonly bitDepth: BitDepthFacts;
  /** Null when the spectrum was not asked for. */
  readonly hum: HumFacts | null;
  readonly channelPeakDbfs: Figure[];
  readonly dcOffsetDbfs: Figure[];
}

/** The public JSON of `measure` (DESIGN section 6). Null is a level that does not exist (silence); a section or figure not asked for is absent. */
export interface MeasureAnalysis {
  readonly durationSeconds: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly integratedLufs?: Figure;
  readonly loudnessRangeLu?: Figure;
  readonly maxMomentaryLufs?: Figure;
  readonly maxShortTermLufs?: Figure;
  readonly truePeakDbtp?: Figure;
  readonly samplePeakDbfs?: Figure;
  readonly plrLu?: Figure;
  /** Mean of each channel, full scale = 1. */
  readonly dcOffset?: Figure[];
  readonly correlation?: Figure;
  readonly loudness?: LoudnessFacts;
  readonly truePeak?: TruePeakFacts;
  readonly psr?: PsrFacts;
  readonly spectrum?: SpectrumFacts;
  readonly dynamics?: DynamicsFacts;
  readonly stereo?: StereoFacts;
  readonly technical?: TechnicalFacts;
  /** Samples that are no numbers; every figure treats them as silence. */
  readonly invalidSamples: InvalidSampleFacts;
}
