/**
 * A few bands that a person would set, fitted to a difference curve: at most one low shelf, one high shelf, and bells.
 * Method: bands are added one at a time where they help most (a shelf, or a bell at one of the largest places left),
 * keeping the best few sets; after each, all bands are refined together by bounded least squares with exact derivatives
 * ({@link solveLeastSquares}, {@link addShape}). A small penalty on gain and on q over 1 keeps neighbours from
 * working against each other; opposing neighbours that one band can replace are merged, and bands too small to hear are
 * dropped. A constant offset is free: the curve is a matter of colour, not of level. The idea of adding and refining is
 * that of AutoEq's optimiser (J. Pasanen); penalties and limits are ours.
 * Range: gains within ±maxGainDb, q to maxQ. Weakness: what needs more gain or narrower bands is left, and said in
 * `residualDb`; a curve can be made of bands in more than one way.
 */
import { solveLeastSquares } from './boundedLeastSquares.ts';
import type { EqBand } from './eqBand.ts';
import { addShape, type FitShape, type ShapeSettings } from './eqModel.ts';

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

/** log2 Hz, log2 q, gain of each shape, then the offset. */
interface BandSet {
  readonly shapes: readonly FitShape[];
  readonly x: Float64Array;
  readonly cost: number;
}

interface Limits {
  readonly maxGainDb: number;
  readonly maxQ: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly offsetDb: readonly [number, number];
}

/** Sets kept from one band count to the next while there are few bands, and places tried for a new bell. */
const KEPT = 3;
const WIDE_TO = 4;
const PLACES = 3;
/** Penalty per dB of gain and per octave of q over 1, in dB of error: 6 dB weigh as much as an error of 0.12 dB. */
const GAIN_PENALTY = 0.02;
const Q_PENALTY = 0.06;
/** A band has to take this much off the root mean square error to be worth its row. */
const WORTH_DB = 0.06;
/** Opposing neighbours this near are merged if the error grows by no more than this. */
const MERGE_OCTAVES = 1;
const MERGE_RMS_DB = 0.12;
/** Opposing bells this near work against each other: nobody would set them, whatever the error. */
const OPPOSING_OCTAVES = 0.3;
const MIN_Q = 0.3;
const SHELF_Q: readonly [number, number] = [0.4, 0.9];
/** An exchange of bands has to take off this part of the squared error. */
const EXCHANGE_WORTH = 0.05;
/** Neighbours of the same sign this near are one band. */
const SAME_OCTAVES = 1 / 3;
/** And this near a second one only gets around the limit of gain. */
const TAKEN_OCTAVES = 1 / 6;
const STEPS_TRYING = 8;
const STEPS_ADDING = 20;
const STEPS_LAST = 80;

/** The bands for a curve; none when the curve is flat within `minGainDb`. Curves under two points give none. */
export function fitEqBands(target: EqTarget, options: EqFitOptions): EqFit {
  const { maxBands, maxGainDb = 6, maxQ = 2.5, minGainDb = 0.5, goodRmsDb = 0.05, offsetDb = [-60, 60] } = options;
  const { frequenciesHz: hz, targetDb } = target;
  const weights = target.weights ?? new Float64Array(hz.length).fill(1);
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (hz.length < 2 || !(total > 0)) return { bands: [], offsetDb: 0, residualDb: targetDb.slice(), rmsDb: 0 };
  const limits: Limits = { maxGainDb, maxQ, lowHz: hz[0], highHz: hz[hz.length - 1], offsetDb };
  const fit = new Fit(hz, targetDb, weights, limits);
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
  return fit.result(fit.tidy(best, minGainDb, total), total);
}

function settingsOf(shapes: readonly FitShape[], x: Float64Array, band: number): ShapeSettings {
  return { shape: shapes[band], log2Hz: x[3 * band], log2Q: x[3 * band + 1], gainDb: x[3 * band + 2] };
}

class Fit {
  readonly #hz: Float64Array;
  readonly #target: Float64Array;
  readonly #roots: Float64Array;
  readonly #limits: Limits;

  constructor(hz: Float64Array, target: Float64Array, weights: Float64Array, limits: Limits) {
    this.#hz = hz;
    this.#target = target;
    this.#roots = weights.map((w) => Math.sqrt(Math.max(0, w)));
    this.#limits = limits;
  }

  empty(): BandSet {
    return this.#refine([], new Float64Array(1), 3);
  }

