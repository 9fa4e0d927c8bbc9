/**
 * Real FFT of one size, single precision, f32x4: Stockham radix 4 on size/2 complex points in split arrays, the
 * last pass radix 8 where the size asks for it, and the split between the half-size transform and the size/2+1 bins of real input.
 * Source: Stockham 1966; Van Loan, "Computational Frameworks for the FFT", 1992, 1.7 and 2.4; Press et al.,
 * "Numerical Recipes", 12.3. One instance is one plan: call `plan` once, fill the tables from outside, then transform.
 */

/**
 * Bytes from real to imaginary parts in the work arrays: a constant, so that it lies in the instructions. Room for
 * 32,768 points, and not a power of two, which would put both parts into the same cache sets.
 */
const IM: usize = 131072 + 320;

let points: i32;
/**
 * Twiddles w1, w2, w3 of all radix-4 passes, real and imaginary in turn: vectors of four for the first pass, which
 * takes four butterflies at once, single numbers for the others.
 */
let twiddles: usize;
let splitRe: usize;
let splitIm: usize;
/** Two work arrays of complex points: real parts here, imaginary parts {@link IM} bytes behind. */
let a: usize;
let b: usize;
let signal: usize;
let binsRe: usize;
let binsIm: usize;

function alloc(floats: i32): usize {
  return (heap.alloc(<usize>floats * 4 + 128) + 63) & ~(<usize>63);
}

export function plan(size: i32): void {
  points = size / 2;
  twiddles = alloc(2 * points);
  splitRe = alloc(points / 2 + 8);
  splitIm = alloc(points / 2 + 8);
  a = alloc(<i32>(IM / 2));
  b = alloc(<i32>(IM / 2)) + 192;
  signal = alloc(size);
  binsRe = alloc(points + 1);
  binsIm = alloc(points + 1);
}

export function twiddleTable(): usize {
  return twiddles;
}
export function splitTableRe(): usize {
  return splitRe;
}
export function splitTableIm(): usize {
  return splitIm;
}
export function signalArray(): usize {
  return signal;
}
export function realBins(): usize {
  return binsRe;
}
export function imaginaryBins(): usize {
  return binsIm;
}

// @ts-ignore: AssemblyScript decorator
@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
// @ts-ignore: AssemblyScript decorator
@inline function productRe(ar: v128, ai: v128, br: v128, bi: v128): v128 { return sub(mul(ar, br), mul(ai, bi)); }
// @ts-ignore: AssemblyScript decorator
@inline function productIm(ar: v128, ai: v128, br: v128, bi: v128): v128 { return add(mul(ar, bi), mul(ai, br)); }
// @ts-ignore: AssemblyScript decorator
@inline function reversed(a: v128): v128 { return v128.shuffle<f32>(a, a, 3, 2, 1, 0); }
// @ts-ignore: AssemblyScript decorator
@inline function even(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 0, 2, 4, 6); }
// @ts-ignore: AssemblyScript decorator
@inline function odd(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 1, 3, 5, 7); }

/** Stores the 4x4 transpose of four vectors. */
// @ts-ignore: AssemblyScript decorator
@inline function storeTransposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const t0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7), 48);
}

/** The four outputs of a radix-4 butterfly with stride 1, turned and stored as four consecutive groups. */
// @ts-ignore: AssemblyScript decorator
@inline function firstButterfly(
  k: usize,
  ar: v128, ai: v128, br: v128, bi: v128, cr: v128, ci: v128, dr: v128, di: v128,
): void {
  const w = twiddles + 6 * k, to = a + 4 * k;
  const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
  const oddR = add(br, dr), oddI = add(bi, di), turnR = sub(br, dr), turnI = sub(bi, di);
  const y1r = add(difR, turnI), y1i = sub(difI, turnR);
  const y2r = sub(sumR, oddR), y2i = sub(sumI, oddI);
  const y3r = sub(difR, turnI), y3i = add(difI, turnR);
  const w1r = v128.load(w), w1i = v128.load(w, 16);
  const w2r = v128.load(w, 32), w2i = v128.load(w, 48);
  const w3r = v128.load(w, 64), w3i = v128.load(w, 80);
  storeTransposed(to, add(sumR, oddR), productRe(y1r, y1i, w1r, w1i), productRe(y2r, y2i, w2r, w2i), productRe(y3r, y3i, w3r, w3i));
  storeTransposed(to + IM, add(sumI, oddI), productIm(y1r, y1i, w1r, w1i), productIm(y2r, y2i, w2r, w2i), productIm(y3r, y3i, w3r, w3i));
}

