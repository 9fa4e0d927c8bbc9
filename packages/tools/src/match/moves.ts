import type { Move } from '@studiohand/core/tool';
import type { EqItem, MatchAnalysis } from './analysis.ts';
import type { MatchParams } from './params.ts';
import { bandTitle, hertz, regionOf, signedDb, span, theReferences } from './words.ts';

type Proposed = Omit<MatchAnalysis, 'predictedTruePeakDbtp' | 'headroomDb' | 'levelDb'>;

const trust = (confidence: number): string =>
  confidence >= 0.7
    ? 'Quiet and loud parts agree.'
    : confidence >= 0.4
      ? 'Quiet and loud parts agree in part.'
      : 'Quiet and loud parts disagree: listen first.';

/** What a band corrects that the others leave is far from what the files differ by there. */
const OTHERS_DB = 1.5;

/** Whether the plain difference explains a band: it has the other sign, and the other bands change little of it. */
const isPlain = ({ differenceDb, correctsDb, gainDb, type }: EqItem): boolean =>
  differenceDb * (type === 'lowCut' ? -1 : gainDb) < 0 && Math.abs(differenceDb - correctsDb) < OTHERS_DB;

function toneReason(item: EqItem, references: number): string {
  const { fromHz, toHz, differenceDb, correctsDb, where, confidence, frequencyHz } = item;
  const plain = isPlain(item);
  const db = plain ? differenceDb : correctsDb;
  const amount = `${Math.abs(db).toFixed(1)} dB ${db < 0 ? 'less' : 'more'}`;
  const place = plain && where.length > 0 ? `, most at ${where.map(span).join(', ')}` : '';
  const region = `${hertz(fromHz)}-${hertz(toHz)} (${regionOf(frequencyHz)})`;
  const others = plain ? '' : 'With the other moves on: ';
  return `${others}${amount} than ${theReferences(references)} at ${region}${place}. ${trust(confidence)}`;
}

function widthReason(item: EqItem, references: number): string {
  const { fromHz, toHz, differenceDb, correctsDb, type } = item;
  const plain = isPlain(item);
  const db = plain ? differenceDb : correctsDb;
  const amount = `${Math.abs(db).toFixed(1)} dB ${db < 0 ? 'less' : 'more'} side`;
  const low = type === 'lowCut' ? ' Keeps the low end in the middle.' : '';
  const others = plain ? '' : 'With the other moves on: ';
  return `${others}${amount} against mid than ${theReferences(references)} at ${hertz(fromHz)}-${hertz(toHz)}.${low}`;
}

/** Why the whole side moves: the mix is wider or narrower, or the bands on the side start from there. */
function sideReason(
  { sideGainDb, distanceBeforeDb, distanceAfterDb }: Proposed['stereo'],
  meanDb: number,
  references: number,
): string {
  const others = theReferences(references);
  if (meanDb * sideGainDb < 0)
    return `On average the side lies ${Math.abs(meanDb).toFixed(1)} dB ${meanDb > 0 ? 'higher' : 'lower'} against mid than in ${others}.`;
  return `The level from which the bands on the side start: with them the width is off by ${distanceAfterDb ?? 0} dB instead of ${distanceBeforeDb ?? 0} dB.`;
}

/** Mix less references over the compared bands. */
function meanWidthDb({ spectrum }: Proposed): number {
  const gaps = spectrum.mixWidthDb.flatMap((db, b): number[] => {
    const [low, high] = [spectrum.referenceWidthLowDb[b] ?? null, spectrum.referenceWidthHighDb[b] ?? null];
    if (!spectrum.compared[b] || db === null || low === null || high === null) return [];
    return [db < low ? db - low : db > high ? db - high : 0];
  });
  return gaps.reduce((sum, db) => sum + db, 0) / Math.max(1, gaps.length);
}

function eqMove(item: EqItem, id: string, enabled: boolean, reason: string, params: MatchParams): Move {
  const { type, frequencyHz, gainDb, q, slopeDbPerOctave, channel, confidence, where } = item;
  const slope = slopeDbPerOctave === undefined ? {} : { slopeDbPerOctave };
  const settings = {
    kind: 'eq',
    type,
    frequencyHz,
    gainDb,
    q,
    ...slope,
    channel,
    phase: params.phase,
    confidence,
    where,
  };
  return { id, enabled, title: bandTitle(item), reason, amount: params.strength, settings };
}

