import { AudioError, type AudioSource } from '@studiohand/core/audio';
import { type EqBand, eqBandsGainDb, type GainPoints, TruePeakMeter } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { powerToDb } from '@studiohand/core/units';
import type { CurveItem, DynamicsItem, EqItem, LeftOver, MatchAnalysis, TrackFacts } from './analysis.ts';
import { chainOf, exactStream } from './chain.ts';
import { type Comparison, compare, gap, toneDistanceDb, tooShort, widthDistanceDb } from './comparison.ts';
import { proposeCompression } from './compression.ts';
import { type BandCurve, meanLevel } from './curves.ts';
import { dynamicsOf } from './dynamics.ts';
import { type Figure, figure, figures, percentile } from './figures.ts';
import { filterMoves } from './moves.ts';
import type { MatchParams } from './params.ts';
import { type GainAt, gainOfBands, gainOfCurve, predict } from './prediction.ts';
import { SECTION_NAMES } from './sections.ts';
import { proposeTone, proposeToneCurve, remaining } from './tone.ts';
import { profileOf, type TrackProfile } from './trackProfile.ts';
import { verified } from './verify.ts';
import { passagesOf, reachOf } from './where.ts';
import { NO_WIDTH, proposeWidth, proposeWidthCurve, sideGain } from './width.ts';
import { CANNOT_TELL, USED_OF_REFERENCE } from './words.ts';

/** True peak that a compensated integer file keeps at most. */
const SAFE_DBTP = -0.1;
/** A level move never lifts the true peak over this. */
const LEVEL_DBTP = -1;
const LOW_END_HZ = 125;
/** What is left by this much is said, at most so many times. */
const LEFT_OVER_DB = 3;
const MOST_LEFT_OVER = 3;

/** Measures mix and references, compares them, and finds the moves. Throws AudioError 'invalid-parameter' without references. */
export async function analyse(source: AudioSource, params: MatchParams, context: ToolContext): Promise<MatchAnalysis> {
  const companions = context.companions ?? [];
  if (companions.length === 0)
    throw new AudioError(
      'invalid-parameter',
      'match: no reference.',
      'Give one to sixteen finished songs after the mix: studiohand match MIX REFERENCE...',
    );
  const mix = await profileOf(source, context, 'measuring the mix');
  const references: TrackProfile[] = [];
  for (const [i, companion] of companions.entries())
    references.push(await profileOf(companion, context, `measuring reference ${i + 1} of ${companions.length}`));
  const first = proposals(mix, references, params);
  const proposed = { ...first, dynamics: await verified(first.dynamics, source, mix, context) };
  const moves = filterMoves(proposed, params).filter((move) => move.enabled);
  const predicted = moves.length > 0 ? await truePeakAfter(source, { moves }, context) : Number.NaN;
  const isInteger = source.info.encoding?.kind === 'int';
  const allowed = Math.max(SAFE_DBTP, Math.min(0, mix.truePeakDbtp));
  const over = isInteger && predicted > allowed ? allowed - predicted : 0;
  const headroomDb = Math.floor(over * 10) / 10;
  const peak = (moves.length > 0 ? predicted : mix.truePeakDbtp) + headroomDb;
  const difference = (proposed.loudnessDifferenceLu ?? 0) - headroomDb;
  const fits = Math.min(difference, LEVEL_DBTP - peak);
  const levelDb = Math.abs(difference) < 0.5 || !Number.isFinite(fits) ? 0 : Math.floor(fits * 10) / 10;
  return {
    ...proposed,
    predictedTruePeakDbtp: figure(predicted),
    headroomDb,
    // Turning up by nothing, or down because the reference is louder, is no move.
    levelDb: levelDb * difference > 0 ? levelDb : 0,
  };
}

