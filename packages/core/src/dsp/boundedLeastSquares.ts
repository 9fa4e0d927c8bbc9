/**
 * Nonlinear least squares within bounds: Gauss-Newton steps damped after Levenberg 1944 and Marquardt 1963, with
 * unknowns that stand at a bound and would leave it held there for the step, and others cut off at theirs (projected
 * Newton method, Bertsekas 1982). Dense; meant for some tens of unknowns. Weakness: finds the nearest minimum, not the
 * lowest.
 */

/** Residuals at `x` into `residuals`, their derivatives row by row into `jacobian` (residuals × unknowns). */
export type ResidualFunction = (x: Float64Array, residuals: Float64Array, jacobian: Float64Array) => void;

export interface LeastSquaresProblem {
  readonly residualCount: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly evaluate: ResidualFunction;
}

const MOST_DAMPING = 1e8;

/** Improves `x` in place; returns the sum of squares reached. */
export function solveLeastSquares(
  x: Float64Array,
  problem: LeastSquaresProblem,
  mostSteps = 60,
  settled = 1e-7,
): number {
  const { residualCount: rows, lower, upper, evaluate } = problem;
  const n = x.length;
  let residuals = new Float64Array(rows);
  let jacobian = new Float64Array(rows * n);
  let triedResiduals = new Float64Array(rows);
  let triedJacobian = new Float64Array(rows * n);
  for (let i = 0; i < n; i++) x[i] = Math.min(upper[i], Math.max(lower[i], x[i]));
  evaluate(x, residuals, jacobian);
  let cost = squares(residuals);
  const normal = new Float64Array(n * n);
  const gradient = new Float64Array(n);
  const trial = new Float64Array(n);
  const free: number[] = [];
  let damping = 1e-2;
  let fresh = true;
  for (let step = 0; step < mostSteps && damping < MOST_DAMPING; step++) {
    if (fresh) {
      normalEquations(normal, gradient, jacobian, residuals, n);
      free.length = 0;
      for (let i = 0; i < n; i++) {
        const held = (x[i] <= lower[i] && gradient[i] > 0) || (x[i] >= upper[i] && gradient[i] < 0);
        if (!held && normal[i * n + i] > 0) free.push(i);
      }
    }
    if (free.length === 0) return cost;
    const delta = dampedStep(normal, gradient, free, n, damping);
    trial.set(x);
    if (delta) for (let f = 0; f < free.length; f++) trial[free[f]] += delta[f];
    for (const i of free) trial[i] = Math.min(upper[i], Math.max(lower[i], trial[i]));
    evaluate(trial, triedResiduals, triedJacobian);
    const next = squares(triedResiduals);
    fresh = delta !== undefined && next < cost;
    if (!fresh) {
      damping *= 6;
      continue;
    }
    x.set(trial);
    [residuals, triedResiduals] = [triedResiduals, residuals];
    [jacobian, triedJacobian] = [triedJacobian, jacobian];
    const done = cost - next < settled * cost;
    cost = next;
    damping = Math.max(1e-10, damping / 8);
    if (done) break;
  }
  return cost;
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function normalEquations(
  normal: Float64Array,
  gradient: Float64Array,
  jacobian: Float64Array,
  residuals: Float64Array,
  n: number,
): void {
  normal.fill(0);
  gradient.fill(0);
  for (let k = 0; k < residuals.length; k++) {
    const row = k * n;
    for (let i = 0; i < n; i++) {
      const v = jacobian[row + i];
      if (v === 0) continue;
      gradient[i] += v * residuals[k];
      for (let j = 0; j <= i; j++) normal[i * n + j] += v * jacobian[row + j];
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) normal[j * n + i] = normal[i * n + j];
}

/** Solution of (N + damping diag N) delta = -gradient over the free unknowns by Cholesky; undefined if not positive. */
function dampedStep(
  normal: Float64Array,
  gradient: Float64Array,
  free: readonly number[],
  n: number,
  damping: number,
): Float64Array | undefined {
  const m = free.length;
  const l = new Float64Array(m * m);
  const y = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = normal[free[i] * n + free[j]] * (i === j ? 1 + damping : 1);
      for (let k = 0; k < j; k++) sum -= l[i * m + k] * l[j * m + k];
      if (i > j) l[i * m + j] = sum / l[j * m + j];
      else if (sum > 0) l[i * m + i] = Math.sqrt(sum);
      else return undefined;
    }
    let sum = -gradient[free[i]];
    for (let k = 0; k < i; k++) sum -= l[i * m + k] * y[k];
    y[i] = sum / l[i * m + i];
  }
  for (let i = m - 1; i >= 0; i--) {
    let sum = y[i];
    for (let k = i + 1; k < m; k++) sum -= l[k * m + i] * y[k];
    y[i] = sum / l[i * m + i];
  }
  return y;
}