/** The moves that a comparison leads to, without those that need the result's peak. */
export function filterMoves(analysis: Proposed, params: MatchParams): Move[] {
  const { references, eq, curve, stereo, dynamics } = analysis;
  const count = references.length;
  const moves: Move[] = [];
  eq.forEach((item, i) => {
    moves.push(eqMove(item, `tone-${i + 1}`, params.tone, toneReason(item, count), params));
  });
  if (curve)
    moves.push({
      id: 'tone-curve',
      enabled: params.tone,
      title: `Tone curve of ${curve.gainsDb.length} points, ${signedDb(Math.min(...curve.gainsDb))} to ${signedDb(Math.max(...curve.gainsDb))}`,
      reason: `The balance lies ${analysis.distanceBeforeDb ?? 0} dB from ${theReferences(count)} on average.`,
      amount: params.strength,
      settings: { kind: 'curve', channel: 'stereo', ...curve, phase: params.phase },
    });
  if (stereo.sideGainDb !== 0)
    moves.push({
      id: 'side-level',
      enabled: params.width,
      title: `Side ${signedDb(stereo.sideGainDb)}`,
      reason: sideReason(stereo, meanWidthDb(analysis), count),
      amount: params.strength,
      settings: { kind: 'sideGain', gainDb: stereo.sideGainDb },
    });
  stereo.eq.forEach((item, i) => {
    moves.push(eqMove(item, `width-${i + 1}`, params.width, widthReason(item, count), params));
  });
  if (stereo.curve)
    moves.push({
      id: 'side-curve',
      enabled: params.width,
      title: `Side curve of ${stereo.curve.gainsDb.length} points`,
      reason: `Width lies ${stereo.distanceBeforeDb ?? 0} dB from ${theReferences(count)} on average.`,
      amount: params.strength,
      settings: { kind: 'curve', channel: 'side', ...stereo.curve, phase: params.phase },
    });
  for (const { compressor } of dynamics) {
    if (!compressor) continue;
    const { fromHz, toHz, thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb } = compressor;
    const { crestBeforeDb, crestWantedDb, crestAfterDb, verifiedCrestChangeDb } = compressor;
    moves.push({
      id: `compress-${Math.round(fromHz)}`,
      enabled: params.dynamics,
      title: `Compress ${hertz(fromHz)}-${hertz(toHz)}: ${ratio}:1 over ${thresholdDb.toFixed(1)} dBFS, attack ${attackMs} ms, release ${releaseMs} ms`,
      reason: `Hits stand ${crestBeforeDb.toFixed(1)} dB over their second, ${crestWantedDb.toFixed(1)} dB in ${theReferences(count)}; simulated: ${crestAfterDb.toFixed(1)} dB after${verifiedCrestChangeDb === undefined ? '' : `, ${verifiedCrestChangeDb.toFixed(1)} dB on your loudest passage`}. Off unless you want it: it costs life.`,
      amount: params.strength,
      settings: { kind: 'compressor', fromHz, toHz, thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb },
    });
  }
  return moves;
}

/** What the level move leaves of the difference, and why. */
function levelRest(restLu: number, headroomDb: number): string {
  if (restLu > 0.1) return '; more than this needs a limiter';
  return headroomDb < 0 && restLu < -0.1 ? `; ${signedDb(headroomDb)} of that is in the gain move` : '';
}

/** All moves. */
export function movesOf(analysis: MatchAnalysis, params: MatchParams): Move[] {
  const moves = filterMoves(analysis, params);
  const { headroomDb, predictedTruePeakDbtp, levelDb, loudnessDifferenceLu, references } = analysis;
  if (headroomDb < 0)
    moves.push({
      id: 'headroom',
      enabled: true,
      title: `Gain ${signedDb(headroomDb)}`,
      reason: `The moves above raise the true peak to ${(predictedTruePeakDbtp ?? 0).toFixed(1)} dBTP, and this file stores integers: it would clip.`,
      amount: 1,
      settings: { kind: 'gain', gainDb: headroomDb },
    });
  if (levelDb !== 0)
    moves.push({
      id: 'level',
      enabled: params.level,
      title: `Level ${signedDb(levelDb)}`,
      reason: `${theReferences(references.length).replace('the', 'The')} ${references.length === 1 ? 'is' : 'are'} ${Math.abs(loudnessDifferenceLu ?? 0).toFixed(1)} LU ${(loudnessDifferenceLu ?? 0) > 0 ? 'louder' : 'quieter'}${levelRest((loudnessDifferenceLu ?? 0) - levelDb, headroomDb)}.`,
      amount: 1,
      settings: { kind: 'gain', gainDb: levelDb },
    });
  return moves;
}
