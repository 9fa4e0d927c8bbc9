import type { AudioInfo } from '@studiohand/core/audio';
import { type HumTrack, humFindings } from '@studiohand/core/dsp';
import type { Finding, Move } from '@studiohand/core/tool';
import type { CleanParams } from '../params.ts';
import { type Figure, figure, hertz, type Row, some, span } from '../words.ts';

/** A stretch with hum. */
export interface HumFacts {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly lowestHz: Figure;
  readonly humHz: Figure;
  readonly highestHz: Figure;
  /** Numbers of the harmonics, 1 for the fundamental. */
  readonly harmonics: readonly number[];
  readonly levelDbfs: Figure;
  readonly channels: readonly number[];
  readonly confidence: Figure;
}

/** Where fundamentals are looked for, and how many steady harmonics make a hum. */
export interface HumSearch {
  readonly ranges: readonly { readonly fromHz: number; readonly toHz: number }[];
  readonly leastHarmonics: number;
}

/** Around the mains frequencies; grids keep within 0.2 Hz, generators and tape copies do not. */
const MAINS: HumSearch = {
  ranges: [
    { fromHz: 49.3, toHz: 50.7 },
    { fromHz: 59.3, toHz: 60.7 },
  ],
  leastHarmonics: 3,
};
/** A fundamental that was named is looked for this far around. */
const AROUND = 0.02;

export function humSearch({ humHz }: CleanParams): HumSearch {
  if (humHz === undefined) return MAINS;
  const fromHz = Math.max(15, humHz * (1 - AROUND));
  return { ranges: [{ fromHz, toHz: Math.min(450, humHz * (1 + AROUND)) }], leastHarmonics: 1 };
}

export function humFacts(track: HumTrack, { sampleRateHz, frameCount }: AudioInfo): HumFacts[] {
  return humFindings(track).map((finding) => ({
    fromSeconds: figure(finding.startFrame / sampleRateHz, 2) ?? 0,
    toSeconds: figure(Math.min(frameCount, finding.startFrame + finding.frameCount) / sampleRateHz, 2) ?? 0,
    lowestHz: figure(finding.lowestHz, 3),
    humHz: figure(finding.meanHz, 3),
    highestHz: figure(finding.highestHz, 3),
    harmonics: finding.harmonics,
    levelDbfs: figure(finding.levelDb, 1),
    channels: finding.channels,
    confidence: figure(finding.confidence),
  }));
}

const loudest = (facts: readonly HumFacts[]): HumFacts =>
  facts.reduce((best, one) => ((one.levelDbfs ?? -200) > (best.levelDbfs ?? -200) ? one : best));

const frequencyOf = ({ lowestHz, humHz, highestHz }: HumFacts): string =>
  highestHz !== null && lowestHz !== null && highestHz - lowestHz > 0.02
    ? `${lowestHz.toFixed(2)} to ${highestHz.toFixed(2)} Hz`
    : `${(humHz ?? 0).toFixed(2)} Hz`;

/** The move that subtracts the hum; null where there is none. */
export function humMove(facts: readonly HumFacts[], params: CleanParams): Move | null {
  if (facts.length === 0) return null;
  const most = loudest(facts);
  const sure = Math.round(100 * Math.max(...facts.map(({ confidence }) => confidence ?? 0)));
  return {
    id: 'hum',
    enabled: true,
    title: `Hum of ${hertz(most.humHz ?? 0)} subtracted`,
    reason: `${frequencyOf(most)} and ${Math.max(0, most.harmonics.length - 1)} harmonics with ${most.levelDbfs ?? 0} dBFS at ${some(facts.map(span))} (${sure} % sure). They are followed and subtracted; nothing is notched.`,
    amount: 1,
    settings: { kind: 'hum', ...humSearch(params) },
  };
}

export function humFindingsOf(facts: readonly HumFacts[]): Finding[] {
  return facts.map((one, i) => ({
    id: `hum-${i + 1}`,
    severity: 'notice',
    text: `Hum at ${frequencyOf(one)} with harmonics up to number ${Math.max(...one.harmonics)}, ${one.levelDbfs ?? 0} dBFS.`,
    fromSeconds: one.fromSeconds,
    toSeconds: one.toSeconds,
  }));
}

export function humRows(facts: readonly HumFacts[]): Row[] {
  if (facts.length === 0) return [{ label: 'Hum', value: 'none' }];
  const most = loudest(facts);
  const harmonics = some(most.harmonics.map(String), 12);
  return [{ label: 'Hum', value: `${frequencyOf(most)}, ${most.levelDbfs ?? 0} dBFS, harmonics ${harmonics}` }];
}
