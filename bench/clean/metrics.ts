/** Figures against the clean recording, as the reference sheet defines them; mono. */
import { RealFft } from '@studiohand/core/dsp';

const LARGEST_LAG = 14400;
const ffts = new Map<number, RealFft>();

function fftOf(size: number): RealFft {
  const known = ffts.get(size) ?? new RealFft(size);
  ffts.set(size, known);
  return known;
}

/** Scale-invariant signal-to-distortion ratio (Le Roux et al. 2019), means taken off; dB. */
export function siSdr(reference: Float64Array, estimate: Float64Array): number {
  const mean = (x: Float64Array): number => x.reduce((a, v) => a + v, 0) / x.length;
  const [a, b] = [mean(reference), mean(estimate)];
  let [cross, own] = [0, 1e-20];
  for (let i = 0; i < reference.length; i++) {
    cross += (reference[i] - a) * (estimate[i] - b);
    own += (reference[i] - a) ** 2;
  }
  const scale = cross / own;
  let [target, error] = [1e-20, 1e-20];
  for (let i = 0; i < reference.length; i++) {
    const t = scale * (reference[i] - a);
    target += t * t;
    error += (estimate[i] - b - t) ** 2;
  }
  return 10 * Math.log10(target / error);
}

/** Energy of the difference against the reference, dB; a change of level counts. */
export function nullDb(reference: Float64Array, estimate: Float64Array): number {
  let [error, own] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    error += (estimate[i] - reference[i]) ** 2;
    own += reference[i] ** 2;
  }
  return 10 * Math.log10(error / own);
}

/** Moves an estimate by whole samples to where it correlates best with the reference. */
export function align(reference: Float64Array, estimate: Float64Array): { aligned: Float64Array; delay: number } {
  const size = 2 ** Math.ceil(Math.log2(2 * reference.length));
  const fft = fftOf(size);
  const spectrum = (x: Float64Array): [Float64Array, Float64Array] => {
    const padded = new Float64Array(size);
    padded.set(x.subarray(0, reference.length));
    const re = new Float64Array(fft.bins);
    const im = new Float64Array(fft.bins);
    fft.forward(padded, re, im);
    return [re, im];
  };
  const [ar, ai] = spectrum(reference);
  const [br, bi] = spectrum(estimate);
  const re = br.map((v, k) => v * ar[k] + bi[k] * ai[k]);
  const im = bi.map((v, k) => v * ar[k] - br[k] * ai[k]);
  const correlation = new Float64Array(size);
  fft.inverse(re, im, correlation);
  let delay = 0;
  for (let d = -LARGEST_LAG; d <= LARGEST_LAG; d++)
    if (correlation[(d + size) % size] > correlation[(delay + size) % size]) delay = d;
  const aligned = Float64Array.from(reference, (_, i) => estimate[i + delay] ?? 0);
  return { aligned, delay };
}

export interface AttackFigures {
  /** Change of the energy from 1 ms before to 4 ms after the peak of an attack, dB. */
  readonly medianDb: number;
  readonly worstDb: number;
  /** Error in the 10 ms before an attack against the attack's level, median, dB. */
  readonly beforeDb: number;
  readonly count: number;
}

/** Attacks: 2.5 ms slices that rise by 9 dB over the 10 ms before, at most 20 dB below the loudest, 60 ms apart. */
export function attackFigures(reference: Float64Array, estimate: Float64Array, rateHz: number): AttackFigures {
  const frame = Math.round(0.0025 * rateHz);
  const ms = rateHz / 1000;
  const levels = Array.from({ length: Math.floor(reference.length / frame) }, (_, t) => {
    let sum = 0;
    for (let i = 0; i < frame; i++) sum += reference[t * frame + i] ** 2;
    return 10 * Math.log10(sum / frame + 1e-12);
  });
  const top = levels.reduce((a, v) => Math.max(a, v), -200);
  const changes: number[] = [];
  const errors: number[] = [];
  let last = -Infinity;
  for (let t = 8; t < levels.length - 16; t++) {
    const rise = Math.max(levels[t], levels[t + 1]) - Math.max(...levels.slice(t - 4, t));
    if (rise <= 9 || Math.max(...levels.slice(t, t + 4)) <= top - 20 || (t - last) * frame <= 60 * ms) continue;
    last = t;
    const onset = t * frame;
    let peak = onset;
    for (let i = peak; i < onset + 20 * ms; i++) if (Math.abs(reference[i]) > Math.abs(reference[peak])) peak = i;
    let [before, after, error] = [0, 0, 0];
    for (let i = Math.max(0, peak - ms); i < peak + 4 * ms; i++) {
      before += reference[i] ** 2;
      after += estimate[i] ** 2;
    }
    for (let i = Math.max(0, onset - 10 * ms); i < onset; i++) error += (estimate[i] - reference[i]) ** 2;
    changes.push(10 * Math.log10(after / before + 1e-10));
    errors.push(10 * Math.log10(error / 10 / (before / 5) + 1e-20));
  }
  const rising = (list: number[]): number[] => list.sort((a, b) => a - b);
  return {
    medianDb: rising(changes)[changes.length >> 1] ?? Number.NaN,
    worstDb: changes[0] ?? Number.NaN,
    beforeDb: rising(errors)[errors.length >> 1] ?? Number.NaN,
    count: changes.length,
  };
}

function powers(x: Float64Array, size: number): Float64Array[] {
  const fft = fftOf(size);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const frames: Float64Array[] = [];
  for (let at = 0; at + size <= x.length; at += size / 2) {
    fft.forward(
      Float64Array.from({ length: size }, (_, i) => x[at + i] * Math.sin((Math.PI * i) / size) ** 2),
      re,
      im,
    );
    frames.push(re.map((v, k) => v * v + im[k] * im[k]));
  }
  return frames;
}

/** Mean over bins of the kurtosis of a bin's power over time. */
function kurtosis(x: Float64Array): number {
  const frames = powers(x, 1024);
  let sum = 0;
  for (let k = 4; k < 508; k++) {
    let [second, fourth] = [0, 0];
    for (const frame of frames) {
      second += frame[k] ** 2 / frames.length;
      fourth += frame[k] ** 4 / frames.length;
    }
    sum += fourth / (second * second + 1e-60) / 504;
  }
  return sum;
}

/** Musical noise (Uemura et al. 2008): logarithm of the kurtosis of noise alone after the reduction over before. */
export function musicalNoise(before: Float64Array, after: Float64Array): number {
  return Math.log(kurtosis(after) / kurtosis(before));
}

/** Weighted RMS error of the level difference between two channels over bins of 4096 points, dB. */
export function imageErrorDb(reference: readonly Float64Array[], estimate: readonly Float64Array[]): number {
  const [a, b, c, d] = [...reference, ...estimate].map((x) => powers(x, 4096));
  let floor = 0;
  for (const frame of a) for (const v of frame) floor = Math.max(floor, v * 1e-6);
  let [sum, weights] = [0, 0];
  for (let t = 0; t < a.length; t++)
    for (let k = 0; k < a[t].length; k++) {
      const loud = a[t][k] + b[t][k];
      if (loud <= floor) continue;
      const ratio = (x: number, y: number): number => 10 * Math.log10((x + 0.1 * floor) / (y + 0.1 * floor));
      sum += Math.sqrt(loud) * (ratio(a[t][k], b[t][k]) - ratio(c[t][k], d[t][k])) ** 2;
      weights += Math.sqrt(loud);
    }
  return Math.sqrt(sum / weights);
}