async function truePeakAfter(
  source: AudioSource,
  plan: { readonly moves: ReturnType<typeof filterMoves> },
  context: ToolContext,
): Promise<number> {
  const meter = new TruePeakMeter(source.info, context.kernels);
  let done = 0;
  for await (const block of exactStream(source, chainOf(plan), context)) {
    meter.push(block);
    done += block.frames;
    context.progress('finding the peak of the result', done / Math.max(1, source.info.frameCount));
  }
  return meter.finish().truePeakDbtp;
}

type Proposed = Omit<MatchAnalysis, 'predictedTruePeakDbtp' | 'headroomDb' | 'levelDb'>;

function proposals(mix: TrackProfile, references: readonly TrackProfile[], params: MatchParams): Proposed {
  const comparison = compare(mix, references);
  const { centresHz, usable, toneGapDb, widthGapDb } = comparison;
  const count = centresHz.length;
  const free = params.mode === 'fir';
  const short = tooShort([mix, ...references]);
  const comparable = short.length === 0 && usable.some((w) => w === 1);
  const width = free || !comparable ? NO_WIDTH : proposeWidth(mix, comparison);
  const sideCurve = free && comparable ? proposeWidthCurve(mix, comparison) : undefined;
  const side: GainAt = free ? gainOfCurve(sideCurve) : sideGain(width);
  // What is switched off has no part in what the rest is fitted to.
  const sideActs: GainAt = params.width ? side : (): number => 1;
  const tone = free || !comparable ? [] : proposeTone(mix, comparison, sideActs, params);
  const toneCurve = free && comparable ? proposeToneCurve(mix, comparison, sideActs) : undefined;
  const all = free ? gainOfCurve(toneCurve) : gainOfBands(tone);
  const after = predict(mix, count, params.tone ? all : (): number => 1, sideActs);
  const left = remaining(toneGapDb, after.toneDb);
  const level = meanLevel(left, usable) - meanLevel(toneGapDb, usable);
  const widthAfter = comparison.mix.widthDb.map((db, b) => db + (after.widthDb[b] as number));
  const hasWidth = comparable && comparison.width.low.length > 0 && mix.stereo;
  const own = dynamicsOf(mix.levels);
  const others = references.map(({ levels }) => dynamicsOf(levels));
  const shown = (values: ArrayLike<number>): Figure[] => figures(values);
  return {
    mode: params.mode,
    mix: facts(mix),
    references: references.map(facts),
    eq: tone.map((band) => eqItem(band, left, mix, comparison)),
    curve: curveItem(toneCurve),
    stereo: {
      eq: width.bands.map((band) => widthItem(band, remaining(widthGapDb, after.widthDb), comparison)),
      sideGainDb: width.sideGainDb,
      curve: curveItem(sideCurve),
      distanceBeforeDb: hasWidth ? figure(widthDistanceDb(widthGapDb, usable)) : null,
      distanceAfterDb: hasWidth ? figure(widthDistanceDb(remaining(widthGapDb, after.widthDb), usable)) : null,
      lowEndWidthDb: mix.stereo ? lowEnd(comparison.mix.whole, centresHz) : null,
      referenceLowEndWidthDb: rangeOf(comparison.references.map(({ whole }) => lowEnd(whole, centresHz) ?? Number.NaN)),
      ...monoLoss(mix, all, sideActs),
    },
    dynamics: own.map((band, b): DynamicsItem => {
      const theirs = (key: 'crestDb' | 'rangeDb' | 'punchDb'): number[] =>
        others.map((bands) => bands[b]?.[key] ?? Number.NaN);
      const crest = theirs('crestDb');
      const wanted = { crestDb: percentile(crest, 90), punchDb: percentile(theirs('punchDb'), 50) };
      const signal = mix.levels[b];
      return {
        fromHz: band.fromHz,
        toHz: band.toHz,
        mixCrestDb: figure(band.crestDb),
        referenceCrestDb: rangeOf(crest),
        mixRangeDb: figure(band.rangeDb),
        referenceRangeDb: rangeOf(theirs('rangeDb')),
        mixPunchDb: figure(band.punchDb),
        referencePunchDb: rangeOf(theirs('punchDb')),
        compressor: (comparable && signal && proposeCompression(signal, wanted)) || null,
      };
    }),
    distanceBeforeDb: comparable ? figure(toneDistanceDb(toneGapDb, usable)) : null,
    distanceAfterDb: comparable ? figure(toneDistanceDb(left, usable)) : null,
    leftOver: comparable ? leftOverOf(left, comparison) : [],
    tooShort: short.map(({ name }) => name),
    sections: comparison.sectionTone.map((corridor, s) => ({
      name: SECTION_NAMES[s] as (typeof SECTION_NAMES)[number],
      distanceDb: comparable
        ? figure(toneDistanceDb(gap(comparison.mix.sectionShapesDb[s] as Float64Array, corridor), usable))
        : null,
    })),
    spectrum: {
      centresHz: Array.from(centresHz, (hz) => figure(hz, 1) ?? hz),
      compared: Array.from(usable, (w) => w === 1),
      mixDb: shown(comparison.mix.shapeDb),
      referenceLowDb: shown(comparison.tone.low),
      referenceHighDb: shown(comparison.tone.high),
      resultDb: shown(comparison.mix.shapeDb.map((db, b) => db + (after.toneDb[b] as number) + level)),
      mixWidthDb: mix.stereo ? shown(comparison.mix.widthDb) : [],
      referenceWidthLowDb: shown(comparison.width.low),
      referenceWidthHighDb: shown(comparison.width.high),
      resultWidthDb: mix.stereo ? shown(widthAfter) : [],
      confidence: shown(comparison.confidence),
    },
    loudnessDifferenceLu: comparable
      ? figure(
          percentile(
            references.map((r) => r.integratedLufs),
            50,
          ) - mix.integratedLufs,
        )
      : null,
    usedOfReference: USED_OF_REFERENCE,
    cannotTell: CANNOT_TELL,
  };
}

