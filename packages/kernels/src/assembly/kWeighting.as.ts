/**
 * K-weighting of ITU-R BS.1770-5 and the sum of squares: two biquads in transposed direct form II, double precision,
 * two channels at once, one in each lane of f64x2. One instance serves one stream.
 */

let coefficients: usize;
let states: usize;
let sums: usize;
let samples: usize;
let capacity: usize;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** `channels` must be even; each channel's samples begin `frames` doubles behind the one before. */
export function plan(channels: i32, frames: i32): void {
  capacity = <usize>frames * 8;
  coefficients = alloc(80);
  states = alloc(<usize>channels * 32);
  memory.fill(states, 0, <usize>channels * 32);
  sums = alloc(<usize>channels * 8);
  samples = alloc(<usize>channels * capacity);
  memory.fill(samples, 0, <usize>channels * capacity);
}

export function coefficientArray(): usize {
  return coefficients;
}
export function stateArray(): usize {
  return states;
}
export function sumArray(): usize {
  return sums;
}
export function sampleArray(): usize {
  return samples;
}

/** Zero where the magnitude is below the floor: denormals are slow. */
// @ts-ignore: AssemblyScript decorator
@inline function floored(state: v128, floor: v128): v128 {
  return v128.and(state, f64x2.ge(f64x2.abs(state), floor));
}

/** Filters `frames` frames of channels 2·pair and 2·pair+1; their sums of squares replace those before. */
export function process(pair: i32, frames: i32, stateFloor: f64): void {
  const c = coefficients;
  const b0 = f64x2.splat(load<f64>(c)), b1 = f64x2.splat(load<f64>(c, 8)), b2 = f64x2.splat(load<f64>(c, 16));
  const a1 = f64x2.splat(load<f64>(c, 24)), a2 = f64x2.splat(load<f64>(c, 32));
  const d0 = f64x2.splat(load<f64>(c, 40)), d1 = f64x2.splat(load<f64>(c, 48)), d2 = f64x2.splat(load<f64>(c, 56));
  const e1 = f64x2.splat(load<f64>(c, 64)), e2 = f64x2.splat(load<f64>(c, 72));
  const left = samples + <usize>pair * 2 * capacity, right = left + capacity, state = states + <usize>pair * 64;
  let s1 = v128.load(state), s2 = v128.load(state, 16), s3 = v128.load(state, 32), s4 = v128.load(state, 48);
  let sum = f64x2.splat(0);
  for (let i: usize = 0, end = <usize>frames * 8; i < end; i += 8) {
    const x = v128.load_lane<f64>(right + i, v128.load_splat<f64>(left + i), 1);
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    s1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), s2);
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    const z = f64x2.add(f64x2.mul(d0, y), s3);
    s3 = f64x2.add(f64x2.sub(f64x2.mul(d1, y), f64x2.mul(e1, z)), s4);
    s4 = f64x2.sub(f64x2.mul(d2, y), f64x2.mul(e2, z));
    sum = f64x2.add(sum, f64x2.mul(z, z));
  }
  const floor = f64x2.splat(stateFloor);
  v128.store(state, floored(s1, floor));
  v128.store(state, floored(s2, floor), 16);
  v128.store(state, floored(s3, floor), 32);
  v128.store(state, floored(s4, floor), 48);
  v128.store(sums + <usize>pair * 16, sum);
}
