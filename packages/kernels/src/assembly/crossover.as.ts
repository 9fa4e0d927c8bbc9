/**
 * Linkwitz-Riley band splitter: the state-variable filters of core/dsp/kernels/crossoverTwin.ts in the same order of
 * operations, double precision, two channels at once, one in each lane of f64x2. A crossing and the all-passes that it
 * asks of the bands below run in one loop, so that their recursions overlap. One instance serves one stream.
 */

let crossings: usize;
let states: usize;
let work: usize;
let samples: usize;
let capacity: usize;
let bandCount: i32;
/** v128 of state per pair: 4 for a split and 2 for each all-pass of every crossing. */
let pairStates: usize;

// @ts-ignore: AssemblyScript decorator
@inline const K: f64 = 1.4142135623730951;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** `channels` must be even. `frames`: the largest piece. */
export function plan(channels: i32, bands: i32, frames: i32): void {
  bandCount = bands;
  capacity = <usize>frames;
  crossings = alloc(<usize>bands * 24);
  const splits = bands - 1;
  pairStates = <usize>(4 * splits + splits * (splits - 1)) * 16;
  states = alloc((<usize>channels / 2) * pairStates + 16);
  work = alloc(<usize>bands * capacity * 16);
  samples = alloc(<usize>(bands * channels) * capacity * 8);
  reset(channels);
}

export function reset(channels: i32): void {
  memory.fill(states, 0, (<usize>channels / 2) * pairStates);
}

/** Of every crossing, low to high: a1, a2, a3. */
export function crossingArray(): usize {
  return crossings;
}
/** Planar samples, `capacity` doubles apart, channel after channel; band after band. The last band is the input too. */
export function sampleArray(): usize {
  return samples;
}

/** Zero where the magnitude is below the floor: denormals are slow. */
// @ts-ignore: AssemblyScript decorator
@inline function keep(at: usize, state: v128, floor: v128): void {
  v128.store(at, v128.andnot(state, f64x2.lt(f64x2.abs(state), floor)));
}

// @ts-ignore: AssemblyScript decorator
@inline function twice(v: v128): v128 {
  return f64x2.add(v, v);
}

/** Splits `rest` into `low` and itself; turns `first` and `second`, if they are there, by the same crossing. */
// @ts-ignore: AssemblyScript decorator
@inline function pass(
  turns: i32, coefficients: usize, state: usize, rest: usize, low: usize, first: usize, second: usize,
  frames: i32, floor: v128,
): void {
  const a1 = v128.load_splat<f64>(coefficients), a2 = v128.load_splat<f64>(coefficients, 8);
  const a3 = v128.load_splat<f64>(coefficients, 16), k2 = f64x2.splat(2 * K);
  let s1 = v128.load(state), s2 = v128.load(state, 16), s3 = v128.load(state, 32), s4 = v128.load(state, 48);
  let p1 = f64x2.splat(0), p2 = p1, q1 = p1, q2 = p1;
  if (turns > 0) { p1 = v128.load(state, 64); p2 = v128.load(state, 80); }
  if (turns > 1) { q1 = v128.load(state, 96); q2 = v128.load(state, 112); }
  for (let i: usize = 0, end = <usize>frames * 16; i < end; i += 16) {
    const x = v128.load(rest + i);
    const t = f64x2.sub(x, s2);
    const v1 = f64x2.add(f64x2.mul(a1, s1), f64x2.mul(a2, t));
    const v2 = f64x2.add(f64x2.add(s2, f64x2.mul(a2, s1)), f64x2.mul(a3, t));
    s1 = f64x2.sub(twice(v1), s1);
    s2 = f64x2.sub(twice(v2), s2);
    const u = f64x2.sub(v2, s4);
    const w1 = f64x2.add(f64x2.mul(a1, s3), f64x2.mul(a2, u));
    const w2 = f64x2.add(f64x2.add(s4, f64x2.mul(a2, s3)), f64x2.mul(a3, u));
    s3 = f64x2.sub(twice(w1), s3);
    s4 = f64x2.sub(twice(w2), s4);
    v128.store(low + i, w2);
    v128.store(rest + i, f64x2.sub(f64x2.sub(x, f64x2.mul(k2, v1)), w2));
    if (turns > 0) {
      const y = v128.load(first + i);
      const d = f64x2.sub(y, p2);
      const m1 = f64x2.add(f64x2.mul(a1, p1), f64x2.mul(a2, d));
      const m2 = f64x2.add(f64x2.add(p2, f64x2.mul(a2, p1)), f64x2.mul(a3, d));
      p1 = f64x2.sub(twice(m1), p1);
      p2 = f64x2.sub(twice(m2), p2);
      v128.store(first + i, f64x2.sub(y, f64x2.mul(k2, m1)));
    }
    if (turns > 1) {
      const z = v128.load(second + i);
      const e = f64x2.sub(z, q2);
      const n1 = f64x2.add(f64x2.mul(a1, q1), f64x2.mul(a2, e));
      const n2 = f64x2.add(f64x2.add(q2, f64x2.mul(a2, q1)), f64x2.mul(a3, e));
      q1 = f64x2.sub(twice(n1), q1);
      q2 = f64x2.sub(twice(n2), q2);
      v128.store(second + i, f64x2.sub(z, f64x2.mul(k2, n1)));
    }
  }
  keep(state, s1, floor); keep(state + 16, s2, floor); keep(state + 32, s3, floor); keep(state + 48, s4, floor);
  if (turns > 0) { keep(state + 64, p1, floor); keep(state + 80, p2, floor); }
  if (turns > 1) { keep(state + 96, q1, floor); keep(state + 112, q2, floor); }
}