const rangeOf = (values: readonly number[]): [Figure, Figure] => [
  figure(percentile(values, 0)),
  figure(percentile(values, 100)),
];

function facts(track: TrackProfile): TrackFacts {
  return {
    name: track.name,
    durationSeconds: figure(track.durationSeconds, 3) ?? 0,
    sampleRateHz: track.sampleRateHz,
    layout: track.layout,
    integratedLufs: figure(track.integratedLufs),
    loudnessRangeLu: figure(track.loudnessRangeLu),
    truePeakDbtp: figure(track.truePeakDbtp),
    plrLu: figure(track.plrLu),
    psrDb: figure(track.psrDb),
    fullScaleSamples: track.fullScaleSamples,
  };
}

function curveItem(points: GainPoints | undefined): CurveItem | null {
  if (!points) return null;
  const frequenciesHz = Array.from(points.frequenciesHz, (hz) => figure(hz, 2) ?? hz);
  return { frequenciesHz, gainsDb: Array.from(points.gainsDb) };
}

function meanOver(values: Float64Array, reach: readonly number[]): number {
  const finite = reach.map((b) => values[b] as number).filter((v) => Number.isFinite(v));
  return finite.reduce((sum, v) => sum + v, 0) / Math.max(1, finite.length);
}

/** Neighbouring third octaves that stay apart on the same side, the largest difference first. */
function leftOverOf(leftDb: Float64Array, { centresHz, usable }: Comparison): LeftOver[] {
  const level = meanLevel(
    leftDb,
    usable.map((w) => (w === 1 ? 1 : 0)),
  );
  const found: LeftOver[] = [];
  let from = -1;
  leftDb.forEach((db, b) => {
    const over = (band: number): boolean =>
      usable[band] === 1 && Math.abs((leftDb[band] as number) - level) >= LEFT_OVER_DB;
    const sign = (band: number): number => Math.sign((leftDb[band] as number) - level);
    if (!over(b)) return;
    if (from < 0 || !over(b - 1) || sign(b - 1) !== sign(b)) from = b;
    const differenceDb = figure(level - db, 1) ?? 0;
    const item = { fromHz: edgeHz(centresHz, from, -1), toHz: edgeHz(centresHz, b, 1), differenceDb };
    if (from === b) found.push(item);
    else {
      const last = found.pop() as LeftOver;
      const more = Math.abs(last.differenceDb) > Math.abs(differenceDb) ? last.differenceDb : differenceDb;
      found.push({ ...item, differenceDb: more });
    }
  });
  return found.sort((a, b) => Math.abs(b.differenceDb) - Math.abs(a.differenceDb)).slice(0, MOST_LEFT_OVER);
}