/** One radix-4 butterfly of four neighbours: from x, every `step` bytes, to y, every `stride` bytes. */
// @ts-ignore: AssemblyScript decorator
@inline function butterfly(
  x: usize, step: usize, y: usize, stride: usize,
  w1r: v128, w1i: v128, w2r: v128, w2i: v128, w3r: v128, w3i: v128,
): void {
  const ar = v128.load(x), ai = v128.load(x, IM);
  const x1 = x + step, br = v128.load(x1), bi = v128.load(x1, IM);
  const x2 = x1 + step, cr = v128.load(x2), ci = v128.load(x2, IM);
  const x3 = x2 + step, dr = v128.load(x3), di = v128.load(x3, IM);
  const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
  const oddR = add(br, dr), oddI = add(bi, di), turnR = sub(br, dr), turnI = sub(bi, di);
  v128.store(y, add(sumR, oddR));
  v128.store(y, add(sumI, oddI), IM);
  const y1 = y + stride, y1r = add(difR, turnI), y1i = sub(difI, turnR);
  v128.store(y1, productRe(y1r, y1i, w1r, w1i));
  v128.store(y1, productIm(y1r, y1i, w1r, w1i), IM);
  const y2 = y1 + stride, y2r = sub(sumR, oddR), y2i = sub(sumI, oddI);
  v128.store(y2, productRe(y2r, y2i, w2r, w2i));
  v128.store(y2, productIm(y2r, y2i, w2r, w2i), IM);
  const y3 = y2 + stride, y3r = sub(difR, turnI), y3i = add(difI, turnR);
  v128.store(y3, productRe(y3r, y3i, w3r, w3i));
  v128.store(y3, productIm(y3r, y3i, w3r, w3i), IM);
}

/** Butterflies whose weights are all 1: the first of every pass, all of a pass of length 4. */
// @ts-ignore: AssemblyScript decorator
@inline function untwiddled(x: usize, step: usize, y: usize, stride: usize): void {
  const end = x + stride;
  while (x < end) {
    const ar = v128.load(x), ai = v128.load(x, IM);
    const x1 = x + step, br = v128.load(x1), bi = v128.load(x1, IM);
    const x2 = x1 + step, cr = v128.load(x2), ci = v128.load(x2, IM);
    const x3 = x2 + step, dr = v128.load(x3), di = v128.load(x3, IM);
    const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
    const oddR = add(br, dr), oddI = add(bi, di), turnR = sub(br, dr), turnI = sub(bi, di);
    v128.store(y, add(sumR, oddR));
    v128.store(y, add(sumI, oddI), IM);
    const y1 = y + stride, y2 = y1 + stride, y3 = y2 + stride;
    v128.store(y1, add(difR, turnI));
    v128.store(y1, sub(difI, turnR), IM);
    v128.store(y2, sub(sumR, oddR));
    v128.store(y2, sub(sumI, oddI), IM);
    v128.store(y3, sub(difR, turnI));
    v128.store(y3, add(difI, turnR), IM);
    x += 16;
    y += 16;
  }
}

const SQRT_HALF: f32 = 0.7071067811865476;

