/** Figures against the clean recording. */
import { RealFft } from '@studiohand/core/dsp';

const LARGEST_LAG = 14400;

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

/** Energy of the difference against the reference, dB. */
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
  const fft = new RealFft(size);
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

/** Change of the energy of attacks (1 ms before to 4 ms after the peak), dB: median and worst; and their count. */
export function attackChange(
  reference: Float64Array,
  estimate: Float64Array,
  rateHz: number,
): { medianDb: number; worstDb: number; count: number } {
  const frame = Math.round(0.0025 * rateHz);
  const ms = rateHz / 1000;
  const levels = Array.from({ length: Math.floor(reference.length / frame) }, (_, t) => {
    let sum = 0;
    for (let i = 0; i < frame; i++) sum += reference[t * frame + i] ** 2;
    return 10 * Math.log10(sum / frame + 1e-12);
  });
  const top = levels.reduce((a, v) => Math.max(a, v), -200);
  const changes: number[] = [];
  let last = -Infinity;
  for (let t = 8; t < levels.length - 16; t++) {
    const rise = Math.max(levels[t], levels[t + 1]) - Math.max(...levels.slice(t - 4, t));
    if (rise < 9 || Math.max(...levels.slice(t, t + 4)) < top - 20 || (t - last) * frame < 60 * ms) continue;
    last = t;
    let peak = t * frame;
    for (let i = peak; i < t * frame + 20 * ms; i++) if (Math.abs(reference[i]) > Math.abs(reference[peak])) peak = i;
    let [before, after] = [0, 0];
    for (let i = Math.max(0, peak - ms); i < peak + 4 * ms; i++) {
      before += reference[i] ** 2;
      after += estimate[i] ** 2;
    }
    changes.push(10 * Math.log10(after / before + 1e-10));
  }
  changes.sort((a, b) => a - b);
  return {
    medianDb: changes[changes.length >> 1] ?? Number.NaN,
    worstDb: changes[0] ?? Number.NaN,
    count: changes.length,
  };
}
