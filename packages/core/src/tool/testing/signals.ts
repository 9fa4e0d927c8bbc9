/** Deterministic test signals, planar, full scale ±1. */

/** A small seeded generator (mulberry32, public domain) giving uniform numbers in 0..1. Tests only. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Music-like material: three decaying partials that start anew every 0.25 s over a quiet noise floor, different in
 * every channel, peaking near -9 dBFS and quantised to 24 bits so that integer and float paths agree.
 */
export function musicLike(channels: number, frames: number, sampleRateHz: number, seed = 1): Float64Array[] {
  const random = uniform(seed);
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float64Array(frames);
    const baseHz = Math.min(110 * (1 + (channel % 5) * 0.25), sampleRateHz / 8);
    for (let i = 0; i < frames; i++) {
      const seconds = i / sampleRateHz;
      const decay = Math.exp(-6 * (seconds % 0.25));
      const phase = 2 * Math.PI * baseHz * seconds;
      const tone = Math.sin(phase) + 0.5 * Math.sin(2 * phase + channel) + 0.25 * Math.sin(3 * phase);
      out[i] = Math.round((0.2 * decay * tone + 0.001 * (random() - 0.5)) * 8388608) / 8388608;
    }
    return out;
  });
}
