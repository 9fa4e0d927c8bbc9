/**
 * The amplitudes of a hum in one channel over the runs in which it sounds (humGate.ts), and the presence test. A run is
 * hum when at least so many of the lowest ten harmonics are steady (a quarter of the blocks near the mean: the others
 * may have music), these are not all multiples of a number above 2 (a held note and its overtones are), and the median
 * gain over them is even (a note decays). Of each harmonic, as much is taken as its estimate is sure (Wiener).
 * Our own method. Weakness: a tone that never changes, on a pitch of 50 or 60 Hz times one or two, is taken for hum.
 */
import type { HumBlocks } from './humFold.ts';
import { gateHum, HUM_MEAN_NODES, type HumMeans } from './humGate.ts';
import { blockWeight, gaussian, humMeans } from './humLock.ts';

/** A stretch of one channel in which the hum sounds: nodes from the first to the last, both included. */
export interface HumRun {
  readonly fromNode: number;
  readonly toNode: number;
  /** Numbers of the harmonics that are taken out. */
  readonly numbers: readonly number[];
  /** Complex amplitudes at the nodes `fromNode`, + 2, + 4 ...: value k * points + p of harmonic `numbers[k]`. */
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly points: number;
  /** Steady harmonics among the lowest ten, and the mean share of their blocks near the mean. */
  readonly steady: number;
  readonly steadiness: number;
}

/** Nodes from one amplitude to the next. */
export const HUM_POINT_NODES = 2;
const LEAST_NODES = 12;
/** Harmonics that decide on presence, and the share of blocks within {@link NEAR} of the mean's power that is steady. */
const DECIDING = 10;
const NEAR = 0.15;
const STEADY = 0.25;
/** Gains within 1 +- this are even; so much of the run has to be. */
const EVEN = 0.15;
const LEAST_EVEN = 0.65;
const MOST_WEIGHT = 100;
/** Harmonics of an accepted run are taken out when on average so much of their estimates is worth subtracting. */
const TAKEN = 0.5;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Share of a run's blocks that lie near the mean. */
function steadinessOf(x: HumBlocks, means: HumMeans, h: number, from: number, to: number): number {
  let [near, count] = [0, 0];
  for (let b = from; b <= to; b++) {
    if (x.weight[b] === 0) continue;
    const i = h * x.blocks + b;
    const power = means.re[i] ** 2 + means.im[i] ** 2;
    const distance = (x.re[i] - means.re[i]) ** 2 + (x.im[i] - means.im[i]) ** 2;
    count++;
    if (distance < NEAR * power) near++;
  }
  return count > 0 ? near / count : 0;
}

/**
 * Share of a run in which the hum is as strong as on average: each block's gain against the means is the weighted median
 * over the steady harmonics, so that a note near one of them decides nothing; blocks count by how well they are known.
 */
function evennessOf(x: HumBlocks, means: HumMeans, numbers: readonly number[], from: number, to: number): number {
  let [even, all] = [0, 0];
  for (let b = from; b <= to; b++) {
    if (x.weight[b] === 0) continue;
    const gains = numbers.map((number) => {
      const i = (number - 1) * x.blocks + b;
      const power = means.re[i] ** 2 + means.im[i] ** 2 + 1e-30;
      return {
        gain: (x.re[i] * means.re[i] + x.im[i] * means.im[i]) / power,
        weight: 1 / (x.variance[i] / power + 0.01),
      };
    });
    gains.sort((a, c) => a.gain - c.gain);
    const weight = gains.reduce((a, g) => a + g.weight, 0);
    let sum = 0;
    const median = gains.find((g) => {
      sum += g.weight;
      return sum >= weight / 2;
    });
    const own = Math.min(weight, MOST_WEIGHT);
    all += own;
    if (Math.abs((median?.gain ?? 0) - 1) < EVEN) even += own;
  }
  return all > 0 ? even / all : 0;
}

