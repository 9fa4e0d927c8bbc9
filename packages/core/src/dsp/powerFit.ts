/**
 * Least-squares fit in dB of (n0 + n1 y + n2 y²) / (1 + d1 y + d2 y²) to target levels, by Gauss-Newton steps damped
 * after Levenberg 1944 and Marquardt 1963. Steps that would make either polynomial touch zero at a point are refused,
 * so the result is a squared magnitude wherever the start was one.
 */

/** Points to fit; equal lengths. */
export interface PowerFitPoints {
  readonly y: Float64Array;
  readonly targetDb: Float64Array;
  readonly weight: Float64Array;
}

/** Indices into [d1, d2, n0, n1, n2]. */
export type PowerTerm = 0 | 1 | 2 | 3 | 4;

const DB = 10 / Math.LN10;
const MOST_STEPS = 60;
/** Relative gain of a step under which the fit has settled. */
const SETTLED = 1e-5;
const MOST_DAMPING = 1e8;

/** Improves `terms` ([d1, d2, n0, n1, n2]) in place; those not in `free` stay as they are. */
export function fitPower(terms: Float64Array, free: readonly PowerTerm[], points: PowerFitPoints): void {
  let errors = new Float64Array(points.y.length);
  let tried = new Float64Array(points.y.length);
  let cost = costOf(terms, points, errors);
  const trial = new Float64Array(5);
  const system = Array.from(free, () => new Float64Array(free.length + 1));
  let damping = 1e-2;
  for (let step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
    normalEquations(system, terms, free, points, errors);
    for (let u = 0; u < free.length; u++) system[u][u] *= 1 + damping;
    if (!solveInPlace(system)) return;
    trial.set(terms);
    for (let u = 0; u < free.length; u++) trial[free[u]] += system[u][free.length];
    const next = costOf(trial, points, tried);
    if (!(next < cost)) {
      damping *= 5;
      continue;
    }
    terms.set(trial);
    [errors, tried] = [tried, errors];
    const settled = cost - next < SETTLED * cost;
    cost = next;
    damping = Math.max(1e-12, damping / 8);
    if (settled) return;
  }
}

function costOf([d1, d2, n0, n1, n2]: Float64Array, points: PowerFitPoints, errors: Float64Array): number {
  const { y, targetDb, weight } = points;
  let sum = 0;
  for (let k = 0; k < y.length; k++) {
    const d = 1 + y[k] * (d1 + y[k] * d2);
    const n = n0 + y[k] * (n1 + y[k] * n2);
    if (!(d > 0 && n > 0)) return Number.POSITIVE_INFINITY;
    errors[k] = DB * Math.log(n / d) - targetDb[k];
    sum += weight[k] * errors[k] ** 2;
  }
  return sum;
}

/** Rows of J'WJ with -J'We as the last column. */
function normalEquations(
  system: readonly Float64Array[],
  [d1, d2, n0, n1, n2]: Float64Array,
  free: readonly PowerTerm[],
  { y, weight }: PowerFitPoints,
  errors: Float64Array,
): void {
  const slope = new Float64Array(5);
  for (const row of system) row.fill(0);
  for (let k = 0; k < y.length; k++) {
    const perD = DB / (1 + y[k] * (d1 + y[k] * d2));
    const perN = DB / (n0 + y[k] * (n1 + y[k] * n2));
    slope[0] = -perD * y[k];
    slope[1] = slope[0] * y[k];
    slope[2] = perN;
    slope[3] = perN * y[k];
    slope[4] = slope[3] * y[k];
    for (let u = 0; u < free.length; u++) {
      const weighted = weight[k] * slope[free[u]];
      for (let v = 0; v < free.length; v++) system[u][v] += weighted * slope[free[v]];
      system[u][free.length] -= weighted * errors[k];
    }
  }
}

/** Gauss-Jordan elimination with row pivots; the solution lands in the last column. False if singular. */
function solveInPlace(system: Float64Array[]): boolean {
  const n = system.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let j = i + 1; j < n; j++) if (Math.abs(system[j][i]) > Math.abs(system[pivot][i])) pivot = j;
    [system[i], system[pivot]] = [system[pivot], system[i]];
    const head = system[i][i];
    if (!(Math.abs(head) > 0)) return false;
    for (let k = i; k <= n; k++) system[i][k] /= head;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = system[j][i];
      for (let k = i; k <= n; k++) system[j][k] -= factor * system[i][k];
    }
  }
  return true;
}
