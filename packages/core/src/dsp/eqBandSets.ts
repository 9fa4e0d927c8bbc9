/**
 * Sets of bands and what can be done with one while {@link fitEqBands} looks for the best: grow, exchange, merge, refine.
 * Refining is bounded least squares with exact derivatives ({@link solveLeastSquares}, {@link addShape}); the sum of
 * absolute errors is brought down by the same steps, each point weighed by the inverse of its last error (iteratively
 * reweighted least squares, E. Schlossmacher 1973).
 */
import { solveLeastSquares } from './boundedLeastSquares.ts';
import type { EqFit, FittedBand } from './eqFit.ts';
import { addShape, type FitShape, type ShapeSettings } from './eqModel.ts';

/** log2 Hz, log2 q, gain of each shape, then the offset. */
export interface BandSet {
  readonly shapes: readonly FitShape[];
  readonly x: Float64Array;
  /** Weighted sum of squares, or of absolute errors after {@link BandSets.absolute}, with the penalties. */
  readonly cost: number;
}

export interface BandLimits {
  readonly maxGainDb: number;
  readonly maxQ: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly offsetDb: readonly [number, number];
}

const PLACES = 3;
/** Penalty per dB of gain and per octave of q over 1, in dB of error: 6 dB weigh as much as an error of 0.12 dB. */
const GAIN_PENALTY = 0.02;
const Q_PENALTY = 0.06;
/** Opposing neighbours this near are merged if the error grows by no more than this. */
const MERGE_OCTAVES = 1;
const MERGE_RMS_DB = 0.12;
/** Opposing bells this near work against each other: nobody would set them, whatever the error. */
const OPPOSING_OCTAVES = 0.3;
const MIN_Q = 0.3;
const SHELF_Q: readonly [number, number] = [0.4, 0.9];
/** An exchange of bands has to take off this part of the squared error, or of the absolute one. */
const EXCHANGE_WORTH = 0.05;
const ABSOLUTE_WORTH = 0.01;
/** Neighbours of the same sign this near are one band. */
const SAME_OCTAVES = 1 / 3;
/** And this near a second one only gets around the limit of gain. */
const TAKEN_OCTAVES = 1 / 6;
const STEPS_TRYING = 8;
const STEPS_ADDING = 20;
const STEPS_LAST = 80;
/** Rounds of reweighting, steps in each, and the error in dB under which all errors count alike. */
const ROUNDS = 4;
const STEPS_ROUND = 6;
const FLOOR_DB = 0.15;

function settingsOf(shapes: readonly FitShape[], x: Float64Array, band: number): ShapeSettings {
  return { shape: shapes[band], log2Hz: x[3 * band], log2Q: x[3 * band + 1], gainDb: x[3 * band + 2] };
}

/** The bands of one difference curve. */
export class BandSets {
  readonly #hz: Float64Array;
  readonly #target: Float64Array;
  readonly #roots: Float64Array;
  readonly #limits: BandLimits;

  constructor(hz: Float64Array, target: Float64Array, weights: Float64Array, limits: BandLimits) {
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

  /** The set where it has the smallest sum of absolute errors near by. */
  absolute(set: BandSet, rounds: number = ROUNDS): BandSet {
    let current = set;
    for (let round = 0; round < rounds; round++) {
      const left = this.residual(current.shapes, current.x);
      const roots = left.map((db, i) => this.#roots[i] / Math.sqrt(Math.max(FLOOR_DB, Math.abs(db))));
      current = this.#refine(current.shapes, current.x, STEPS_ROUND, roots);
    }
    const cost = this.residual(current.shapes, current.x).reduce(
      (sum, db, i) => sum + this.#roots[i] ** 2 * Math.abs(db),
      0,
    );
    return { ...current, cost };
  }

  /** {@link exchange} by absolute errors, without bands that quarrel. */
  exchangeAbsolute(set: BandSet): BandSet {
    let best = set;
    for (let b = 0; b < set.shapes.length; b++)
      for (const other of this.growAbsolute(this.#without(best, b, STEPS_TRYING)))
        if (other.cost < best.cost * (1 - ABSOLUTE_WORTH)) best = other;
    return best;
  }

  /** {@link grow} by absolute errors, without bands that quarrel. */
  growAbsolute(set: BandSet): BandSet[] {
    return this.grow(set)
      .filter((other) => !this.#quarrels(other))
      .map((other) => this.absolute(other))
      .filter((other) => !this.#quarrels(other));
  }

  /** The sets with one band less, by absolute errors. */
  shrinkAbsolute(set: BandSet): BandSet[] {
    return set.shapes
      .map((_, b) => this.absolute(this.#without(set, b, STEPS_TRYING)))
      .filter((s) => !this.#quarrels(s));
  }

  /** Whether bands stand so near each other that they fight, or get around the limit of gain. */
  #quarrels({ shapes, x }: BandSet): boolean {
    for (let a = 0; a < shapes.length; a++)
      for (let b = a + 1; b < shapes.length; b++) {
        if (shapes[a] !== 'bell' || shapes[b] !== 'bell') continue;
        const least = x[3 * a + 2] * x[3 * b + 2] < 0 ? OPPOSING_OCTAVES : TAKEN_OCTAVES;
        if (Math.abs(x[3 * a] - x[3 * b]) < least) return true;
      }
    return false;
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

  #refine(shapes: readonly FitShape[], start: Float64Array, steps: number, roots: Float64Array = this.#roots): BandSet {
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
        const root = roots[i];
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

  /** Merged and refined to the end. */
  merged(set: BandSet, total: number): BandSet {
    let current = this.#refine(set.shapes, set.x, STEPS_LAST);
    for (let fewer = this.#mergeOne(current, total); fewer; fewer = this.#mergeOne(current, total)) current = fewer;
    return current;
  }

  /** Without bands too small to hear; `settle` refines what is left. */
  audible(set: BandSet, minGainDb: number, settle: (set: BandSet) => BandSet): BandSet {
    let current = set;
    for (;;) {
      let least = -1;
      current.shapes.forEach((_, b) => {
        const gain = Math.abs(current.x[3 * b + 2]);
        if (gain < minGainDb && (least < 0 || gain < Math.abs(current.x[3 * least + 2]))) least = b;
      });
      if (least < 0) return current;
      current = settle(this.#without(current, least));
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
