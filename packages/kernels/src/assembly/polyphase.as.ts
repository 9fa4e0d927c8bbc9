/**
 * Polyphase filter in double precision, f64x2: y[i] = sum over j of c[phase][j] * x[pos + j]. Outputs of the same
 * phase share the loads of their weights, four at a time. Every output is summed in the same order wherever it stands
 * in a piece, so results do not depend on the splitting. One instance holds one table.
 */

let taps: usize;
let phases: i32;
let table: usize;
let samples: usize;
let results: usize;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** `tapsPerPhase` a multiple of 8; room for `frames` input frames and `outputs` results. */
export function plan(tapsPerPhase: i32, phaseCount: i32, frames: i32, outputs: i32): void {
  taps = <usize>tapsPerPhase * 8;
  phases = phaseCount;
  table = alloc(<usize>phaseCount * taps);
  samples = alloc(<usize>frames * 8);
  results = alloc(<usize>outputs * 8);
}

export function tableArray(): usize {
  return table;
}
export function sampleArray(): usize {
  return samples;
}
export function resultArray(): usize {
  return results;
}

// @ts-ignore: AssemblyScript decorator
@inline function mac(sum: v128, c: v128, x: v128): v128 { return f64x2.add(sum, f64x2.mul(c, x)); }
// @ts-ignore: AssemblyScript decorator
@inline function total(a: v128, b: v128): f64 {
  const s = f64x2.add(a, b);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

function one(c: usize, x: usize, y: usize): void {
  let a = f64x2.splat(0), b = a;
  for (let j: usize = 0; j < taps; j += 32) {
    a = mac(a, v128.load(c + j), v128.load(x + j, 0, 8));
    b = mac(b, v128.load(c + j, 16), v128.load(x + j, 16, 8));
  }
  store<f64>(y, total(a, b));
}

function four(c: usize, x0: usize, shift: usize, y: usize, apart: usize): void {
  const x1 = x0 + shift, x2 = x1 + shift, x3 = x2 + shift;
  let a0 = f64x2.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
  for (let j: usize = 0; j < taps; j += 32) {
    const c0 = v128.load(c + j), c1 = v128.load(c + j, 16);
    a0 = mac(a0, c0, v128.load(x0 + j, 0, 8));
    a1 = mac(a1, c0, v128.load(x1 + j, 0, 8));
    a2 = mac(a2, c0, v128.load(x2 + j, 0, 8));
    a3 = mac(a3, c0, v128.load(x3 + j, 0, 8));
    b0 = mac(b0, c1, v128.load(x0 + j, 16, 8));
    b1 = mac(b1, c1, v128.load(x1 + j, 16, 8));
    b2 = mac(b2, c1, v128.load(x2 + j, 16, 8));
    b3 = mac(b3, c1, v128.load(x3 + j, 16, 8));
  }
  store<f64>(y, total(a0, b0));
  store<f64>(y + apart, total(a1, b1));
  store<f64>(y + 2 * apart, total(a2, b2));
  store<f64>(y + 3 * apart, total(a3, b3));
}

/**
 * `count` outputs from the sample array, the first with `phase` at sample 0; the phase moves on by `step` of `phases`
 * per output, and by one sample per wrap. Outputs `phases` apart have the same phase, `step` samples apart.
 */
export function process(phase: i32, step: i32, count: i32): void {
  const shift = <usize>step * 8, apart = <usize>phases * 8;
  const whole = count / (4 * phases) * (4 * phases);
  let p = phase, x = samples;
  let y = results;
  for (let block = 0; block < whole; block += 4 * phases) {
    for (let i = 0; i < phases; i++) {
      four(table + <usize>p * taps, x, shift, y, apart);
      y += 8;
      p += step;
      while (p >= phases) { p -= phases; x += 8; }
    }
    x += 3 * shift;
    y += 3 * apart;
  }
  for (let i = whole; i < count; i++) {
    one(table + <usize>p * taps, x, y);
    y += 8;
    p += step;
    while (p >= phases) { p -= phases; x += 8; }
  }
}
