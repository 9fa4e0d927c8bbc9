/**
 * Rate conversion of one block in the frequency domain, double precision, a pair of channels in the two lanes of
 * f64x2: real transform of `inputSize` frames, real gain per bin, real inverse transform of `outputSize` frames.
 * Bins beyond the gains count as zero, which is exact band limitation; the ratio of the sizes is the ratio of the rates.
 * The lanes never meet, so each channel gets what it would get alone, and silence stays exact silence.
 * Source: Stockham 1966, autosort, decimation in frequency, radix 2, 3, 4, 5, 7; Van Loan, "Computational Frameworks
 * for the FFT", 1992, 1.7 and 2.4; Press et al., "Numerical Recipes", 12.3 for real input. One instance is one plan:
 * `plan`, then fill the tables from outside, then `process`. The twin in core/dsp/kernels does the same sums in the
 * same order.
 */

/** Bytes of a complex number of both lanes: the real parts, then the imaginary parts. */
const POINT: usize = 32;

let inputPoints: i32;
let outputPoints: i32;
/** Bins that pass, from 0. */
let binCount: i32;
/** What comes in and goes out, one array per channel. */
let input: usize;
let output: usize;
/** The two arrays that every step goes to and fro between, few so that they stay in the cache. */
let workA: usize;
let workB: usize;
let gains: usize;
/** cos and sin of 2 pi k / size for both real transforms, k from 0 to a quarter of the size. */
let inputTurns: usize;
let outputTurns: usize;
/** Twiddles of both complex transforms, pass after pass. */
let inputTwiddles: usize;
let outputTwiddles: usize;
/** cos and sin of 2 pi k / 3, / 5 and / 7, as vectors. */
let roots: usize;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 64) + 63) & ~(<usize>63);
}

/** Sizes: multiples of 4 made of 2, 3, 5 and 7. */
export function plan(inputSize: i32, outputSize: i32, bins: i32): void {
  inputPoints = inputSize / 2;
  outputPoints = outputSize / 2;
  binCount = bins;
  const larger = <usize>max(inputPoints, outputPoints);
  input = alloc(<usize>inputPoints * POINT);
  output = alloc(<usize>outputPoints * POINT);
  workA = alloc(larger * POINT);
  // Not a power of two apart, so that the arrays do not fall into the same cache sets.
  workB = alloc(larger * POINT + 192) + 192;
  gains = alloc(<usize>bins * 8);
  inputTurns = alloc((<usize>inputPoints / 2 + 1) * 16);
  outputTurns = alloc((<usize>outputPoints / 2 + 1) * 16);
  inputTwiddles = alloc(<usize>inputPoints * 16);
  outputTwiddles = alloc(<usize>outputPoints * 16);
  roots = alloc(12 * 16);
}

/** The first channel's frames, then the second's. */
export function inputArray(): usize { return input; }
export function outputArray(): usize { return output; }
export function gainTable(): usize { return gains; }
export function inputTurnTable(): usize { return inputTurns; }
export function outputTurnTable(): usize { return outputTurns; }
export function inputTwiddleTable(): usize { return inputTwiddles; }
export function outputTwiddleTable(): usize { return outputTwiddles; }
export function rootTable(): usize { return roots; }

// @ts-ignore: AssemblyScript decorator
@inline function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function splat(at: usize): v128 { return v128.load_splat<f64>(at); }
/** Stores (re, im) turned back by the angle of (cos, sin). */
// @ts-ignore: AssemblyScript decorator
@inline function storeTurned(at: usize, re: v128, im: v128, cos: v128, sin: v128): void {
  v128.store(at, add(mul(re, cos), mul(im, sin)));
  v128.store(at, sub(mul(im, cos), mul(re, sin)), 16);
}
// @ts-ignore: AssemblyScript decorator
@inline function store(at: usize, re: v128, im: v128): void {
  v128.store(at, re);
  v128.store(at, im, 16);
}

/** `stride` and `step` in bytes: between butterflies that share twiddles, and between the inputs of one butterfly. */
function passOfTwo(x: usize, y: usize, groups: i32, stride: usize, twiddles: usize): void {
  const step = <usize>groups * stride;
  for (let p = 0; p < groups; p++) {
    const c = splat(twiddles), s = splat(twiddles + 8);
    twiddles += 16;
    for (const end = x + stride; x < end; x += POINT, y += POINT) {
      const ar = v128.load(x), ai = v128.load(x, 16), br = v128.load(x + step), bi = v128.load(x + step, 16);
      store(y, add(ar, br), add(ai, bi));
      storeTurned(y + stride, sub(ar, br), sub(ai, bi), c, s);
    }
    y += stride;
  }
}

