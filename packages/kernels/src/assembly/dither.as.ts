/**
 * Reduction of two channels to an integer depth with triangular dither: the generator and the arithmetic of
 * core/dsp/dither.ts and prng.ts, bit for bit, one channel in each half of the vectors. One instance serves one stream.
 */

let states: usize;
let samples: usize;
let capacity: usize;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** `channels` must be even. `frames`: the largest piece. */
export function plan(channels: i32, frames: i32): void {
  capacity = <usize>frames * 8;
  states = alloc(<usize>channels * 32);
  memory.fill(states, 0, <usize>channels * 32);
  samples = alloc(<usize>channels * capacity);
  memory.fill(samples, 0, <usize>channels * capacity);
}

/** [pair][word of xoshiro128][channel of the pair, then two that are not used]: 32-bit. */
export function stateArray(): usize {
  return states;
}
/** Planar doubles. */
export function sampleArray(): usize {
  return samples;
}

// @ts-ignore: AssemblyScript decorator
@inline function times(v: v128, factor: i32): v128 {
  return i32x4.mul(v, i32x4.splat(factor));
}
// @ts-ignore: AssemblyScript decorator
@inline function turned(v: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(v, bits), i32x4.shr_u(v, 32 - bits));
}

/** Rounds `frames` frames of channels 2·pair and 2·pair+1 to steps of 1 / `scale`, within `lowest` and `highest` steps. */
export function process(pair: i32, frames: i32, scale: f64, lowest: f64, highest: f64): void {
  const left = samples + <usize>pair * 2 * capacity, right = left + capacity, state = states + <usize>pair * 64;
  const up = f64x2.splat(scale), down = f64x2.splat(1 / scale), unit = f64x2.splat(1 / 4294967296.0);
  const least = f64x2.splat(lowest), most = f64x2.splat(highest), half = f64x2.splat(0.5);
  let a = v128.load(state), b = v128.load(state, 16), c = v128.load(state, 32), d = v128.load(state, 48);
  for (let i: usize = 0, end = <usize>frames * 8; i < end; i += 8) {
    const first = times(turned(times(b, 5), 7), 9);
    let shifted = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = turned(d, 11);
    const second = times(turned(times(b, 5), 7), 9);
    shifted = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = turned(d, 11);
    const noise = f64x2.mul(unit, f64x2.add(f64x2.convert_low_i32x4_s(first), f64x2.convert_low_i32x4_s(second)));
    const x = v128.load_lane<f64>(right + i, v128.load_splat<f64>(left + i), 1);
    // Math.round: up from a half on. Less a half, upwards; exact, since a step is far above the rounding of x.
    const wanted = f64x2.add(f64x2.mul(x, up), noise);
    const ceiling = f64x2.ceil(wanted);
    const rounded = f64x2.sub(ceiling, v128.and(f64x2.gt(f64x2.sub(ceiling, half), wanted), f64x2.splat(1)));
    const y = f64x2.mul(f64x2.pmax(f64x2.pmin(rounded, most), least), down);
    v128.store_lane<f64>(left + i, y, 0);
    v128.store_lane<f64>(right + i, y, 1);
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, d, 48);
}
