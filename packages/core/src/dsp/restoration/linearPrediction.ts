/**
 * Linear prediction for repairs. Models: from the autocorrelation of a windowed stretch by Levinson's recursion (fast,
 * for looking), and from the sound on both sides of a gap by Burg's recursion over both at once (sharp, for filling).
 * Filling: the values that make the squared prediction error least (Janssen, Veldhuis & Vries, IEEE Trans. ASSP 34(2),
 * 1986), solved by Cholesky's factorisation.
 */

/** Keeps models of band-limited sound (nothing above 16 kHz) solvable: -100 dB of white noise. */
const WHITE_SHARE = 1e-10;

/** `model[0..order]`, model[0] = 1, of values at lags 0 to order. False when there is no energy. */
export function levinson(lags: Float64Array, order: number, model: Float64Array, spare: Float64Array): boolean {
  let error = lags[0] * (1 + WHITE_SHARE);
  model.fill(0);
  model[0] = 1;
  if (!(error > 1e-20)) return false;
  for (let n = 1; n <= order; n++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += model[k] * lags[n - k];
    const reflection = -sum / error;
    for (let k = 0; k <= n; k++) spare[k] = model[k] + reflection * model[n - k];
    for (let k = 0; k <= n; k++) model[k] = spare[k];
    error *= 1 - reflection * reflection;
    if (!(error > 0)) return true;
  }
  return true;
}

/** Fills gaps of up to `mostFrames`, with models of up to `mostOrder`. */
export class GapFiller {
  readonly #model: Float64Array;
  readonly #spare: Float64Array;
  readonly #forward: readonly [Float64Array, Float64Array];
  readonly #backward: readonly [Float64Array, Float64Array];
  readonly #correlation: Float64Array;
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;
  readonly #mostFrames: number;
  readonly #mostOrder: number;
  readonly #mostSide: number;

  constructor(mostFrames: number, mostOrder: number, mostSide: number) {
    this.#mostFrames = mostFrames;
    this.#mostOrder = mostOrder;
    this.#mostSide = mostSide;
    this.#model = new Float64Array(mostOrder + 1);
    this.#spare = new Float64Array(mostOrder + 1);
    this.#forward = [new Float64Array(mostSide), new Float64Array(mostSide)];
    this.#backward = [new Float64Array(mostSide), new Float64Array(mostSide)];
    this.#correlation = new Float64Array(mostOrder + 1);
    this.#matrix = new Float64Array(mostFrames * mostFrames);
    this.#right = new Float64Array(mostFrames);
  }

  /** Replaces `count` samples from `start` on; uses up to `side` samples to either side (fewer at the array's ends). */
  fill(x: Float64Array, start: number, count: number, order: number, side: number): boolean {
    const before = Math.min(side, start, this.#mostSide);
    const after = Math.min(side, x.length - start - count, this.#mostSide);
    const p = Math.min(order, this.#mostOrder, before >> 1, after >> 1);
    if (p < 1 || count > this.#mostFrames) return false;
    if (!this.#burg(x, start - before, before, start + count, after, p)) return false;
    this.#equations(x, start, count, p);
    return this.#solve(x, start, count);
  }

  #burg(x: Float64Array, left: number, leftCount: number, right: number, rightCount: number, order: number): boolean {
    const model = this.#model.fill(0);
    const spare = this.#spare;
    const starts = [left, right];
    const counts = [leftCount, rightCount];
    let energy = 0;
    for (let s = 0; s < 2; s++)
      for (let i = 0; i < counts[s]; i++) {
        const v = x[starts[s] + i];
        this.#forward[s][i] = v;
        this.#backward[s][i] = v;
        energy += v * v;
      }
    model[0] = 1;
    if (!(energy > 1e-20)) return false;
    const floor = energy * WHITE_SHARE;
    for (let n = 1; n <= order; n++) {
      let cross = 0;
      let own = floor;
      for (let s = 0; s < 2; s++) {
        const f = this.#forward[s];
        const b = this.#backward[s];
        const end = counts[s];
        for (let i = n; i < end; i++) {
          cross += f[i] * b[i - 1];
          own += f[i] * f[i] + b[i - 1] * b[i - 1];
        }
      }
      const reflection = (-2 * cross) / own;
      for (let k = 0; k <= n; k++) spare[k] = model[k] + reflection * model[n - k];
      for (let k = 0; k <= n; k++) model[k] = spare[k];
      for (let s = 0; s < 2; s++) {
        const f = this.#forward[s];
        const b = this.#backward[s];
        for (let i = counts[s] - 1; i >= n; i--) {
          const was = f[i];
          f[i] = was + reflection * b[i - 1];
          b[i] = b[i - 1] + reflection * was;
        }
      }
    }
    return true;
  }

  /** Normal equations of the gap: the model's correlation within it, and what the samples around it ask for. */
  #equations(x: Float64Array, start: number, count: number, order: number): void {
    const model = this.#model;
    const correlation = this.#correlation;
    for (let lag = 0; lag <= order; lag++) {
      let sum = 0;
      for (let k = 0; k + lag <= order; k++) sum += model[k] * model[k + lag];
      correlation[lag] = sum;
    }
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const lag = i - j;
        this.#matrix[i * count + j] = lag <= order ? correlation[lag] : 0;
      }
      this.#matrix[i * count + i] *= 1 + 1e-9;
      let sum = 0;
      for (let lag = i + 1; lag <= order; lag++) sum -= correlation[lag] * x[start + i - lag];
      for (let lag = count - i; lag <= order; lag++) sum -= correlation[lag] * x[start + i + lag];
      this.#right[i] = sum;
    }
  }

  #solve(x: Float64Array, start: number, n: number): boolean {
    const a = this.#matrix;
    const b = this.#right;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let sum = a[i * n + j];
        for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
        if (i > j) a[i * n + j] = sum / a[j * n + j];
        else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
        else return false;
      }
    for (let i = 0; i < n; i++) {
      let sum = b[i];
      for (let k = 0; k < i; k++) sum -= a[i * n + k] * b[k];
      b[i] = sum / a[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i];
      for (let k = i + 1; k < n; k++) sum -= a[k * n + i] * b[k];
      b[i] = sum / a[i * n + i];
    }
    for (let i = 0; i < n; i++) x[start + i] = b[i];
    return true;
  }
}
