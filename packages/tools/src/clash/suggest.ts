/** For each clash the mildest change of the masking stem that gives back at least half of what is lost. */
import {
  biquadGainsDb,
  type Clash,
  type Effect,
  framesToAsk,
  gateFor,
  type MaskingModel,
  matchedBiquad,
  type Relief,
  reliefs,
  type StemChange,
  type Tracks,
  whatIf,
} from '@studiohand/core/dsp';
import { dbToPower, powerToDb } from '@studiohand/core/units';
import type { Remedy, Suggestion } from './analysis.ts';

/** Depths tried, mildest first. */
const DEPTHS_DB = [2, 3, 4.5, 6, 7.5, 9, 10.5, 12];
const LEVELS_DB = [1.5, 3, 4.5, 6];
const BALANCES_DB = [4, 8];
/** A clash wider than this is not a matter of one EQ band. */
const WIDEST_OCTAVES = 4;
/** Below this nothing is panned. */
const LOWEST_PAN_HZ = 250;
/** A masker that sounds longer than this beyond the passages is cut only while the other sounds. */
const STATIC_SHARE = 0.6;
const ATTACK_MS = 8;
const RELEASE_MS = 120;
/** What must come back, and what another pair may lose on top of what it has lost. */
const BACK = 0.5;
/** Less than this much of a help is not worth a word, */
const LEAST_HELP = 0.85;
/** nor is a whole stem turned down further than this for less than half. */
const LEVEL_FOR_LESS_DB = 3;
const WORSE_FACTOR = 1.1;
const WORSE_LEAST = 0.005;
const MOST_CLASHES = 12;
/** The filter a stem is cut with when the file's rate is not at hand: any rate far above the band would do. */
const DESIGN_RATE_HZ = 192000;

interface Candidate {
  readonly remedy: Remedy;
  readonly change: StemChange;
}

function bellShape({ fromHz, toHz }: Clash): { frequencyHz: number; q: number } {
  const octaves = Math.max(0.25, Math.log2(toHz / Math.max(20, fromHz)) * 1.2);
  const q = Math.SQRT2 ** octaves / (2 ** octaves - 1);
  return {
    frequencyHz: Number(Math.sqrt(Math.max(20, fromHz) * toHz).toPrecision(3)),
    q: Number(Math.min(6, Math.max(0.4, q)).toFixed(2)),
  };
}

/** Power factors of a bell on all bands, both ears alike. */
function bellGains(tracks: Tracks, frequencyHz: number, gainDb: number, q: number): Float64Array {
  const bell = matchedBiquad({ type: 'bell', frequencyHz, gainDb, q }, DESIGN_RATE_HZ);
  const centres = Float64Array.from(tracks.bands, (band) => band.centreHz);
  const one = Array.from(biquadGainsDb([bell], centres, DESIGN_RATE_HZ), dbToPower);
  return Float64Array.from([...one, ...one]);
}

function flatGains(tracks: Tracks, leftDb: number, rightDb: number): Float64Array {
  const count = tracks.bands.length;
  return new Float64Array(2 * count).map((_, i) => dbToPower(i < count ? leftDb : rightDb));
}

/** Gains of both sides for a balance: what the nearer side has over the other, at equal power. */
export function balanceGainsDb(balanceDb: number): readonly [number, number] {
  const total = dbToPower(balanceDb) + 1;
  return [powerToDb(2 / total), powerToDb((2 * dbToPower(balanceDb)) / total)];
}

/** Share of the time in which a stem sounds in the clash's bands that lies within its passages. */
function timeShare(clash: Clash, { tracks, bands, frameCount, frameSeconds }: Tracks): number {
  const { ears, power } = tracks[clash.masker] as Tracks['tracks'][number];
  const levels = new Float64Array(frameCount);
  for (let f = 0; f < frameCount; f++)
    for (let e = 0; e < ears; e++)
      for (let b = clash.fromBand; b < clash.toBand; b++)
        levels[f] = (levels[f] as number) + (power[(f * ears + e) * bands.length + b] as number);
  const least = levels.reduce((sum, v) => sum + v, 0) / Math.max(1, frameCount) / 10;
  let [inside, all] = [0, 0];
  levels.forEach((level, f) => {
    if (level < least) return;
    all++;
    const at = f * frameSeconds;
    if (clash.passages.some((p) => at >= p.fromSeconds && at < p.toSeconds)) inside++;
  });
  return all === 0 ? 1 : inside / all;
}

function centred(tracks: Tracks, stem: number, { fromBand, toBand }: Clash): boolean {
  const { ears, power } = tracks.tracks[stem] as Tracks['tracks'][number];
  if (ears === 1) return true;
  const count = tracks.bands.length;
  let [left, right] = [0, 0];
  for (let f = 0; f < tracks.frameCount; f++) {
    for (let b = fromBand; b < toBand; b++) {
      left += power[2 * f * count + b] as number;
      right += power[(2 * f + 1) * count + b] as number;
    }
  }
  return Math.abs(powerToDb((left + 1e-20) / (right + 1e-20))) < 2;
}