function passOfFour(x: usize, y: usize, groups: i32, stride: usize, twiddles: usize): void {
  const step = <usize>groups * stride;
  for (let p = 0; p < groups; p++) {
    const c1 = splat(twiddles), s1 = splat(twiddles + 8);
    const c2 = splat(twiddles + 16), s2 = splat(twiddles + 24);
    const c3 = splat(twiddles + 32), s3 = splat(twiddles + 40);
    twiddles += 48;
    for (const end = x + stride; x < end; x += POINT, y += POINT) {
      const x1 = x + step, x2 = x1 + step, x3 = x2 + step;
      const ar = v128.load(x), ai = v128.load(x, 16), cr = v128.load(x2), ci = v128.load(x2, 16);
      const br = v128.load(x1), bi = v128.load(x1, 16), dr = v128.load(x3), di = v128.load(x3, 16);
      const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
      const oddR = add(br, dr), oddI = add(bi, di);
      // -j times the difference of the odd pair.
      const turnR = sub(bi, di), turnI = sub(dr, br);
      store(y, add(sumR, oddR), add(sumI, oddI));
      const y1 = y + stride, y2 = y1 + stride, y3 = y2 + stride;
      storeTurned(y1, add(difR, turnR), add(difI, turnI), c1, s1);
      storeTurned(y2, sub(sumR, oddR), sub(sumI, oddI), c2, s2);
      storeTurned(y3, sub(difR, turnR), sub(difI, turnI), c3, s3);
    }
    y += 3 * stride;
  }
}

function passOfThree(x: usize, y: usize, groups: i32, stride: usize, twiddles: usize): void {
  const step = <usize>groups * stride;
  const half = f64x2.splat(0.5), root = v128.load(roots, 16);
  for (let p = 0; p < groups; p++) {
    const c1 = splat(twiddles), s1 = splat(twiddles + 8);
    const c2 = splat(twiddles + 16), s2 = splat(twiddles + 24);
    twiddles += 32;
    for (const end = x + stride; x < end; x += POINT, y += POINT) {
      const x1 = x + step, x2 = x1 + step;
      const ar = v128.load(x), ai = v128.load(x, 16);
      const br = v128.load(x1), bi = v128.load(x1, 16), cr = v128.load(x2), ci = v128.load(x2, 16);
      const sumR = add(br, cr), sumI = add(bi, ci);
      const midR = sub(ar, mul(sumR, half)), midI = sub(ai, mul(sumI, half));
      const turnR = mul(sub(bi, ci), root), turnI = mul(sub(cr, br), root);
      store(y, add(ar, sumR), add(ai, sumI));
      storeTurned(y + stride, add(midR, turnR), add(midI, turnI), c1, s1);
      storeTurned(y + 2 * stride, sub(midR, turnR), sub(midI, turnI), c2, s2);
    }
    y += 2 * stride;
  }
}

function passOfFive(x: usize, y: usize, groups: i32, stride: usize, twiddles: usize): void {
  const step = <usize>groups * stride;
  const k1 = v128.load(roots, 32), k2 = v128.load(roots, 48), h1 = v128.load(roots, 64), h2 = v128.load(roots, 80);
  for (let p = 0; p < groups; p++, twiddles += 64) {
    for (const end = x + stride; x < end; x += POINT, y += POINT) {
      const x1 = x + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step;
      const ar = v128.load(x), ai = v128.load(x, 16);
      const br = v128.load(x1), bi = v128.load(x1, 16), er = v128.load(x4), ei = v128.load(x4, 16);
      const cr = v128.load(x2), ci = v128.load(x2, 16), dr = v128.load(x3), di = v128.load(x3, 16);
      const pR = add(br, er), pI = add(bi, ei), qR = add(cr, dr), qI = add(ci, di);
      // -j times the differences.
      const uR = sub(bi, ei), uI = sub(er, br), vR = sub(ci, di), vI = sub(dr, cr);
      store(y, add(add(ar, pR), qR), add(add(ai, pI), qI));
      const mR = add(add(ar, mul(k1, pR)), mul(k2, qR)), mI = add(add(ai, mul(k1, pI)), mul(k2, qI));
      const nR = add(add(ar, mul(k2, pR)), mul(k1, qR)), nI = add(add(ai, mul(k2, pI)), mul(k1, qI));
      const sR = add(mul(h1, uR), mul(h2, vR)), sI = add(mul(h1, uI), mul(h2, vI));
      const tR = sub(mul(h2, uR), mul(h1, vR)), tI = sub(mul(h2, uI), mul(h1, vI));
      const y1 = y + stride, y2 = y1 + stride, y3 = y2 + stride, y4 = y3 + stride;
      storeTurned(y1, add(mR, sR), add(mI, sI), splat(twiddles), splat(twiddles + 8));
      storeTurned(y2, add(nR, tR), add(nI, tI), splat(twiddles + 16), splat(twiddles + 24));
      storeTurned(y3, sub(nR, tR), sub(nI, tI), splat(twiddles + 32), splat(twiddles + 40));
      storeTurned(y4, sub(mR, sR), sub(mI, sI), splat(twiddles + 48), splat(twiddles + 56));
    }
    y += 4 * stride;
  }
}