/** Estimate's power over its own variance, as the part of it that is worth subtracting (Wiener), 0 to 1. */
function worth(
  x: HumBlocks,
  means: HumMeans,
  weights: Float64Array,
  kernel: Float64Array,
  h: number,
  b: number,
): number {
  const from = h * x.blocks;
  let [sum, noise] = [0, 0];
  for (let d = Math.max(-b, 1 - kernel.length); d < kernel.length && b + d < x.blocks; d++) {
    const i = from + b + d;
    const w = kernel[Math.abs(d)] * weights[b + d];
    sum += w;
    noise += w * w * ((x.re[i] - means.re[i]) ** 2 + (x.im[i] - means.im[i]) ** 2 + x.variance[i]);
  }
  const power = means.re[from + b] ** 2 + means.im[from + b] ** 2;
  if (sum === 0 || power === 0) return 0;
  return Math.max(0, 1 - (1.5 * noise) / (sum * sum) / power);
}

function runOf(x: HumBlocks, from: number, to: number, least: number): HumRun | undefined {
  const on = new Uint8Array(x.blocks).fill(1, from, to + 1);
  const means = humMeans(x, HUM_MEAN_NODES, on);
  const steady: number[] = [];
  let steadiness = 0;
  for (let h = 0; h < Math.min(DECIDING, x.harmonics); h++) {
    const share = steadinessOf(x, means, h, from, to);
    if (share < STEADY) continue;
    steady.push(h + 1);
    steadiness += share;
  }
  if (steady.length < least || (steady.length > 1 && steady.reduce(gcd) > 2)) return undefined;
  const evenness = evennessOf(x, means, steady, from, to);
  if (evenness < LEAST_EVEN) return undefined;
  const points = Math.floor((to - from) / HUM_POINT_NODES) + 2;
  const kernel = gaussian(HUM_MEAN_NODES);
  const weights = new Float64Array(x.blocks);
  const parts = new Float64Array(points * x.harmonics);
  const numbers: number[] = [];
  for (let h = 0; h < x.harmonics; h++) {
    for (let b = from; b <= to; b++) {
      const i = h * x.blocks + b;
      const power = means.re[i] ** 2 + means.im[i] ** 2;
      const distance = (x.re[i] - means.re[i]) ** 2 + (x.im[i] - means.im[i]) ** 2;
      weights[b] = x.weight[b] > 0 ? blockWeight(x.variance[i], distance, power) : 0;
    }
    let sum = 0;
    for (let p = 0; p < points; p++) {
      const part = worth(x, means, weights, kernel, h, Math.min(to, from + p * HUM_POINT_NODES));
      parts[h * points + p] = part;
      sum += part;
    }
    if (sum >= TAKEN * points) numbers.push(h + 1);
  }
  const re = new Float32Array(points * numbers.length);
  const im = new Float32Array(points * numbers.length);
  for (let k = 0; k < numbers.length; k++) {
    for (let p = 0; p < points; p++) {
      const i = (numbers[k] - 1) * x.blocks + Math.min(to, from + p * HUM_POINT_NODES);
      const part = parts[(numbers[k] - 1) * points + p];
      re[k * points + p] = part * means.re[i];
      im[k * points + p] = part * means.im[i];
    }
  }
  return {
    fromNode: from,
    toNode: to,
    numbers,
    re,
    im,
    points,
    steady: steady.length,
    steadiness: steadiness / steady.length,
  };
}

/** Runs of a channel in which the presence test finds the hum; `least` steady harmonics are needed. */
export function fitHum(x: HumBlocks, least: number): readonly HumRun[] {
  const on = gateHum(x);
  const runs: HumRun[] = [];
  for (let b = 0; b < x.blocks; b++) {
    if (on[b] === 0) continue;
    const from = b;
    while (b + 1 < x.blocks && on[b + 1] === 1) b++;
    const run = b - from + 1 >= Math.min(LEAST_NODES, x.blocks - 2) ? runOf(x, from, b, least) : undefined;
    if (run !== undefined) runs.push(run);
  }
  return runs;
}
