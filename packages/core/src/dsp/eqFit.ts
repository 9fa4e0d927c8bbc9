/**
 * A few bands that a person would set, fitted to a difference curve: at most one low shelf, one high shelf, and bells.
 * Method: bands are added one at a time where they help most (a shelf, or a bell at one of the largest places left),
 * keeping the best few sets; after each, all bands are refined together by bounded least squares ({@link BandSets}). A small penalty on gain and on q over 1 keeps neighbours from
 * working against each other; opposing neighbours that one band can replace are merged, and bands too small to hear are
 * dropped. A constant offset is free: the curve is a matter of colour, not of level. The idea of adding and refining is
 * that of AutoEq's optimiser (J. Pasanen); penalties and limits are ours.
 * Range: gains within ±maxGainDb, q to maxQ. Weakness: what needs more gain or narrower bands is left, and said in
 * `residualDb`; a curve can be made of bands in more than one way.
 */

import type { EqBand } from './eqBand.ts';
import { type BandSet, BandSets } from './eqBandSets.ts';
import type { FitShape } from './eqModel.ts';

/** What to reach: gain in dB at rising frequencies, and how far each is to be trusted (0..1; all 1 by default). */
export interface EqTarget {
  readonly frequenciesHz: Float64Array;
  readonly targetDb: Float64Array;
  readonly weights?: Float64Array;
}

export interface EqFitOptions {
  readonly maxBands: number;
  /** 6 by default. */
  readonly maxGainDb?: number;
  /** Of bells; 2.5 by default. */
  readonly maxQ?: number;
  /** A band under this is dropped; 0.5 by default. */
  readonly minGainDb?: number;
  /** Weighted RMS error at which no more bands are added; 0.05 by default. */
  readonly goodRmsDb?: number;
  /**
   * What is made small: 'squares' of the errors, which looks at the largest first, or 'absolute' errors, which leaves a
   * few that no band can reach for what all others gain. 'squares' by default.
   */
  readonly error?: 'squares' | 'absolute';
  /** What the constant offset may be; -60 to 60 by default. */
  readonly offsetDb?: readonly [lowest: number, highest: number];
}

export type FittedBand = Pick<EqBand, 'type' | 'frequencyHz' | 'gainDb' | 'q'> & { readonly type: FitShape };

export interface EqFit {
  /** In order of frequency. */
  readonly bands: readonly FittedBand[];
  /** Level that the bands leave out: target = bands + offset + residual. */
  readonly offsetDb: number;
  /** Target less bands less offset at each frequency. */
  readonly residualDb: Float64Array;
  /** Weighted root mean square of the residual. */
  readonly rmsDb: number;
}

/** Sets kept from one band count to the next while there are few bands. */
const KEPT = 3;
const WIDE_TO = 4;
/** A band has to take this much off the error to be worth its row. */
const WORTH_DB = 0.06;

/** The bands for a curve; none when the curve is flat within `minGainDb`. Curves under two points give none. */
export function fitEqBands(target: EqTarget, options: EqFitOptions): EqFit {
  const { maxBands, maxGainDb = 6, maxQ = 2.5, minGainDb = 0.5, goodRmsDb = 0.05, offsetDb = [-60, 60] } = options;
  const { frequenciesHz: hz, targetDb } = target;
  const weights = target.weights ?? new Float64Array(hz.length).fill(1);
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (hz.length < 2 || !(total > 0)) return { bands: [], offsetDb: 0, residualDb: targetDb.slice(), rmsDb: 0 };
  const limits = { maxGainDb, maxQ, lowHz: hz[0], highHz: hz[hz.length - 1], offsetDb };
  const fit = new BandSets(hz, targetDb, weights, limits);
  const enough = goodRmsDb * goodRmsDb * total;
  let best = fit.empty();
  let kept: BandSet[] = [best];
  // A band alone may help little where two help much: all counts are tried, and each band has to pay for its row.
  const price = ({ cost, shapes }: BandSet): number => Math.sqrt(cost / total) + WORTH_DB * shapes.length;
  for (let count = 1; count <= maxBands && (kept[0]?.cost ?? 0) > enough; count++) {
    const grown = kept.flatMap((set) => fit.grow(set)).sort((a, b) => a.cost - b.cost);
    const width = count <= WIDE_TO ? KEPT : 1;
    kept = grown.filter((set, i) => i === 0 || set.cost > grown[i - 1].cost * (1 + 1e-6)).slice(0, width);
    if (kept[0] && kept[0].cost > enough) kept[0] = fit.exchange(kept[0]);
    if (kept[0] && price(kept[0]) < price(best)) best = kept[0];
  }
  const merged = fit.merged(best, total);
  const absolute = options.error === 'absolute';
  const settled = absolute ? absoluteFit(fit, merged, maxBands, total) : merged;
  const settle = (set: BandSet): BandSet => (absolute ? fit.absolute(set) : set);
  return fit.result(fit.audible(settled, minGainDb, settle), total);
}

/** From a fit by squares to one by absolute errors: as many bands as there may be, then only those that earn their row. */
function absoluteFit(fit: BandSets, start: BandSet, maxBands: number, total: number): BandSet {
  let best = fit.absolute(start);
  while (best.shapes.length < maxBands) {
    const [grown] = fit.growAbsolute(best).sort((a, b) => a.cost - b.cost);
    if (!grown || grown.cost >= best.cost) break;
    best = grown;
  }
  best = fit.exchangeAbsolute(best);
  for (;;) {
    const [fewer] = fit.shrinkAbsolute(best).sort((a, b) => a.cost - b.cost);
    if (!fewer || fewer.cost - best.cost > WORTH_DB * total) return fit.exchangeAbsolute(best);
    best = fewer;
  }
}