function splitAlone(c: usize, s: usize, rest: usize, low: usize, frames: i32, floor: v128): void {
  pass(0, c, s, rest, low, 0, 0, frames, floor);
}
function splitAndTurn(c: usize, s: usize, rest: usize, low: usize, first: usize, frames: i32, floor: v128): void {
  pass(1, c, s, rest, low, first, 0, frames, floor);
}
function splitAndTurnTwo(
  c: usize, s: usize, rest: usize, low: usize, first: usize, second: usize, frames: i32, floor: v128,
): void {
  pass(2, c, s, rest, low, first, second, frames, floor);
}

function turn(coefficients: usize, state: usize, band: usize, frames: i32, floor: v128): void {
  const a1 = v128.load_splat<f64>(coefficients), a2 = v128.load_splat<f64>(coefficients, 8);
  const a3 = v128.load_splat<f64>(coefficients, 16), k2 = f64x2.splat(2 * K);
  let s1 = v128.load(state), s2 = v128.load(state, 16);
  for (let i: usize = 0, end = <usize>frames * 16; i < end; i += 16) {
    const x = v128.load(band + i);
    const t = f64x2.sub(x, s2);
    const v1 = f64x2.add(f64x2.mul(a1, s1), f64x2.mul(a2, t));
    const v2 = f64x2.add(f64x2.add(s2, f64x2.mul(a2, s1)), f64x2.mul(a3, t));
    s1 = f64x2.sub(twice(v1), s1);
    s2 = f64x2.sub(twice(v2), s2);
    v128.store(band + i, f64x2.sub(x, f64x2.mul(k2, v1)));
  }
  keep(state, s1, floor);
  keep(state + 16, s2, floor);
}

/** Splits `frames` frames of channels 2·pair and 2·pair+1 from the last band of the samples into all of them. */
export function split(pair: i32, channels: i32, frames: i32, stateFloor: f64): void {
  const floor = f64x2.splat(stateFloor);
  const top = bandCount - 1, size = capacity * 16, row = capacity * 8;
  const rest = work + <usize>top * size;
  const left = samples + <usize>(top * channels + 2 * pair) * row, right = left + row;
  for (let i: usize = 0; i < <usize>frames; i++)
    v128.store(rest + i * 16, v128.load_lane<f64>(right + i * 8, v128.load_splat<f64>(left + i * 8), 1));
  let state = states + <usize>pair * pairStates;
  for (let k = 0; k < top; k++) {
    const c = crossings + <usize>k * 24, low = work + <usize>k * size;
    if (k === 0) splitAlone(c, state, rest, low, frames, floor);
    else if (k === 1) splitAndTurn(c, state, rest, low, work, frames, floor);
    else splitAndTurnTwo(c, state, rest, low, work, work + size, frames, floor);
    for (let b = 2; b < k; b++) turn(c, state + 64 + <usize>b * 32, work + <usize>b * size, frames, floor);
    state += 64 + <usize>k * 32;
  }
  for (let b = 0; b <= top; b++) {
    const from = work + <usize>b * size, to = samples + <usize>(b * channels + 2 * pair) * row;
    for (let i: usize = 0; i < <usize>frames; i++) {
      const v = v128.load(from + i * 16);
      v128.store_lane<f64>(to + i * 8, v, 0);
      v128.store_lane<f64>(to + row + i * 8, v, 1);
    }
  }
}