const edgeHz = (centresHz: Float64Array, b: number | undefined, sixths: number): number =>
  Math.round((centresHz[b ?? 0] ?? 0) * 10 ** ((0.3 * sixths) / 6));

/** Mean gain of a band over the third octaves it works in. */
const meanGainDb = (band: EqBand, reach: readonly number[], centresHz: Float64Array): number =>
  meanOver(eqBandsGainDb([band], centresHz), reach);

function eqItem(band: EqBand, leftDb: Float64Array, mix: TrackProfile, comparison: Comparison): EqItem {
  const { centresHz, toneGapDb, confidence, usable } = comparison;
  const reach = reachOf(band, centresHz);
  const level = meanLevel(toneGapDb, usable);
  const without = meanOver(leftDb, reach) - meanLevel(leftDb, usable) + meanGainDb(band, reach, centresHz);
  return {
    ...band,
    fromHz: edgeHz(centresHz, reach[0], -1),
    toHz: edgeHz(centresHz, reach.at(-1), 1),
    differenceDb: figure(level - meanOver(toneGapDb, reach), 1) ?? 0,
    correctsDb: figure(-without, 1) ?? 0,
    confidence: figure(meanOver(confidence, reach)) ?? 0,
    where: passagesOf(mix, comparison, reach, Math.sign(band.gainDb)),
  };
}

function widthItem(band: EqBand, leftDb: Float64Array, { centresHz, widthGapDb, confidence }: Comparison): EqItem {
  const reach = reachOf(band, centresHz);
  return {
    ...band,
    fromHz: edgeHz(centresHz, reach[0], -1),
    toHz: edgeHz(centresHz, reach.at(-1), 1),
    differenceDb: figure(-meanOver(widthGapDb, reach), 1) ?? 0,
    correctsDb: figure(-meanOver(leftDb, reach) - meanGainDb(band, reach, centresHz), 1) ?? 0,
    confidence: figure(meanOver(confidence, reach)) ?? 0,
    where: [],
  };
}

function lowEnd({ mid, side }: BandCurve, centresHz: Float64Array): Figure {
  let m = 0;
  let s = 0;
  centresHz.forEach((hz, b) => {
    if (hz > LOW_END_HZ) return;
    m += mid[b] as number;
    s += side[b] as number;
  });
  return figure(powerToDb(s / m), 1);
}

/** Part of the power that is in the side, and so lost in mono, in dB of level, before and after. */
function monoLoss(
  { spectra, stereo }: TrackProfile,
  all: GainAt,
  side: GainAt,
): { monoLossDb: Figure; monoLossAfterDb: Figure } {
  if (!stereo) return { monoLossDb: null, monoLossAfterDb: null };
  const { fineMid, fineSide, binHz } = spectra;
  const sums = [0, 0, 0, 0];
  for (let k = 1; k < fineMid.length; k++) {
    const gain = all(k * binHz) ** 2;
    const add = [
      fineMid[k] as number,
      fineSide[k] as number,
      gain * (fineMid[k] as number),
      gain * side(k * binHz) ** 2 * (fineSide[k] as number),
    ];
    add.forEach((v, i) => {
      sums[i] = (sums[i] as number) + v;
    });
  }
  const [m0, s0, m1, s1] = sums as [number, number, number, number];
  return { monoLossDb: figure(powerToDb((m0 + s0) / m0)), monoLossAfterDb: figure(powerToDb((m1 + s1) / m1)) };
}
