/**
 * Finds the course of a hum's fundamental over a stretch, roughly: spectra of two seconds, once a second; the score of
 * a frequency is the sum over its first twelve multiples of how far each stands above its neighbourhood (up to 20 dB
 * each); the path of the largest score that does not move too fast is found by dynamic programming (Viterbi).
 */
import { RealFft } from '../fft.ts';
import { quickDb } from '../quickMath.ts';

/** Fundamentals to look among. */
export interface HumRange {
  readonly fromHz: number;
  readonly toHz: number;
}

/** Rough course of the fundamental. */
export interface HumCourse {
  /** One value per second, from the stretch's start on. */
  readonly hz: Float64Array;
  /** Mean score per frame, dB per harmonic: near 4 for noise, 20 for hum alone. */
  readonly score: number;
}

const FRAME_SECONDS = 2;
const HARMONICS = 12;
const MOST_DB = 20;
/** Grid of the search, as a part of the frequency: 0.01 Hz at 50 Hz. */
const GRID = 2e-4;
/** A change by one step of the grid from second to second costs so much, dB; more than 15 steps is not possible. */
const STEP_COST = 0.15;
const MOST_STEPS = 15;
/** Neighbourhood of a line, parts of the fundamental. */
const NEAR = 0.08;
const FAR = 0.28;
const FLOOR = 1e-22;

/** Power spectra in dB, channels pooled by power, of frames of two seconds around each whole second. */
export function humSpectra(channels: readonly Float64Array[], rateHz: number): readonly Float64Array[] {
  const length = Math.round(FRAME_SECONDS * rateHz);
  const fft = new RealFft(2 ** Math.ceil(Math.log2(1.5 * length)));
  const frame = new Float64Array(fft.size);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const window = Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2);
  const spectra: Float64Array[] = [];
  const step = Math.round(rateHz);
  const end = channels[0].length;
  for (let from = -step; from + step <= end; from += step) {
    const power = new Float64Array(fft.bins);
    for (const samples of channels) {
      for (let i = 0; i < length; i++) {
        const at = from + i;
        frame[i] = at >= 0 && at < end ? samples[at] * window[i] : 0;
      }
      fft.forward(frame, re, im);
      for (let k = 0; k < power.length; k++) power[k] += re[k] ** 2 + im[k] ** 2;
    }
    const scale = 1 / (length * length);
    for (let k = 0; k < power.length; k++) power[k] = quickDb(power[k] * scale + FLOOR);
    spectra.push(power);
  }
  return spectra;
}

function scores(levels: Float64Array, binsPerHz: number, grid: Float64Array, highestHz: number): Float64Array {
  const sums = new Float64Array(levels.length + 1);
  for (let k = 0; k < levels.length; k++) sums[k + 1] = sums[k] + levels[k];
  const mean = (from: number, to: number): number => (sums[to] - sums[from]) / (to - from);
  const last = levels.length - 1;
  return grid.map((hz) => {
    const near = NEAR * hz * binsPerHz;
    const far = FAR * hz * binsPerHz;
    let [sum, count] = [0, 0];
    for (let h = 1; h <= HARMONICS && h * hz <= highestHz; h++) {
      const centre = h * hz * binsPerHz;
      const k = Math.floor(centre);
      const top = Math.ceil(centre + far);
      if (top > last) break;
      const level = levels[k] + (centre - k) * (levels[k + 1] - levels[k]);
      const below = mean(Math.floor(centre - far), Math.floor(centre - near));
      const above = mean(Math.ceil(centre + near), top);
      sum += Math.min(MOST_DB, Math.max(0, level - Math.max(below, above)));
      count++;
    }
    return count > 2 ? sum / count : 0;
  });
}

/** The best course within a range; `spectra` as of {@link humSpectra}, with `binsPerHz` bins to a hertz. */
export function humCourse(
  spectra: readonly Float64Array[],
  binsPerHz: number,
  { fromHz, toHz }: HumRange,
  highestHz: number,
): HumCourse {
  const count = Math.ceil(Math.log(toHz / fromHz) / GRID) + 1;
  const grid = Float64Array.from({ length: count }, (_, i) => Math.min(toHz, fromHz * Math.exp(GRID * i)));
  const backs: Int32Array[] = [];
  let totals = new Float64Array(count);
  for (const levels of spectra) {
    const own = scores(levels, binsPerHz, grid, highestHz);
    const back = new Int32Array(count);
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let [best, from] = [totals[i], i];
      for (let d = 1; d <= MOST_STEPS; d++) {
        const cost = STEP_COST * d;
        if (i >= d && totals[i - d] - cost > best) [best, from] = [totals[i - d] - cost, i - d];
        if (i + d < count && totals[i + d] - cost > best) [best, from] = [totals[i + d] - cost, i + d];
      }
      next[i] = best + own[i];
      back[i] = from;
    }
    backs.push(back);
    totals = next;
  }
  let at = totals.reduce((best, v, i) => (v > totals[best] ? i : best), 0);
  const score = totals[at] / Math.max(1, spectra.length);
  const hz = new Float64Array(spectra.length);
  for (let t = spectra.length - 1; t >= 0; t--) {
    hz[t] = grid[at];
    at = backs[t][at];
  }
  return { hz, score };
}
