/** A sine fitted to samples by least squares at a known frequency, with an offset. */
export interface SineFit {
  readonly amplitude: number;
  /** Of sin(2πfn + phase), n counted from the first sample fitted. Radians. */
  readonly phase: number;
  /** Root-mean-square of what is left: noise and distortion. */
  readonly residualRms: number;
}

/** Fits frames `from` to `to`; IEEE 1057 three-parameter sine fit. `frequency` in cycles per sample. */
export function fitSine(x: Float64Array, frequency: number, from = 0, to: number = x.length): SineFit {
  const turn = 2 * Math.PI * frequency;
  let [ss, sc, cc, s1, c1, xs, xc, x1] = [0, 0, 0, 0, 0, 0, 0, 0];
  const count = to - from;
  for (let n = 0; n < count; n++) {
    const s = Math.sin(turn * n);
    const c = Math.cos(turn * n);
    const v = x[from + n];
    ss += s * s;
    sc += s * c;
    cc += c * c;
    s1 += s;
    c1 += c;
    xs += v * s;
    xc += v * c;
    x1 += v;
  }
  const [a, b, d] = solve3([ss, sc, s1], [sc, cc, c1], [s1, c1, count], [xs, xc, x1]);
  let residual = 0;
  for (let n = 0; n < count; n++) {
    const e = x[from + n] - a * Math.sin(turn * n) - b * Math.cos(turn * n) - d;
    residual += e * e;
  }
  return { amplitude: Math.hypot(a, b), phase: Math.atan2(b, a), residualRms: Math.sqrt(residual / count) };
}

type Row = [number, number, number];

function determinant(a: Row, b: Row, c: Row): number {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/** Cramer's rule for a symmetric 3x3 system. */
function solve3(a: Row, b: Row, c: Row, y: Row): Row {
  const d = determinant(a, b, c);
  return [determinant(y, b, c) / d, determinant(a, y, c) / d, determinant(a, b, y) / d];
}
