import {
  type BandCurve,
  gateOf,
  isCompared,
  levelsDb,
  MONO_WIDTH_DB,
  meanCurve,
  meanLevel,
  usableBands,
  widthsDb,
} from './curves.ts';
import { percentile } from './figures.ts';
import { SECTION_NAMES, type Sections, sectionsOf } from './sections.ts';
import type { TrackProfile } from './trackProfile.ts';

/** Lowest and highest value of the references, by band: a range to be in, a line when there is one reference. */
export interface Corridor {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One file's curves on the common bands, levelled so that only shape is left. */
interface Shaped {
  readonly whole: BandCurve;
  /** Third-octave levels less their mean. */
  readonly shapeDb: Float64Array;
  readonly sectionShapesDb: readonly Float64Array[];
  readonly widthDb: Float64Array;
  readonly sections: Sections;
}

export interface Comparison {
  readonly centresHz: Float64Array;
  /** 0 where one of the files has nothing to compare, 1 where all have. */
  readonly usable: Float64Array;
  readonly mix: Shaped;
  readonly references: readonly Shaped[];
  readonly tone: Corridor;
  /** Of each section. */
  readonly sectionTone: readonly Corridor[];
  readonly width: Corridor;
  /** Distance of the mix to the corridor: what would have to be added, by band. */
  readonly toneGapDb: Float64Array;
  readonly widthGapDb: Float64Array;
  /** How far the sections agree with the whole song, 0 to 1, by band. */
  readonly confidence: Float64Array;
}

/** Part of the references that the corridor holds. */
const CORRIDOR_PERCENT: readonly [number, number] = [10, 90];
/** Sections that differ by this much halve the confidence. */
const DOUBT_DB = 3;
/** Bands outside of the compared range help the fit but count for less. */
const OUTSIDE_WEIGHT = 0.05;
/** A bar at 80 beats per minute: less shows a sound, not a balance. */
const LEAST_SECONDS = 3;
/** And so much of it has to sound. */
const LEAST_SOUND_SECONDS = 1;
/** Sections need this much time to be worth telling apart. */
const SECTIONS_FROM_SECONDS = 15;

/** Curves of the mix beside those of the references. */
export function compare(mix: TrackProfile, references: readonly TrackProfile[]): Comparison {
  const all = [mix, ...references];
  const count = Math.min(...all.map(({ spectra }) => spectra.bands.length));
  const bands = mix.spectra.bands.slice(0, count);
  const centres = bands.map((band) => band.centreHz);
  const sections = all.map(({ spectra }) => sectionsOf(spectra));
  const wholes = all.map(({ spectra }, i) => cut(meanCurve(spectra, (sections[i] as Sections).gate), count));
  const top = Math.min(...wholes.map((curve) => usableBands(levelsDb(curve), centres)));
  const usable = Float64Array.from(centres, (hz, b) => (b >= top ? 0 : isCompared(hz) ? 1 : OUTSIDE_WEIGHT));
  const shaped = all.map((track, i) =>
    shape(track, sections[i] as Sections, wholes[i] as BandCurve, usable, count),
  ) as [Shaped, ...Shaped[]];
  const [own, ...others] = shaped;
  const tone = corridor(others.map(({ shapeDb }) => shapeDb));
  const sectionTone = SECTION_NAMES.map((_, s) =>
    corridor(others.map(({ sectionShapesDb }) => sectionShapesDb[s] as Float64Array)),
  );
  const width = corridor(others.filter((_, i) => references[i]?.stereo).map(({ widthDb }) => widthDb));
  const toneGapDb = gap(own.shapeDb, tone);
  return {
    centresHz: Float64Array.from(centres),
    usable,
    mix: own,
    references: others,
    tone,
    sectionTone,
    width,
    toneGapDb,
    widthGapDb: mix.stereo && width.low.length > 0 ? gap(own.widthDb, width) : new Float64Array(count),
    confidence: agreement(own, sectionTone, toneGapDb, mix, references),
  };
}

/** Files that are too short, or sound for too short a time, to be compared. */
export function tooShort(tracks: readonly TrackProfile[]): TrackProfile[] {
  return tracks.filter(({ durationSeconds, spectra }) => {
    const sounding = gateOf(spectra).reduce((sum, open) => sum + open, 0) * spectra.hopSeconds;
    return durationSeconds < LEAST_SECONDS || sounding < LEAST_SOUND_SECONDS;
  });
}

function cut({ mid, side }: BandCurve, count: number): BandCurve {
  return { mid: mid.slice(0, count), side: side.slice(0, count) };
}

function shape(
  { spectra, stereo }: TrackProfile,
  sections: Sections,
  whole: BandCurve,
  usable: Float64Array,
  count: number,
): Shaped {
  const levelled = (curve: BandCurve): Float64Array => {
    const levels = levelsDb(curve);
    const mean = meanLevel(levels, usable);
    return levels.map((level) => level - mean);
  };
  return {
    whole,
    shapeDb: levelled(whole),
    sectionShapesDb: sections.chosen.map((chosen) => levelled(cut(meanCurve(spectra, chosen), count))),
    widthDb: stereo ? widthsDb(whole) : new Float64Array(count).fill(MONO_WIDTH_DB),
    sections,
  };
}

function corridor(curves: readonly Float64Array[]): Corridor {
  const edge = (percent: number): Float64Array =>
    (curves[0] ?? new Float64Array(0)).map((_, b) =>
      percentile(
        curves.map((curve) => curve[b] as number),
        percent,
      ),
    );
  return { low: edge(CORRIDOR_PERCENT[0]), high: edge(CORRIDOR_PERCENT[1]) };
}

/** What brings a value into the corridor; 0 inside it, and where there is none. */
export function gap(values: Float64Array, { low, high }: Corridor): Float64Array {
  return values.map((value, b) => {
    const from = low[b] as number;
    const to = high[b] as number;
    if (value < from) return from - value;
    if (value > to) return to - value;
    return 0;
  });
}

function agreement(
  mix: Shaped,
  sectionTone: readonly Corridor[],
  wholeGap: Float64Array,
  own: TrackProfile,
  references: readonly TrackProfile[],
): Float64Array {
  const shortest = Math.min(own.durationSeconds, ...references.map((r) => r.durationSeconds));
  if (shortest < SECTIONS_FROM_SECONDS) return wholeGap.map(() => 0.5);
  const gaps = sectionTone.map((tone, s) => gap(mix.sectionShapesDb[s] as Float64Array, tone));
  return wholeGap.map((whole, b) => {
    const square = gaps.reduce((sum, g) => sum + ((g[b] as number) - whole) ** 2, 0) / Math.max(1, gaps.length);
    return 1 / (1 + square / DOUBT_DB ** 2);
  });
}

/** Mean distance over the compared bands, without the part that is mere level. */
export function toneDistanceDb(gapDb: Float64Array, usable: Float64Array): number {
  const weights = usable.map((w) => (w === 1 ? 1 : 0));
  const mean = meanLevel(gapDb, weights);
  return meanLevel(
    gapDb.map((v) => Math.abs(v - mean)),
    weights,
  );
}

/** Mean distance of width over the compared bands. */
export function widthDistanceDb(gapDb: Float64Array, usable: Float64Array): number {
  return meanLevel(
    gapDb.map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)),
    usable.map((w) => (w === 1 ? 1 : 0)),
  );
}