  /** The sets with one band more that are worth looking at. */
  grow({ shapes, x }: BandSet): BandSet[] {
    const left = this.residual(shapes, x);
    const sets: BandSet[] = [];
    const add = (shape: FitShape, hz: number, q: number, gainDb: number): void => {
      const grown = new Float64Array(x.length + 3);
      grown.set(x.subarray(0, x.length - 1));
      grown.set([Math.log2(hz), Math.log2(q), gainDb, x[x.length - 1]], x.length - 1);
      sets.push(this.#refine([...shapes, shape], grown, STEPS_ADDING));
    };
    const { lowHz, highHz } = this.#limits;
    if (!shapes.includes('lowShelf'))
      add('lowShelf', Math.min(2.5 * lowHz, highHz), 0.7, this.#mean(left, lowHz, 3 * lowHz));
    if (!shapes.includes('highShelf'))
      add('highShelf', Math.max(highHz / 2, lowHz), 0.7, this.#mean(left, highHz / 3, highHz));
    for (const place of this.#places(left))
      if (!this.#isTaken(shapes, x, this.#hz[place], left[place])) add('bell', this.#hz[place], 1.2, left[place]);
    return sets;
  }

  /** The set after each band in turn was taken out and put where it helps most, as long as that helps. */
  exchange(set: BandSet): BandSet {
    let best = set;
    for (let b = 0; b < set.shapes.length; b++) {
      const fewer = this.#without(best, b, STEPS_TRYING);
      for (const other of this.grow(fewer)) if (other.cost < best.cost * (1 - EXCHANGE_WORTH)) best = other;
    }
    return best;
  }

  /** Whether a bell that pushes the same way stands there already: a second one would only get around the limit. */
  #isTaken(shapes: readonly FitShape[], x: Float64Array, hz: number, sign: number): boolean {
    return shapes.some(
      (shape, b) => shape === 'bell' && x[3 * b + 2] * sign > 0 && Math.abs(x[3 * b] - Math.log2(hz)) < TAKEN_OCTAVES,
    );
  }

  /** Peaks of the smoothed, weighted remainder, the largest areas first. */
  #places(left: Float64Array): number[] {
    const area = left.map((_, i) => {
      let sum = 0;
      for (let j = Math.max(0, i - 2); j <= Math.min(left.length - 1, i + 2); j++)
        sum += left[j] * this.#roots[j] * (3 - Math.abs(i - j));
      return Math.abs(sum);
    });
    const peaks: number[] = [];
    for (let i = 0; i < area.length; i++)
      if (area[i] >= (area[i - 1] ?? 0) && area[i] >= (area[i + 1] ?? 0)) peaks.push(i);
    return peaks.sort((a, b) => area[b] - area[a]).slice(0, PLACES);
  }

  #mean(values: Float64Array, fromHz: number, toHz: number): number {
    const inside = values.filter((_, i) => this.#hz[i] >= fromHz && this.#hz[i] <= toHz);
    return inside.reduce((sum, v) => sum + v, 0) / Math.max(1, inside.length);
  }

  residual(shapes: readonly FitShape[], x: Float64Array): Float64Array {
    const model = new Float64Array(this.#hz.length).fill(x[x.length - 1]);
    const slopes = new Float64Array(3 * model.length);
    for (let b = 0; b < shapes.length; b++) addShape(settingsOf(shapes, x, b), this.#hz, model, slopes, 3, 0);
    return this.#target.map((db, i) => db - model[i]);
  }

  #refine(shapes: readonly FitShape[], start: Float64Array, steps: number): BandSet {
    const x = start.slice();
    const n = x.length;
    const points = this.#hz.length;
    const { lower, upper } = this.#bounds(shapes, n);
    const model = new Float64Array(points);
    const evaluate = (at: Float64Array, residuals: Float64Array, jacobian: Float64Array): void => {
      jacobian.fill(0);
      model.fill(at[n - 1]);
      for (let b = 0; b < shapes.length; b++) addShape(settingsOf(shapes, at, b), this.#hz, model, jacobian, n, 3 * b);
      for (let i = 0; i < points; i++) {
        const root = this.#roots[i];
        const row = i * n;
        jacobian[row + n - 1] = 1;
        for (let j = 0; j < n; j++) jacobian[row + j] *= root;
        residuals[i] = (model[i] - this.#target[i]) * root;
      }
      for (let b = 0; b < shapes.length; b++) {
        const gains = points + 2 * b;
        residuals[gains] = GAIN_PENALTY * at[3 * b + 2];
        jacobian[gains * n + 3 * b + 2] = GAIN_PENALTY;
        residuals[gains + 1] = Q_PENALTY * Math.max(0, at[3 * b + 1]);
        jacobian[(gains + 1) * n + 3 * b + 1] = at[3 * b + 1] > 0 ? Q_PENALTY : 0;
      }
    };
    const residualCount = points + 2 * shapes.length;
    const cost = solveLeastSquares(x, { residualCount, lower, upper, evaluate }, steps);
    return { shapes, x, cost };
  }

  #bounds(shapes: readonly FitShape[], n: number): { lower: Float64Array; upper: Float64Array } {
    const { maxGainDb, maxQ, lowHz, highHz, offsetDb } = this.#limits;
    const lower = new Float64Array(n).fill(offsetDb[0]);
    const upper = new Float64Array(n).fill(offsetDb[1]);
    const low = Math.log2(lowHz);
    const high = Math.log2(highHz);
    shapes.forEach((shape, b) => {
      // Shelves turn in the lower or upper third: elsewhere they are a matter of level or hide in bells.
      const from = shape === 'highShelf' ? (low + 2 * high) / 3 - 0.5 : low;
      const to = shape === 'lowShelf' ? (2 * low + high) / 3 + 0.5 : high;
      const q: readonly [number, number] = shape === 'bell' ? [MIN_Q, maxQ] : SHELF_Q;
      lower.set([from, Math.log2(q[0]), -maxGainDb], 3 * b);
      upper.set([to, Math.log2(q[1]), maxGainDb], 3 * b);
    });
    return { lower, upper };
  }

  /** Merged, refined to the end, and without bands too small to hear. */
  tidy(set: BandSet, minGainDb: number, total: number): BandSet {
    let current = this.#refine(set.shapes, set.x, STEPS_LAST);
    for (let merged = this.#mergeOne(current, total); merged; merged = this.#mergeOne(current, total)) current = merged;
    for (;;) {
      let least = -1;
      current.shapes.forEach((_, b) => {
        const gain = Math.abs(current.x[3 * b + 2]);
        if (gain < minGainDb && (least < 0 || gain < Math.abs(current.x[3 * least + 2]))) least = b;
      });
      if (least < 0) return current;
      current = this.#without(current, least);
    }
  }

  #without({ shapes, x }: BandSet, band: number, steps: number = STEPS_LAST): BandSet {
    return this.#refine(
      shapes.filter((_, b) => b !== band),
      x.filter((_, i) => Math.floor(i / 3) !== band || i === x.length - 1),
      steps,
    );
  }

  /** The set with one of two neighbours taken out that oppose or repeat each other, where little is lost by that. */
  #mergeOne(set: BandSet, total: number): BandSet | undefined {
    const { shapes, x, cost } = set;
    const allowed = (Math.sqrt(cost / total) + MERGE_RMS_DB) ** 2 * total;
    for (let a = 0; a < shapes.length; a++)
      for (let b = a + 1; b < shapes.length; b++) {
        const octaves = Math.abs(x[3 * a] - x[3 * b]);
        const [first, second] = [x[3 * a + 2], x[3 * b + 2]];
        const opposing = first * second < 0;
        // Two bells in one place only get around the limit of gain.
        const bells = shapes[a] === 'bell' && shapes[b] === 'bell';
        if (octaves > (opposing ? MERGE_OCTAVES : SAME_OCTAVES)) continue;
        const [stronger, weaker] = Math.abs(first) < Math.abs(second) ? [b, a] : [a, b];
        const together = x.slice();
        together[3 * stronger + 2] = first + second;
        const fewer = this.#without({ ...set, x: together }, weaker);
        if (fewer.cost <= allowed || (bells && octaves < (opposing ? OPPOSING_OCTAVES : TAKEN_OCTAVES))) return fewer;
      }
    return undefined;
  }

  result({ shapes, x }: BandSet, total: number): EqFit {
    const residualDb = this.residual(shapes, x);
    const squares = residualDb.reduce((sum, v, i) => sum + (v * this.#roots[i]) ** 2, 0);
    const bands = shapes.map(
      (type, b): FittedBand => ({ type, frequencyHz: 2 ** x[3 * b], q: 2 ** x[3 * b + 1], gainDb: x[3 * b + 2] }),
    );
    return {
      bands: bands.sort((a, b) => a.frequencyHz - b.frequencyHz),
      offsetDb: x[x.length - 1],
      residualDb,
      rmsDb: Math.sqrt(squares / total),
    };
  }
}