/** Last pass of an odd power of two: 8-point transforms across the stride, two 4-point ones and their sum. */
// @ts-ignore: AssemblyScript decorator
@inline function lastEight(x: usize, y: usize, stride: usize): void {
  const c = f32x4.splat(SQRT_HALF);
  for (let j: usize = 0; j < stride; j += 16) {
    let p = x + j;
    const x0r = v128.load(p), x0i = v128.load(p, IM);
    p += stride;
    const x1r = v128.load(p), x1i = v128.load(p, IM);
    p += stride;
    const x2r = v128.load(p), x2i = v128.load(p, IM);
    p += stride;
    const x3r = v128.load(p), x3i = v128.load(p, IM);
    p += stride;
    const x4r = v128.load(p), x4i = v128.load(p, IM);
    p += stride;
    const x5r = v128.load(p), x5i = v128.load(p, IM);
    p += stride;
    const x6r = v128.load(p), x6i = v128.load(p, IM);
    p += stride;
    const x7r = v128.load(p), x7i = v128.load(p, IM);
    const ar = add(x0r, x4r), ai = add(x0i, x4i), br = sub(x0r, x4r), bi = sub(x0i, x4i);
    const cr = add(x2r, x6r), ci = add(x2i, x6i), dr = sub(x2r, x6r), di = sub(x2i, x6i);
    const e0r = add(ar, cr), e0i = add(ai, ci), e2r = sub(ar, cr), e2i = sub(ai, ci);
    const e1r = add(br, di), e1i = sub(bi, dr), e3r = sub(br, di), e3i = add(bi, dr);
    const fr = add(x1r, x5r), fi = add(x1i, x5i), gr = sub(x1r, x5r), gi = sub(x1i, x5i);
    const hr = add(x3r, x7r), hi = add(x3i, x7i), kr = sub(x3r, x7r), ki = sub(x3i, x7i);
    const o0r = add(fr, hr), o0i = add(fi, hi), o2r = sub(fi, hi), o2i = sub(hr, fr);
    const sr = add(gr, ki), si = sub(gi, kr), tr = sub(gr, ki), ti = add(gi, kr);
    const o1r = mul(add(sr, si), c), o1i = mul(sub(si, sr), c);
    const o3r = mul(sub(ti, tr), c), o3i = mul(add(tr, ti), c);
    p = y + j;
    v128.store(p, add(e0r, o0r));
    v128.store(p, add(e0i, o0i), IM);
    p += stride;
    v128.store(p, add(e1r, o1r));
    v128.store(p, add(e1i, o1i), IM);
    p += stride;
    v128.store(p, add(e2r, o2r));
    v128.store(p, add(e2i, o2i), IM);
    p += stride;
    v128.store(p, add(e3r, o3r));
    v128.store(p, sub(e3i, o3i), IM);
    p += stride;
    v128.store(p, sub(e0r, o0r));
    v128.store(p, sub(e0i, o0i), IM);
    p += stride;
    v128.store(p, sub(e1r, o1r));
    v128.store(p, sub(e1i, o1i), IM);
    p += stride;
    v128.store(p, sub(e2r, o2r));
    v128.store(p, sub(e2i, o2i), IM);
    p += stride;
    v128.store(p, sub(e3r, o3r));
    v128.store(p, add(e3i, o3i), IM);
  }
}

/** Passes after the first, between the work arrays. Returns the one with the result. */
function laterPasses(): usize {
  let x = a, y = b;
  let w = twiddles + 24 * <usize>(points >> 2);
  let length = points >> 2;
  let stride: usize = 16;
  while (length >= 4 && length != 8) {
    const quarter = <usize>(length >> 2), step = stride * quarter, first = w;
    untwiddled(x, step, y, stride);
    for (let k: usize = 1; k < quarter; k++) {
      w += 24;
      const w1r = v128.load_splat<f32>(w), w1i = v128.load_splat<f32>(w, 4);
      const w2r = v128.load_splat<f32>(w, 8), w2i = v128.load_splat<f32>(w, 12);
      const w3r = v128.load_splat<f32>(w, 16), w3i = v128.load_splat<f32>(w, 20);
      let from = x + stride * k, to = y + 4 * stride * k;
      const end = from + stride;
      do {
        butterfly(from, step, to, stride, w1r, w1i, w2r, w2i, w3r, w3i);
        from += 16;
        to += 16;
      } while (from < end);
    }
    w = first + 24 * quarter;
    length >>= 2;
    stride *= 4;
    const t = x; x = y; y = t;
  }
  if (length == 8) {
    lastEight(x, y, stride);
    return y;
  }
  return x;
}