function passOfSeven(x: usize, y: usize, groups: i32, stride: usize, twiddles: usize): void {
  const step = <usize>groups * stride;
  const k1 = v128.load(roots, 96), k2 = v128.load(roots, 112), k3 = v128.load(roots, 128);
  const h1 = v128.load(roots, 144), h2 = v128.load(roots, 160), h3 = v128.load(roots, 176);
  for (let p = 0; p < groups; p++, twiddles += 96) {
    for (const end = x + stride; x < end; x += POINT, y += POINT) {
      const x1 = x + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step, x6 = x5 + step;
      const ar = v128.load(x), ai = v128.load(x, 16);
      const br = v128.load(x1), bi = v128.load(x1, 16), gr = v128.load(x6), gi = v128.load(x6, 16);
      const cr = v128.load(x2), ci = v128.load(x2, 16), fr = v128.load(x5), fi = v128.load(x5, 16);
      const dr = v128.load(x3), di = v128.load(x3, 16), er = v128.load(x4), ei = v128.load(x4, 16);
      const pR = add(br, gr), pI = add(bi, gi), qR = add(cr, fr), qI = add(ci, fi), rR = add(dr, er), rI = add(di, ei);
      // -j times the differences.
      const uR = sub(bi, gi), uI = sub(gr, br), vR = sub(ci, fi), vI = sub(fr, cr), wR = sub(di, ei), wI = sub(er, dr);
      store(y, add(add(add(ar, pR), qR), rR), add(add(add(ai, pI), qI), rI));
      const y1 = y + stride, y2 = y1 + stride, y3 = y2 + stride, y4 = y3 + stride, y5 = y4 + stride, y6 = y5 + stride;
      let mR = add(add(add(ar, mul(k1, pR)), mul(k2, qR)), mul(k3, rR));
      let mI = add(add(add(ai, mul(k1, pI)), mul(k2, qI)), mul(k3, rI));
      let sR = add(add(mul(h1, uR), mul(h2, vR)), mul(h3, wR));
      let sI = add(add(mul(h1, uI), mul(h2, vI)), mul(h3, wI));
      storeTurned(y1, add(mR, sR), add(mI, sI), splat(twiddles), splat(twiddles + 8));
      storeTurned(y6, sub(mR, sR), sub(mI, sI), splat(twiddles + 80), splat(twiddles + 88));
      mR = add(add(add(ar, mul(k2, pR)), mul(k3, qR)), mul(k1, rR));
      mI = add(add(add(ai, mul(k2, pI)), mul(k3, qI)), mul(k1, rI));
      sR = sub(sub(mul(h2, uR), mul(h3, vR)), mul(h1, wR));
      sI = sub(sub(mul(h2, uI), mul(h3, vI)), mul(h1, wI));
      storeTurned(y2, add(mR, sR), add(mI, sI), splat(twiddles + 16), splat(twiddles + 24));
      storeTurned(y5, sub(mR, sR), sub(mI, sI), splat(twiddles + 64), splat(twiddles + 72));
      mR = add(add(add(ar, mul(k3, pR)), mul(k1, qR)), mul(k2, rR));
      mI = add(add(add(ai, mul(k3, pI)), mul(k1, qI)), mul(k2, rI));
      sR = add(sub(mul(h3, uR), mul(h1, vR)), mul(h2, wR));
      sI = add(sub(mul(h3, uI), mul(h1, vI)), mul(h2, wI));
      storeTurned(y3, add(mR, sR), add(mI, sI), splat(twiddles + 32), splat(twiddles + 40));
      storeTurned(y4, sub(mR, sR), sub(mI, sI), splat(twiddles + 48), splat(twiddles + 56));
    }
    y += 6 * stride;
  }
}

// @ts-ignore: AssemblyScript decorator
@inline function other(array: usize): usize { return array == workA ? workB : workA; }

