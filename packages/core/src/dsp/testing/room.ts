import { RealFft } from '../fft.ts';
import { Prng } from '../prng.ts';

export interface TestRoom {
  readonly sampleRateHz: number;
  readonly rt60Seconds: number;
  /** Direct sound over reverberation. */
  readonly directToReverbDb: number;
  readonly seed: number;
}

/** A room's impulse response: the direct sound (1) and, from 3 ms on, decaying noise. */
export function roomResponse({ sampleRateHz, rt60Seconds, directToReverbDb, seed }: TestRoom): Float64Array {
  const random = new Prng(seed);
  const start = 0.003 * sampleRateHz;
  const h = Float64Array.from({ length: Math.round(1.1 * rt60Seconds * sampleRateHz) }, (_, i) =>
    i < start ? 0 : random.centred() * 10 ** ((-3 * i) / sampleRateHz / rt60Seconds),
  );
  const gain = Math.sqrt(10 ** (-directToReverbDb / 10) / h.reduce((sum, v) => sum + v * v, 0));
  for (let i = 0; i < h.length; i++) h[i] *= gain;
  h[0] = 1;
  return h;
}

/** Syllables: bursts of noise and of gliding voice, 60 to 200 ms, with pauses; three a second. */
export function syllables(length: number, sampleRateHz: number, seed: number): Float64Array {
  const random = new Prng(seed);
  const uniform = (low: number, high: number): number => low + (high - low) * (random.centred() + 0.5);
  const out = new Float64Array(length);
  for (let at = 0; at < length; at += Math.round(sampleRateHz * uniform(0.25, 0.45))) {
    const size = Math.round(sampleRateHz * uniform(0.06, 0.2));
    const voiced = random.centred() > -0.2;
    const [from, to] = [uniform(90, 220), uniform(90, 220)];
    let phase = 0;
    for (let i = 0; i < size && at + i < length; i++) {
      const part = i / size;
      phase += (2 * Math.PI * (from + (to - from) * part)) / sampleRateHz;
      let x = voiced ? 0 : 2 * random.centred();
      if (voiced) for (let h = 1; h * to < 5000 && h <= 25; h++) x += Math.sin(h * phase) / h ** 0.7 / 2;
      out[at + i] += 0.3 * x * Math.min(1, 12 * part, 12 * (1 - part));
    }
  }
  return out;
}

/** The first `length` frames of a convolution. */
export function convolved(x: Float64Array, response: Float64Array): Float64Array {
  const transform = new RealFft(2 ** Math.ceil(Math.log2(x.length + response.length)));
  const spectrum = (samples: Float64Array): [Float64Array, Float64Array] => {
    const padded = new Float64Array(transform.size);
    padded.set(samples);
    const re = new Float64Array(transform.bins);
    const im = new Float64Array(transform.bins);
    transform.forward(padded, re, im);
    return [re, im];
  };
  const [a, b] = spectrum(x);
  const [c, d] = spectrum(response);
  const out = new Float64Array(transform.size);
  transform.inverse(
    a.map((v, k) => v * c[k] - b[k] * d[k]),
    a.map((v, k) => v * d[k] + b[k] * c[k]),
    out,
  );
  return out.slice(0, x.length);
}
