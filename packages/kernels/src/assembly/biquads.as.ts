/**
 * Chains of biquads in transposed direct form II, the order of operations of core/dsp/biquad.ts, double precision: two
 * channels at once, one in each lane of f64x2, each with its own coefficients. Up to four sections run in one loop, so
 * that their recursions overlap. One instance serves one stream.
 */

let coefficients: usize;
let states: usize;
let work: usize;
let samples: usize;
let capacity: usize;
let sections: i32;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** `channels` must be even. `frames`: the largest piece. */
export function plan(channels: i32, sectionCount: i32, frames: i32): void {
  sections = sectionCount;
  capacity = <usize>frames;
  coefficients = alloc(<usize>(channels * sectionCount) * 40);
  states = alloc(<usize>(channels * sectionCount) * 16);
  memory.fill(states, 0, <usize>(channels * sectionCount) * 16);
  work = alloc(capacity * 16);
  samples = alloc(<usize>channels * capacity * 8);
  memory.fill(samples, 0, <usize>channels * capacity * 8);
}

/** [pair][section][b0, b1, b2, a1, a2][channel of the pair]. */
export function coefficientArray(): usize {
  return coefficients;
}
/** [pair][section][z1, z2][channel of the pair]. */
export function stateArray(): usize {
  return states;
}
/** Planar, `capacity` doubles apart. */
export function sampleArray(): usize {
  return samples;
}

// @ts-ignore: AssemblyScript decorator
@inline function keep(at: usize, state: v128, floor: v128): void {
  v128.store(at, v128.andnot(state, f64x2.lt(f64x2.abs(state), floor)));
}

function one(c: usize, s: usize, frames: i32, floor: v128): void {
  const b0 = v128.load(c), b1 = v128.load(c, 16), b2 = v128.load(c, 32);
  const a1 = v128.load(c, 48), a2 = v128.load(c, 64);
  let z1 = v128.load(s), z2 = v128.load(s, 16);
  for (let at = work, end = work + <usize>frames * 16; at < end; at += 16) {
    const x = v128.load(at);
    const y = f64x2.add(f64x2.mul(b0, x), z1);
    z1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), z2);
    z2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    v128.store(at, y);
  }
  keep(s, z1, floor);
  keep(s + 16, z2, floor);
}

function four(c: usize, s: usize, frames: i32, floor: v128): void {
  let p1 = v128.load(s), p2 = v128.load(s, 16), q1 = v128.load(s, 32), q2 = v128.load(s, 48);
  let r1 = v128.load(s, 64), r2 = v128.load(s, 80), t1 = v128.load(s, 96), t2 = v128.load(s, 112);
  for (let at = work, end = work + <usize>frames * 16; at < end; at += 16) {
    const x = v128.load(at);
    const p = f64x2.add(f64x2.mul(v128.load(c), x), p1);
    p1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(c, 16), x), f64x2.mul(v128.load(c, 48), p)), p2);
    p2 = f64x2.sub(f64x2.mul(v128.load(c, 32), x), f64x2.mul(v128.load(c, 64), p));
    const q = f64x2.add(f64x2.mul(v128.load(c, 80), p), q1);
    q1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(c, 96), p), f64x2.mul(v128.load(c, 128), q)), q2);
    q2 = f64x2.sub(f64x2.mul(v128.load(c, 112), p), f64x2.mul(v128.load(c, 144), q));
    const r = f64x2.add(f64x2.mul(v128.load(c, 160), q), r1);
    r1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(c, 176), q), f64x2.mul(v128.load(c, 208), r)), r2);
    r2 = f64x2.sub(f64x2.mul(v128.load(c, 192), q), f64x2.mul(v128.load(c, 224), r));
    const t = f64x2.add(f64x2.mul(v128.load(c, 240), r), t1);
    t1 = f64x2.add(f64x2.sub(f64x2.mul(v128.load(c, 256), r), f64x2.mul(v128.load(c, 288), t)), t2);
    t2 = f64x2.sub(f64x2.mul(v128.load(c, 272), r), f64x2.mul(v128.load(c, 304), t));
    v128.store(at, t);
  }
  keep(s, p1, floor); keep(s + 16, p2, floor); keep(s + 32, q1, floor); keep(s + 48, q2, floor);
  keep(s + 64, r1, floor); keep(s + 80, r2, floor); keep(s + 96, t1, floor); keep(s + 112, t2, floor);
}

/** Filters `frames` frames of channels 2·pair and 2·pair+1 in place. */
export function process(pair: i32, frames: i32, stateFloor: f64): void {
  const floor = f64x2.splat(stateFloor);
  const left = samples + <usize>pair * 16 * capacity, right = left + 8 * capacity;
  for (let i: usize = 0; i < <usize>frames; i++)
    v128.store(work + i * 16, v128.load_lane<f64>(right + i * 8, v128.load_splat<f64>(left + i * 8), 1));
  let c = coefficients + <usize>(pair * sections) * 80, s = states + <usize>(pair * sections) * 32;
  let section = 0;
  for (; section + 3 < sections; section += 4) {
    four(c, s, frames, floor);
    c += 320;
    s += 128;
  }
  for (; section < sections; section++) {
    one(c, s, frames, floor);
    c += 80;
    s += 32;
  }
  for (let i: usize = 0; i < <usize>frames; i++) {
    const v = v128.load(work + i * 16);
    v128.store_lane<f64>(left + i * 8, v, 0);
    v128.store_lane<f64>(right + i * 8, v, 1);
  }
}
