/**
 * Largest absolute value of a signal oversampled four times (ITU-R BS.1770-5 Annex 2), single precision, f32x4: eight
 * frames at once, three interpolated phases of 16 taps. Groups of frames that cannot exceed the largest sample of the
 * piece or the peak already found are skipped, which changes no result: by the L1 norm of the filter, and, since a point
 * between two samples is on the line between them but for what second differences add, by the largest of these.
 * One instance serves one stream.
 */

const TAPS: usize = 16;
const HISTORY: usize = TAPS - 1;
/** Frames tested at once against the bound. */
const GROUP: usize = 32;

let filter: usize;
let samples: usize;
let stride: usize;

function alloc(bytes: usize): usize {
  return (heap.alloc(bytes + 16) + 15) & ~(<usize>15);
}

/** Each channel has 15 frames of history before `frames` frames. */
export function plan(channels: i32, frames: i32): void {
  filter = alloc(3 * TAPS * 16);
  stride = ((<usize>frames + HISTORY + 3) & ~(<usize>3)) * 4;
  samples = alloc(<usize>channels * stride);
  memory.fill(samples, 0, <usize>channels * stride);
}

/** Three weights of each tap, phases 1 to 3, every weight four times: the layout the loop reads. */
export function filterArray(): usize {
  return filter;
}
export function channelArray(channel: i32): usize {
  return samples + <usize>channel * stride;
}

// @ts-ignore: AssemblyScript decorator
@inline function largestLane(v: v128): f32 {
  const a = f32x4.max(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
}

// @ts-ignore: AssemblyScript decorator
@inline function fourFrames(at: usize, peak: v128): v128 {
  let p = f32x4.splat(0), q = p, r = p;
  let w = filter;
  for (let j: usize = 0; j < TAPS * 4; j += 4) {
    const x = v128.load(at + j, 0, 4);
    p = f32x4.add(p, f32x4.mul(x, v128.load(w)));
    q = f32x4.add(q, f32x4.mul(x, v128.load(w, 16)));
    r = f32x4.add(r, f32x4.mul(x, v128.load(w, 32)));
    w += 48;
  }
  return f32x4.max(peak, f32x4.max(f32x4.abs(p), f32x4.max(f32x4.abs(q), f32x4.abs(r))));
}

// @ts-ignore: AssemblyScript decorator
@inline function eightFrames(at: usize, peak: v128): v128 {
  let p0 = f32x4.splat(0), q0 = p0, r0 = p0, p1 = p0, q1 = p0, r1 = p0;
  let w = filter;
  for (let j: usize = 0; j < TAPS * 4; j += 4) {
    const c1 = v128.load(w), c2 = v128.load(w, 16), c3 = v128.load(w, 32);
    const x0 = v128.load(at + j, 0, 4), x1 = v128.load(at + j, 16, 4);
    p0 = f32x4.add(p0, f32x4.mul(x0, c1));
    q0 = f32x4.add(q0, f32x4.mul(x0, c2));
    r0 = f32x4.add(r0, f32x4.mul(x0, c3));
    p1 = f32x4.add(p1, f32x4.mul(x1, c1));
    q1 = f32x4.add(q1, f32x4.mul(x1, c2));
    r1 = f32x4.add(r1, f32x4.mul(x1, c3));
    w += 48;
  }
  const a = f32x4.max(f32x4.abs(p0), f32x4.max(f32x4.abs(q0), f32x4.abs(r0)));
  const b = f32x4.max(f32x4.abs(p1), f32x4.max(f32x4.abs(q1), f32x4.abs(r1)));
  return f32x4.max(peak, f32x4.max(a, b));
}

function oneFrame(at: usize, peak: f32): f32 {
  let found = peak;
  for (let phase: usize = 0; phase < 3; phase++) {
    let y: f32 = 0;
    for (let j: usize = 0; j < TAPS; j++) y += load<f32>(at + 4 * j) * load<f32>(filter + 48 * j + 16 * phase);
    found = max(found, abs(y));
  }
  return found;
}

/** Largest magnitude from `at` up to, but without, `last`. */
// @ts-ignore: AssemblyScript decorator
@inline function loudestOf(from: usize, last: usize): f32 {
  let at = from, largest = f32x4.splat(0);
  for (; at + 16 <= last; at += 16) largest = f32x4.max(largest, f32x4.abs(v128.load(at, 0, 4)));
  let loudest = largestLane(largest);
  for (; at < last; at += 4) loudest = max(loudest, abs(load<f32>(at)));
  return loudest;
}

/** Largest second difference of the values from `at` up to, but without, `last`. */
// @ts-ignore: AssemblyScript decorator
@inline function bendOf(from: usize, last: usize): f32 {
  let at = from, largest = f32x4.splat(0);
  for (; at + 24 <= last; at += 16) {
    const middle = v128.load(at, 4, 4);
    const step = f32x4.sub(v128.load(at, 8, 4), middle);
    largest = f32x4.max(largest, f32x4.abs(f32x4.sub(step, f32x4.sub(middle, v128.load(at, 0, 4)))));
  }
  let bend = largestLane(largest);
  for (; at + 12 <= last; at += 4)
    bend = max(bend, abs(load<f32>(at, 8) - load<f32>(at, 4) - (load<f32>(at, 4) - load<f32>(at))));
  return bend;
}

/**
 * Peak of `frames` frames of a channel, not less than `found`; then keeps the last 15 as history. `bound`: L1 norm of the
 * filter. No point exceeds `near` times the largest sample and `overshoot` times the largest second difference either.
 */
export function process(channel: i32, frames: i32, bound: f32, near: f32, overshoot: f32, found: f32): f32 {
  const x = channelArray(channel), end = x + <usize>frames * 4;
  let peak = max(found, loudestOf(x, end + HISTORY * 4));
  for (let from = x; from < end; from += GROUP * 4) {
    const to = min(end, from + GROUP * 4), last = to + HISTORY * 4;
    const loudest = loudestOf(from, last);
    if (loudest * bound <= peak || loudest * near + bendOf(from, last) * overshoot <= peak) continue;
    // The history counts too: interpolated values of this piece lie between its samples and those before.
    let at = from;
    if (to - from >= 16) {
      let peaks = f32x4.splat(peak);
      for (; at + 32 <= to; at += 32) peaks = eightFrames(at, peaks);
      for (; at + 16 <= to; at += 16) peaks = fourFrames(at, peaks);
      // The rest together with frames already seen: a maximum may look twice.
      if (at < to) peaks = fourFrames(to - 16, peaks);
      peak = max(peak, largestLane(peaks));
    } else {
      for (; at < to; at += 4) peak = oneFrame(at, peak);
    }
  }
  memory.copy(x, end, HISTORY * 4);
  return peak;
}
