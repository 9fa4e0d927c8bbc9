/**
 * Linear equations with a small Hermitian positive definite matrix, by Cholesky factoring with diagonal loading.
 * In place, double precision. A singular matrix gives the loaded solution.
 */

/** Added to the diagonal so that zeros solve to zeros. */
const LEAST_LOAD = 1e-20;

/**
 * Solves A x = b: `re` and `im` hold the upper half of A, [row * n + column], and receive the factor below; `x` and `y`
 * hold the real and imaginary parts of b and receive those of x. `loading` is relative to the mean of the diagonal.
 */
export function solveHermitian(
  re: Float64Array,
  im: Float64Array,
  x: Float64Array,
  y: Float64Array,
  loading: number,
): void {
  const n = x.length;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += re[i * n + i];
  const load = (loading * trace) / n + LEAST_LOAD;
  for (let c = 0; c < n; c++) {
    let pivot = re[c * n + c] + load;
    for (let k = 0; k < c; k++) pivot -= re[c * n + k] ** 2 + im[c * n + k] ** 2;
    const root = Math.sqrt(Math.max(pivot, load));
    for (let i = c + 1; i < n; i++) {
      let p = re[c * n + i];
      let q = -im[c * n + i];
      for (let k = 0; k < c; k++) {
        p -= re[i * n + k] * re[c * n + k] + im[i * n + k] * im[c * n + k];
        q -= im[i * n + k] * re[c * n + k] - re[i * n + k] * im[c * n + k];
      }
      re[i * n + c] = p / root;
      im[i * n + c] = q / root;
    }
    re[c * n + c] = root;
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      x[i] -= re[i * n + k] * x[k] - im[i * n + k] * y[k];
      y[i] -= re[i * n + k] * y[k] + im[i * n + k] * x[k];
    }
    x[i] /= re[i * n + i];
    y[i] /= re[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      x[i] -= re[k * n + i] * x[k] + im[k * n + i] * y[k];
      y[i] -= re[k * n + i] * y[k] - im[k * n + i] * x[k];
    }
    x[i] /= re[i * n + i];
    y[i] /= re[i * n + i];
  }
}
