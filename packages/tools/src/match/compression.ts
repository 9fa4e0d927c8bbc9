import { findOnsets, punchDb, reductionDb, SIGNATURE_HOPS_PER_SECOND } from '@studiohand/core/dsp';
import { dbToPower, powerToDb } from '@studiohand/core/units';
import { crestOf } from './dynamics.ts';
import { percentile } from './figures.ts';

/** Settings of one band's compressor as they go into a move, with what the simulation says they do. */
export interface CompressionProposal {
  readonly fromHz: number;
  readonly toHz: number;
  readonly thresholdDb: number;
  readonly ratio: number;
  readonly kneeDb: number;
  readonly attackMs: number;
  readonly releaseMs: number;
  /** Brings the band back to its level. */
  readonly makeupDb: number;
  /** Crest of the band before, wanted, and after, simulated on its own level. */
  readonly crestBeforeDb: number;
  readonly crestWantedDb: number;
  readonly crestAfterDb: number;
  /** What the compressor itself did to the crest of the loudest passage. */
  readonly verifiedCrestChangeDb?: number;
}

/** The detector of the band compressor: an exponential mean square of 10 ms, linked over the channels. */
export const DETECTOR_RMS_MS = 10;
export const KNEE_DB = 6;
const RATIOS: readonly number[] = [1.5, 2, 2.5, 3, 4];
const ATTACKS_MS: readonly number[] = [5, 10, 20, 40, 80];
const RELEASES_MS: readonly number[] = [60, 120, 250, 500];
/** The most of a song that is simulated, in seconds taken evenly from it. */
const MOST_SECONDS = 24;
const BISECTIONS = 9;
/** A gap under this is left alone. */
const LEAST_GAP_DB = 1;
/** What has to be made up at most, and the part of the gap that has to close. */
const MOST_MAKEUP_DB = 6;
const LEAST_CLOSED = 0.3;
/** What a setting is worse by: per dB of crest missed, of punch missed, of reduction, and per unit of ratio. */
const COST = { crest: 1, punch: 0.25, reduction: 0.1, ratio: 0.05 };

/** Seconds of the series that count, joined: at most {@link MOST_SECONDS}, evenly from the song. */
function sample(power: Float64Array): Float64Array {
  const hops = SIGNATURE_HOPS_PER_SECOND;
  const gate = 0.01 * (power.reduce((sum, p) => sum + p, 0) / Math.max(1, power.length));
  const seconds = Math.floor(power.length / hops);
  const kept: number[] = [];
  for (let s = 0; s < seconds; s++) {
    let sum = 0;
    for (let i = s * hops; i < (s + 1) * hops; i++) sum += power[i] as number;
    if (sum / hops > gate) kept.push(s);
  }
  const count = Math.min(MOST_SECONDS, kept.length);
  const out = new Float64Array(count * hops);
  for (let k = 0; k < count; k++) {
    const s = kept[Math.floor((k * kept.length) / count)] as number;
    out.set(power.subarray(s * hops, (s + 1) * hops), k * hops);
  }
  return out;
}

/** Power series after compression, and the mean reduction by energy in dB, into `out`. */
function simulate(
  power: Float64Array,
  levels: Float64Array,
  settings: { thresholdDb: number; ratio: number; attackMs: number; releaseMs: number },
  out: Float64Array,
): number {
  const curve = { thresholdDb: settings.thresholdDb, ratio: settings.ratio, kneeDb: KNEE_DB };
  const hopMs = 1000 / SIGNATURE_HOPS_PER_SECOND;
  const attack = Math.exp(-hopMs / settings.attackMs);
  const release = Math.exp(-hopMs / settings.releaseMs);
  let envelope = 0;
  let before = 0;
  let after = 0;
  for (let i = 0; i < power.length; i++) {
    const wanted = reductionDb(levels[i] as number, curve);
    const last = envelope;
    envelope = wanted + (wanted > envelope ? attack : release) * (envelope - wanted);
    // The reduction moves on within the 5 ms.
    const reduced = (power[i] as number) * dbToPower(-(last + envelope) / 2);
    out[i] = reduced;
    before += power[i] as number;
    after += reduced;
  }
  return after > 0 ? powerToDb(before / after) : 0;
}

/**
 * A compressor for a band whose crest lies above what the references have, within ratio 4, attack 5 to 80 ms and release
 * 60 to 500 ms; undefined where there is nothing to close. `wanted` are crest and punch of the references.
 */
export function proposeCompression(
  { fromHz, toHz, power }: { readonly fromHz: number; readonly toHz: number; readonly power: Float64Array },
  wanted: { readonly crestDb: number; readonly punchDb: number },
): CompressionProposal | undefined {
  const part = sample(power);
  const crestBeforeDb = crestOf(part);
  const gapDb = crestBeforeDb - wanted.crestDb;
  if (!(gapDb >= LEAST_GAP_DB)) return undefined;
  const levels = detected(part);
  const finite = Array.from(levels).filter((db) => Number.isFinite(db));
  const highest = percentile(finite, 99.5);
  const lowest = percentile(finite, 25);
  const onsets = findOnsets(part);
  const out = new Float64Array(part.length);
  let best: CompressionProposal | undefined;
  let bestCost = COST.crest * gapDb;
  for (const ratio of RATIOS)
    for (const attackMs of ATTACKS_MS)
      for (const releaseMs of RELEASES_MS) {
        let [low, high] = [lowest, highest];
        for (let b = 0; b < BISECTIONS; b++) {
          const middle = (low + high) / 2;
          simulate(part, levels, { thresholdDb: middle, ratio, attackMs, releaseMs }, out);
          if (crestOf(out) > wanted.crestDb) high = middle;
          else low = middle;
        }
        const thresholdDb = Math.round(((low + high) / 2) * 2) / 2;
        const makeupDb = simulate(part, levels, { thresholdDb, ratio, attackMs, releaseMs }, out);
        const crestAfterDb = crestOf(out);
        const punch = punchDb(out, onsets, part) - wanted.punchDb;
        const cost =
          COST.crest * Math.abs(crestAfterDb - wanted.crestDb) +
          COST.punch * (Number.isFinite(punch) ? Math.abs(punch) : 0) +
          COST.reduction * makeupDb +
          COST.ratio * ratio;
        const closes = crestBeforeDb - crestAfterDb;
        if (cost >= bestCost || makeupDb > MOST_MAKEUP_DB || closes < LEAST_CLOSED * gapDb) continue;
        bestCost = cost;
        const settings = { thresholdDb, ratio, kneeDb: KNEE_DB, attackMs, releaseMs };
        const made = Number(makeupDb.toFixed(1));
        best = {
          fromHz,
          toHz,
          ...settings,
          makeupDb: made,
          crestBeforeDb,
          crestWantedDb: wanted.crestDb,
          crestAfterDb,
        };
      }
  return best;
}

/** What the detector of the compressor reads, in dB. */
function detected(power: Float64Array): Float64Array {
  const factor = Math.exp(-1000 / SIGNATURE_HOPS_PER_SECOND / DETECTOR_RMS_MS);
  let mean = power[0] ?? 0;
  return power.map((p) => {
    const last = mean;
    mean = p + factor * (mean - p);
    // What it reads on the way through the 5 ms.
    return powerToDb((last + mean) / 2);
  });
}
