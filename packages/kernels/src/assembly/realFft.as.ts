/**
 * Real FFT of one size, single precision, f32x4: Stockham radix 4 on size/2 complex points in split arrays, one
 * radix-2 pass where needed, and the split between the half-size transform and the size/2+1 bins of real input.
 * Source: Stockham 1966; Van Loan, "Computational Frameworks for the FFT", 1992, 1.7 and 2.4; Press et al.,
 * "Numerical Recipes", 12.3. One instance is one plan: call `plan` once, fill the tables from outside, then transform.
 */

let points: i32;
/** Twiddles of all radix-4 passes: per pass w1 w2 w3, real and imaginary, each a quarter of the pass long. */
let twiddles: usize;
let splitRe: usize;
let splitIm: usize;
let aRe: usize;
let aIm: usize;
let bRe: usize;
let bIm: usize;
let signal: usize;
let binsRe: usize;
let binsIm: usize;

function alloc(floats: i32): usize {
  return (heap.alloc(<usize>floats * 4 + 128) + 63) & ~(<usize>63);
}

export function plan(size: i32): void {
  points = size / 2;
  let count = 0;
  for (let length = points; length >= 4; length >>= 2) count += 6 * max(length / 4, 4);
  twiddles = alloc(count);
  splitRe = alloc(points / 2 + 8);
  splitIm = alloc(points / 2 + 8);
  aRe = alloc(points);
  // Arrays of a large power of two apart would share cache sets: 256 bytes keep them off each other.
  aIm = alloc(points + 64) + 256;
  bRe = alloc(points);
  bIm = alloc(points + 64) + 256;
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
  k: usize, quarter: usize,
  ar: v128, ai: v128, br: v128, bi: v128, cr: v128, ci: v128, dr: v128, di: v128,
): void {
  const w = twiddles + k;
  const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
  const oddR = add(br, dr), oddI = add(bi, di), turnR = sub(br, dr), turnI = sub(bi, di);
  const y1r = add(difR, turnI), y1i = sub(difI, turnR);
  const y2r = sub(sumR, oddR), y2i = sub(sumI, oddI);
  const y3r = sub(difR, turnI), y3i = add(difI, turnR);
  const w1r = v128.load(w), w1i = v128.load(w + quarter);
  const w2r = v128.load(w + 2 * quarter), w2i = v128.load(w + 3 * quarter);
  const w3r = v128.load(w + 4 * quarter), w3i = v128.load(w + 5 * quarter);
  storeTransposed(aRe + 4 * k, add(sumR, oddR), productRe(y1r, y1i, w1r, w1i), productRe(y2r, y2i, w2r, w2i), productRe(y3r, y3i, w3r, w3i));
  storeTransposed(aIm + 4 * k, add(sumI, oddI), productIm(y1r, y1i, w1r, w1i), productIm(y2r, y2i, w2r, w2i), productIm(y3r, y3i, w3r, w3i));
}

