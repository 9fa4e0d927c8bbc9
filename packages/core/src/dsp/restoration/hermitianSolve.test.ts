import { expect, it } from 'vitest';
import { noise } from '../testing/signals.ts';
import { solveHermitian } from './hermitianSolve.ts';

it('solves random systems', () => {
  const n = 7;
  const [p, q] = [noise(n * n, 1), noise(n * n, 2)];
  const [wantedX, wantedY] = [noise(n, 3), noise(n, 4)];
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  // B times its own conjugate transpose.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) {
        re[i * n + j] += p[i * n + k] * p[j * n + k] + q[i * n + k] * q[j * n + k];
        im[i * n + j] += q[i * n + k] * p[j * n + k] - p[i * n + k] * q[j * n + k];
      }
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      x[i] += re[i * n + j] * wantedX[j] - im[i * n + j] * wantedY[j];
      y[i] += re[i * n + j] * wantedY[j] + im[i * n + j] * wantedX[j];
    }
  solveHermitian(re, im, x, y, 0);
  x.forEach((v, i) => {
    expect(v).toBeCloseTo(wantedX[i], 9);
    expect(y[i]).toBeCloseTo(wantedY[i], 9);
  });
});

it('gives zeros for nothing', () => {
  const x = new Float64Array(3);
  solveHermitian(new Float64Array(9), new Float64Array(9), x, new Float64Array(3), 1e-8);
  expect(x).toEqual(new Float64Array(3));
});