/** `size` samples to size/2+1 bins, unscaled. */
export function forward(): void {
  const quarter = <usize>(points >> 2) * 4;
  const s0 = signal, s1 = s0 + 2 * quarter, s2 = s0 + 4 * quarter, s3 = s0 + 6 * quarter;
  for (let k: usize = 0; k < quarter; k += 16) {
    const j = 2 * k;
    const a0 = v128.load(s0 + j), a1 = v128.load(s0 + j, 16), b0 = v128.load(s1 + j), b1 = v128.load(s1 + j, 16);
    const c0 = v128.load(s2 + j), c1 = v128.load(s2 + j, 16), d0 = v128.load(s3 + j), d1 = v128.load(s3 + j, 16);
    firstButterfly(k, even(a0, a1), odd(a0, a1), even(b0, b1), odd(b0, b1), even(c0, c1), odd(c0, c1), even(d0, d1), odd(d0, d1));
  }
  const zRe = laterPasses(), zIm = zRe + IM;

  // Bins k..k+3 and their mirror images m-k-3..m-k at once; point m is point 0.
  const bytes = <usize>points * 4;
  store<f32>(zRe + bytes, load<f32>(zRe));
  store<f32>(zIm + bytes, load<f32>(zIm));
  const half = f32x4.splat(0.5);
  for (let k: usize = 0; k < bytes / 2; k += 16) {
    const r = bytes - k - 12;
    const zr = v128.load(zRe + k), zi = v128.load(zIm + k);
    const mr = reversed(v128.load(zRe + r, 0, 4)), mi = reversed(v128.load(zIm + r, 0, 4));
    const er = mul(add(zr, mr), half), ei = mul(sub(zi, mi), half);
    const or = mul(add(zi, mi), half), oi = mul(sub(mr, zr), half);
    const wr = v128.load(splitRe + k), wi = v128.load(splitIm + k);
    const pr = productRe(or, oi, wr, wi), pi = productIm(or, oi, wr, wi);
    v128.store(binsRe + k, add(er, pr));
    v128.store(binsIm + k, add(ei, pi));
    v128.store(binsRe + r, reversed(sub(er, pr)), 0, 4);
    v128.store(binsIm + r, reversed(sub(pi, ei)), 0, 4);
  }
  store<f32>(binsRe + bytes / 2, load<f32>(zRe + bytes / 2));
  store<f32>(binsIm + bytes / 2, -load<f32>(zIm + bytes / 2));
  store<f32>(binsIm, 0);
  store<f32>(binsIm + bytes, 0);
}

/** size/2+1 bins to `size` samples, scaled by 1/size. The imaginary parts of DC and Nyquist are set to 0 first. */
export function inverse(): void {
  const bytes = <usize>points * 4;
  store<f32>(binsIm, 0);
  store<f32>(binsIm + bytes, 0);
  const half = f32x4.splat(0.5);
  for (let k: usize = 0; k < bytes / 2; k += 16) {
    const r = bytes - k - 12;
    const xr = v128.load(binsRe + k), xi = v128.load(binsIm + k);
    const mr = reversed(v128.load(binsRe + r, 0, 4)), mi = reversed(v128.load(binsIm + r, 0, 4));
    const er = mul(add(xr, mr), half), ei = mul(sub(xi, mi), half);
    const pr = mul(sub(xr, mr), half), pi = mul(add(xi, mi), half);
    const wr = v128.load(splitRe + k), wi = v128.load(splitIm + k);
    // The odd part times the conjugate of w.
    const or = add(mul(pr, wr), mul(pi, wi)), oi = sub(mul(pi, wr), mul(pr, wi));
    v128.store(b + k, sub(er, oi));
    v128.store(b + k, add(ei, or), IM);
    v128.store(b + r, reversed(add(er, oi)), 0, 4);
    v128.store(b + r, reversed(sub(or, ei)), IM, 4);
  }
  store<f32>(b + bytes / 2, load<f32>(binsRe + bytes / 2));
  store<f32>(b + bytes / 2, -load<f32>(binsIm + bytes / 2), IM);

  // Real and imaginary part change places on the way in and out: the forward transform becomes the inverse.
  const quarter = <usize>(points >> 2) * 4;
  for (let k: usize = 0; k < quarter; k += 16) {
    const q = b + k, p = q + IM;
    firstButterfly(
      k,
      v128.load(p), v128.load(q), v128.load(p + quarter), v128.load(q + quarter),
      v128.load(p + 2 * quarter), v128.load(q + 2 * quarter), v128.load(p + 3 * quarter), v128.load(q + 3 * quarter),
    );
  }
  const zIm = laterPasses(), zRe = zIm + IM;
  const scale = f32x4.splat(1 / <f32>points);
  for (let k: usize = 0; k < bytes; k += 16) {
    const r = mul(v128.load(zRe + k), scale), i = mul(v128.load(zIm + k), scale);
    v128.store(signal + 2 * k, v128.shuffle<f32>(r, i, 0, 4, 1, 5));
    v128.store(signal + 2 * k, v128.shuffle<f32>(r, i, 2, 6, 3, 7), 16);
  }
}