/** Passes after the first. Returns whether the result lies in b instead of a. */
function laterPasses(): bool {
  let xr = aRe, xi = aIm, yr = bRe, yi = bIm;
  let w = twiddles + 6 * (<usize>(points >> 2) * 4);
  let length = points >> 2;
  let stride: usize = 16;
  let swapped = false;
  while (length >= 4) {
    const quarter = <usize>(length >> 2), bytes = quarter * 4, step = stride * quarter;
    for (let k: usize = 0; k < quarter; k++) {
      const wk = w + k * 4;
      const w1r = v128.load_splat<f32>(wk), w1i = v128.load_splat<f32>(wk + bytes);
      const w2r = v128.load_splat<f32>(wk + 2 * bytes), w2i = v128.load_splat<f32>(wk + 3 * bytes);
      const w3r = v128.load_splat<f32>(wk + 4 * bytes), w3i = v128.load_splat<f32>(wk + 5 * bytes);
      let x0 = xr + stride * k, v0 = xi + stride * k, o = yr + 4 * stride * k, u = yi + 4 * stride * k;
      const end = x0 + stride;
      while (x0 < end) {
        const x1 = x0 + step, x2 = x1 + step, x3 = x2 + step, v1 = v0 + step, v2 = v1 + step, v3 = v2 + step;
        const ar = v128.load(x0), ai = v128.load(v0), br = v128.load(x1), bi = v128.load(v1);
        const cr = v128.load(x2), ci = v128.load(v2), dr = v128.load(x3), di = v128.load(v3);
        const sumR = add(ar, cr), sumI = add(ai, ci), difR = sub(ar, cr), difI = sub(ai, ci);
        const oddR = add(br, dr), oddI = add(bi, di), turnR = sub(br, dr), turnI = sub(bi, di);
        const y1r = add(difR, turnI), y1i = sub(difI, turnR);
        const y2r = sub(sumR, oddR), y2i = sub(sumI, oddI);
        const y3r = sub(difR, turnI), y3i = add(difI, turnR);
        v128.store(o, add(sumR, oddR));
        v128.store(u, add(sumI, oddI));
        v128.store(o + stride, productRe(y1r, y1i, w1r, w1i));
        v128.store(u + stride, productIm(y1r, y1i, w1r, w1i));
        v128.store(o + 2 * stride, productRe(y2r, y2i, w2r, w2i));
        v128.store(u + 2 * stride, productIm(y2r, y2i, w2r, w2i));
        v128.store(o + 3 * stride, productRe(y3r, y3i, w3r, w3i));
        v128.store(u + 3 * stride, productIm(y3r, y3i, w3r, w3i));
        x0 += 16; v0 += 16; o += 16; u += 16;
      }
    }
    w += 6 * max(bytes, 16);
    length >>= 2;
    stride *= 4;
    let t = xr; xr = yr; yr = t;
    t = xi; xi = yi; yi = t;
    swapped = !swapped;
  }
  if (length == 2) {
    for (let j: usize = 0; j < stride; j += 16) {
      const a = v128.load(xr + j), b = v128.load(xr + stride + j), c = v128.load(xi + j), d = v128.load(xi + stride + j);
      v128.store(yr + j, add(a, b));
      v128.store(yr + stride + j, sub(a, b));
      v128.store(yi + j, add(c, d));
      v128.store(yi + stride + j, sub(c, d));
    }
    swapped = !swapped;
  }
  return swapped;
}

/** `size` samples to size/2+1 bins, unscaled. */
export function forward(): void {
  const quarter = <usize>(points >> 2) * 4;
  const s0 = signal, s1 = s0 + 2 * quarter, s2 = s0 + 4 * quarter, s3 = s0 + 6 * quarter;
  for (let k: usize = 0; k < quarter; k += 16) {
    const j = 2 * k;
    const a0 = v128.load(s0 + j), a1 = v128.load(s0 + j, 16), b0 = v128.load(s1 + j), b1 = v128.load(s1 + j, 16);
    const c0 = v128.load(s2 + j), c1 = v128.load(s2 + j, 16), d0 = v128.load(s3 + j), d1 = v128.load(s3 + j, 16);
    firstButterfly(k, quarter, even(a0, a1), odd(a0, a1), even(b0, b1), odd(b0, b1), even(c0, c1), odd(c0, c1), even(d0, d1), odd(d0, d1));
  }
  const swapped = laterPasses();
  const zRe = swapped ? bRe : aRe, zIm = swapped ? bIm : aIm;

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
    v128.store(bRe + k, sub(er, oi));
    v128.store(bIm + k, add(ei, or));
    v128.store(bRe + r, reversed(add(er, oi)), 0, 4);
    v128.store(bIm + r, reversed(sub(or, ei)), 0, 4);
  }
  store<f32>(bRe + bytes / 2, load<f32>(binsRe + bytes / 2));
  store<f32>(bIm + bytes / 2, -load<f32>(binsIm + bytes / 2));

  // Real and imaginary part change places on the way in and out: the forward transform becomes the inverse.
  const quarter = <usize>(points >> 2) * 4;
  for (let k: usize = 0; k < quarter; k += 16) {
    const p = bIm + k, q = bRe + k;
    firstButterfly(
      k, quarter,
      v128.load(p), v128.load(q), v128.load(p + quarter), v128.load(q + quarter),
      v128.load(p + 2 * quarter), v128.load(q + 2 * quarter), v128.load(p + 3 * quarter), v128.load(q + 3 * quarter),
    );
  }
  const swapped = laterPasses();
  const zRe = swapped ? bIm : aIm, zIm = swapped ? bRe : aRe;
  const scale = f32x4.splat(1 / <f32>points);
  for (let k: usize = 0; k < bytes; k += 16) {
    const r = mul(v128.load(zRe + k), scale), i = mul(v128.load(zIm + k), scale);
    v128.store(signal + 2 * k, v128.shuffle<f32>(r, i, 0, 4, 1, 5));
    v128.store(signal + 2 * k, v128.shuffle<f32>(r, i, 2, 6, 3, 7), 16);
  }
}