function candidates(clash: Clash, tracks: Tracks, deepestCutDb: number): Candidate[] {
  const { masker: stem, fromHz, toHz } = clash;
  const list: Candidate[] = [];
  const { frequencyHz, q } = bellShape(clash);
  if (Math.log2(toHz / Math.max(20, fromHz)) <= WIDEST_OCTAVES) {
    const gate = gateFor(clash, tracks);
    const always = timeShare(clash, tracks) >= STATIC_SHARE;
    const thresholdDbfs = Number(powerToDb(Math.max(1e-12, gate.halfOpenPower)).toFixed(1));
    for (const depth of DEPTHS_DB.filter((db) => db <= deepestCutDb)) {
      const gains = bellGains(tracks, frequencyHz, -depth, q);
      if (always)
        list.push({
          remedy: { kind: 'bell', frequencyHz, gainDb: -depth, q },
          change: { clash, stem, gains, gate: null },
        });
      list.push({
        remedy: {
          kind: 'duck',
          frequencyHz,
          gainDb: -depth,
          q,
          keyStem: clash.masked,
          thresholdDbfs,
          attackMs: ATTACK_MS,
          releaseMs: RELEASE_MS,
        },
        change: { clash, stem, gains, gate },
      });
    }
  }
  if (fromHz >= LOWEST_PAN_HZ && (tracks.tracks[stem]?.ears ?? 1) === 2 && centred(tracks, stem, clash))
    for (const balanceDb of BALANCES_DB) {
      const [left, right] = balanceGainsDb(balanceDb);
      list.push({
        remedy: { kind: 'pan', balanceDb },
        change: { clash, stem, gains: flatGains(tracks, left, right), gate: null },
      });
    }
  for (const db of LEVELS_DB.filter((level) => level <= deepestCutDb))
    list.push({
      remedy: { kind: 'level', gainDb: -db },
      change: { clash, stem, gains: flatGains(tracks, -db, -db), gate: null },
    });
  return list;
}

/** Whether no other pair pays for it. */
const harmless = ({ worst }: Effect): boolean =>
  worst === null || worst.after <= WORSE_FACTOR * worst.before + WORSE_LEAST;

/**
 * Changes in the order in which they are preferred: those that give half back, mildest first, then those that give less,
 * best first. What helps too little for what it costs is left out.
 */
function preferred(list: readonly Candidate[], given: readonly Relief[]): number[] {
  const all = given.map((relief, i) => ({ ...relief, i }));
  const isEnough = ({ before, after }: Relief): boolean => after <= BACK * before;
  const isWorthIt = ({ before, after, i }: Relief & { readonly i: number }): boolean => {
    const remedy = (list[i] as Candidate).remedy;
    return after <= LEAST_HELP * before && !(remedy.kind === 'level' && remedy.gainDb < -LEVEL_FOR_LESS_DB);
  };
  return [
    ...all.filter(isEnough),
    ...all.filter((relief) => !isEnough(relief) && isWorthIt(relief)).sort((a, b) => a.after - b.after),
  ].map(({ i }) => i);
}

/** One answer per clash, in their order; null where no change within the limits helps without harm elsewhere. */
export function suggest(
  clashes: readonly Clash[],
  model: MaskingModel,
  tracks: Tracks,
  deepestCutDb: number,
): (Suggestion | null)[] {
  const asked = clashes.slice(0, MOST_CLASHES);
  const frames = framesToAsk(asked, tracks);
  const lists = asked.map((clash) => candidates(clash, tracks, deepestCutDb));
  const given = reliefs(
    model,
    tracks,
    lists.flat().map(({ change }) => change),
    frames,
  );
  let at = 0;
  let open = lists.map((list, clash) => {
    const order = preferred(list, given.slice(at, at + list.length)).map((i) => list[i] as Candidate);
    at += list.length;
    return { clash, order };
  });
  const suggestions: (Suggestion | null)[] = clashes.map(() => null);
  // The first that harms no other pair is taken; most often that is the very first.
  for (let rank = 0; open.some(({ order }) => order.length > rank); rank++) {
    open = open.filter(({ order }) => order.length > rank);
    const heads = open.map(({ order }) => order[rank] as Candidate);
    const effects = whatIf(
      model,
      tracks,
      heads.map(({ change }) => change),
      frames,
    );
    open = open.filter(({ clash }, k) => {
      const effect = effects[k] as Effect;
      if (!harmless(effect)) return true;
      const { remedy, change } = heads[k] as Candidate;
      const { before, after, worst } = effect;
      const enough = after <= BACK * before;
      // Some frames were asked, so the share that stays is taken, not its level.
      const lostBefore = (asked[clash] as Clash).lostHere;
      const lostAfter = before === 0 ? lostBefore : (lostBefore * after) / before;
      suggestions[clash] = { stem: change.stem, remedy, lostBefore, lostAfter, enough, worst };
      return false;
    });
  }
  return suggestions;
}