/** Forward transform of the `points` in work array `x`; gives the work array that holds the result. */
function transform(x: usize, points: i32, twiddles: usize): usize {
  let rest = points, stride = POINT;
  while (rest > 1) {
    const y = other(x);
    // The order of the radices: 4 while it divides, then 2, 7, 5, 3.
    const radix = rest % 4 == 0 ? 4 : rest % 2 == 0 ? 2 : rest % 7 == 0 ? 7 : rest % 5 == 0 ? 5 : 3;
    const groups = rest / radix;
    if (radix == 4) passOfFour(x, y, groups, stride, twiddles);
    else if (radix == 2) passOfTwo(x, y, groups, stride, twiddles);
    else if (radix == 7) passOfSeven(x, y, groups, stride, twiddles);
    else if (radix == 5) passOfFive(x, y, groups, stride, twiddles);
    else passOfThree(x, y, groups, stride, twiddles);
    twiddles += <usize>(groups * (radix - 1)) * 16;
    x = y;
    rest = groups;
    stride *= <usize>radix;
  }
  return x;
}

/** Bins of real input from the half-size transform `z`, times their gains; bin k and its mirror together. */
function unpack(z: usize, spectrum: usize): void {
  const known = <usize>binCount * POINT;
  memory.fill(spectrum + known, 0, <usize>outputPoints * POINT - known);
  const end = z + <usize>inputPoints * POINT;
  const zero = v128.load(z), first = splat(gains);
  // Twice bin 0, as the sums below are twice the bins; its gain, like all, holds that factor.
  const dc = add(zero, v128.load(z, 16));
  store(spectrum, mul(add(dc, dc), first), f64x2.splat(0));
  let a = z + POINT, b = end - POINT, turn = inputTurns + 16;
  const middle = inputPoints / 2;
  for (let k = 1; k <= middle; k++, a += POINT, b -= POINT, turn += 16) {
    const mirror = inputPoints - k;
    if (k >= binCount) break;
    const ar = v128.load(a), ai = v128.load(a, 16), br = v128.load(b), bi = v128.load(b, 16);
    const c = splat(turn), s = splat(turn + 8);
    const evenR = add(ar, br), evenI = sub(ai, bi), oddR = add(ai, bi), oddI = sub(br, ar);
    const turnedR = add(mul(oddR, c), mul(oddI, s)), turnedI = sub(mul(oddI, c), mul(oddR, s));
    const gain = splat(gains + (<usize>k << 3));
    store(spectrum + <usize>k * POINT, mul(add(evenR, turnedR), gain), mul(add(evenI, turnedI), gain));
    if (mirror < binCount) {
      const g = splat(gains + (<usize>mirror << 3));
      store(spectrum + <usize>mirror * POINT, mul(sub(evenR, turnedR), g), mul(sub(turnedI, evenI), g));
    }
  }
}

/**
 * The spectrum as the input of a half-size transform, in place and in reverse order: the forward transform of a
 * reversed spectrum is the inverse one.
 */
function repack(spectrum: usize): void {
  v128.store(spectrum, v128.load(spectrum), 16);
  const middle = outputPoints / 2;
  let low = spectrum + POINT, high = spectrum + <usize>(outputPoints - 1) * POINT, turn = outputTurns + 16;
  for (let k = 1; k <= middle; k++, turn += 16, low += POINT, high -= POINT) {
    const ar = v128.load(low), ai = v128.load(low, 16), br = v128.load(high), bi = v128.load(high, 16);
    const c = splat(turn), s = splat(turn + 8);
    const sumR = add(ar, br), sumI = sub(ai, bi), difR = sub(ar, br), difI = add(ai, bi);
    // j e^(j 2 pi k / size) times the difference.
    const turnedR = add(mul(difR, s), mul(difI, c)), turnedI = sub(mul(difR, c), mul(difI, s));
    store(high, sub(sumR, turnedR), add(sumI, turnedI));
    store(low, add(sumR, turnedR), sub(turnedI, sumI));
  }
}

/** The frames of both channels side by side in the lanes. */
function interleave(to: usize): void {
  const second = <usize>inputPoints * 16, end = input + second;
  for (let x = input, y = to; x < end; x += 16, y += 32) {
    const a = v128.load(x), b = v128.load(x + second);
    v128.store(y, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(y, v128.shuffle<f64>(a, b, 1, 3), 16);
  }
}

function separate(from: usize): void {
  const second = <usize>outputPoints * 16, end = output + second;
  for (let x = from, y = output; y < end; x += 32, y += 16) {
    const a = v128.load(x), b = v128.load(x, 16);
    v128.store(y, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(y + second, v128.shuffle<f64>(a, b, 1, 3));
  }
}

export function process(): void {
  interleave(workA);
  const z = transform(workA, inputPoints, inputTwiddles);
  const spectrum = other(z);
  unpack(z, spectrum);
  repack(spectrum);
  separate(transform(spectrum, outputPoints, outputTwiddles));
}
