/**
 * Locks the path of a hum to its harmonics. First the frequency: the common change that turns the harmonics of
 * neighbouring blocks into each other, the vote of each weighted by how steady it is and summed over two seconds,
 * first with the lowest harmonics and a wide grid, then with all. Then the phase: the common turn of each block against
 * the harmonics' means over some seconds, by weighted least squares. All channels vote. Our own method.
 */
import { foldHum, type HumBlocks, turnHum } from './humFold.ts';
import { HUM_NODE_SECONDS, type HumPath, humNodeCount } from './humPath.ts';
import type { HumCourse } from './humSearch.ts';

/** Passes of the frequency: harmonics that vote, reach and step of the grid as parts of the fundamental. */
interface VotePass {
  readonly most: number;
  readonly reach: number;
  readonly step: number;
  /** Standard deviation of the sum over time, nodes. */
  readonly sigma: number;
}
const PASSES: readonly VotePass[] = [
  { most: 10, reach: 3e-3, step: 1e-4, sigma: 3 },
  { most: 20, reach: 2e-3, step: 5e-5, sigma: 2 },
  { most: 40, reach: 8e-4, step: 2e-5, sigma: 2 },
];
/** Standard deviations, in nodes, of the means that the phase follows, and of the sum of its turns. */
const MEAN_NODES: readonly number[] = [4, 6, 10];
const PHASE_NODES = 1.2;
/** Votes against the ends of the grid: where the harmonics say nothing, the course stays. */
const PRIOR_VOTES = 4;

export function gaussian(sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  return Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
}

/** Path along a rough course of one value per second. */
export function humPathOf(course: HumCourse, seconds: number): HumPath {
  const { hz } = course;
  const baseHz = hz.reduce((a, v) => a + v, 0) / hz.length;
  const nodes = new Float64Array(humNodeCount(seconds));
  const at = (t: number): number => {
    const place = Math.min(hz.length - 1, Math.max(0, t));
    const k = Math.min(hz.length - 1, Math.floor(place));
    const next = Math.min(hz.length - 1, k + 1);
    return hz[k] + (place - k) * (hz[next] - hz[k]) - baseHz;
  };
  for (let b = 1; b < nodes.length; b++) nodes[b] = nodes[b - 1] + HUM_NODE_SECONDS * at((b - 0.5) * HUM_NODE_SECONDS);
  return { baseHz, nodes };
}

/** Change of the frequency between neighbouring nodes, in parts of the fundamental. */
function frequencyVotes(
  all: readonly HumBlocks[],
  baseHz: number,
  { most, reach, step, sigma }: VotePass,
): Float64Array {
  const { blocks, harmonics } = all[0];
  const steps = Math.round(reach / step);
  const grid = 2 * steps + 1;
  const votes = new Float64Array(grid * (blocks - 1));
  for (const { re, im, variance } of all) {
    for (let h = 0; h < Math.min(most, harmonics); h++) {
      const turn = 2 * Math.PI * (h + 1) * baseHz * HUM_NODE_SECONDS * step;
      for (let b = 0; b + 1 < blocks; b++) {
        const i = h * blocks + b;
        const own = re[i] ** 2 + im[i] ** 2;
        const next = re[i + 1] ** 2 + im[i + 1] ** 2;
        if (own === 0 || next === 0) continue;
        const clear = (own / (own + 10 * variance[i])) * (next / (next + 10 * variance[i + 1]));
        const weight = (clear * Math.min(own, next)) / Math.max(own, next);
        const angle = Math.atan2(re[i] * im[i + 1] - im[i] * re[i + 1], re[i] * re[i + 1] + im[i] * im[i + 1]);
        for (let g = 0; g < grid; g++) votes[b * grid + g] += weight * Math.cos(angle - turn * (g - steps));
      }
    }
  }
  const kernel = gaussian(sigma);
  const sums = new Float64Array(grid);
  return Float64Array.from({ length: blocks - 1 }, (_, b) => {
    for (let g = 0; g < grid; g++) sums[g] = -PRIOR_VOTES * ((g - steps) / steps) ** 2;
    for (let d = 1 - kernel.length; d < kernel.length; d++) {
      if (b + d < 0 || b + d >= blocks - 1) continue;
      for (let g = 0; g < grid; g++) sums[g] += kernel[Math.abs(d)] * votes[(b + d) * grid + g];
    }
    let best = steps;
    for (let g = 0; g < grid; g++) if (sums[g] > sums[best]) best = g;
    if (best === 0 || best === grid - 1) return (best - steps) * step;
    const [below, centre, above] = [sums[best - 1], sums[best], sums[best + 1]];
    const bend = below - 2 * centre + above;
    return (best - steps + (bend < 0 ? (0.5 * (below - above)) / bend : 0)) * step;
  });
}

/** Weight of a block's value against a mean: the inverse of the variance that it seems to have. */
export function blockWeight(variance: number, distance: number, power: number): number {
  return 1 / (variance + distance + 0.02 * power + 1e-30);
}

/** Means over time around each node, robust against blocks in which music sounds. */
export function humMeans(x: HumBlocks, sigma: number, on?: Uint8Array): { re: Float64Array; im: Float64Array } {
  const { blocks, harmonics } = x;
  const kernel = gaussian(sigma);
  const re = new Float64Array(x.re.length);
  const im = new Float64Array(x.im.length);
  const weights = new Float64Array(blocks);
  for (let h = 0; h < harmonics; h++) {
    const from = h * blocks;
    let power = 0;
    for (let pass = 0; pass < 5; pass++) {
      for (let b = 0; b < blocks; b++) {
        const i = from + b;
        const distance = pass === 0 ? x.re[i] ** 2 + x.im[i] ** 2 : (x.re[i] - re[i]) ** 2 + (x.im[i] - im[i]) ** 2;
        if (pass > 0) power = re[i] ** 2 + im[i] ** 2;
        weights[b] =
          x.weight[b] > 0 && (on === undefined || on[b] === 1) ? blockWeight(x.variance[i], distance, power) : 0;
      }
      for (let b = 0; b < blocks; b++) {
        let [sr, si, sw] = [0, 0, 0];
        for (let d = Math.max(-b, 1 - kernel.length); d < kernel.length && b + d < blocks; d++) {
          const w = kernel[Math.abs(d)] * weights[b + d];
          sr += w * x.re[from + b + d];
          si += w * x.im[from + b + d];
          sw += w;
        }
        re[from + b] = sw > 0 ? sr / sw : 0;
        im[from + b] = sw > 0 ? si / sw : 0;
      }
    }
  }
  return { re, im };
}

/** Turns the blocks (in place) to the harmonics' means; returns the turn of each node in cycles of the fundamental. */
function lockPhase(all: readonly HumBlocks[], sigma: number): Float64Array {
  const { blocks, harmonics } = all[0];
  const sums = new Float64Array(blocks);
  const weights = new Float64Array(blocks);
  for (const x of all) {
    const { re, im } = humMeans(x, sigma);
    for (let h = 0; h < harmonics; h++) {
      for (let b = 0; b < blocks; b++) {
        const i = h * blocks + b;
        const power = re[i] ** 2 + im[i] ** 2;
        if (x.weight[b] === 0 || power === 0) continue;
        const distance = (x.re[i] - re[i]) ** 2 + (x.im[i] - im[i]) ** 2;
        const w = (h + 1) * blockWeight(x.variance[i], distance, power);
        sums[b] += w * (x.im[i] * re[i] - x.re[i] * im[i]);
        weights[b] += w * (h + 1) * power;
      }
    }
  }
  const kernel = gaussian(PHASE_NODES);
  const cycles = new Float64Array(blocks);
  for (let b = 0; b < blocks; b++) {
    let [sum, weight] = [0, 1e-9];
    for (let d = Math.max(-b, 1 - kernel.length); d < kernel.length && b + d < blocks; d++) {
      sum += kernel[Math.abs(d)] * sums[b + d];
      weight += kernel[Math.abs(d)] * weights[b + d];
    }
    cycles[b] = sum / weight / (2 * Math.PI);
  }
  for (const x of all) turnHum(x, cycles);
  return cycles;
}

/** Path locked to the harmonics of all channels, and their blocks along it. */
export function lockHum(
  channels: readonly Float64Array[],
  rateHz: number,
  course: HumCourse,
  highestHz: number,
): { readonly path: HumPath; readonly blocks: readonly HumBlocks[] } {
  const path = humPathOf(course, channels[0].length / rateHz);
  const harmonics = Math.max(1, Math.floor(highestHz / path.baseHz));
  const fold = (count: number): HumBlocks[] => channels.map((x) => foldHum(x, rateHz, path, count));
  for (const pass of PASSES) {
    const changes = frequencyVotes(fold(Math.min(harmonics, pass.most)), path.baseHz, pass);
    let cycles = 0;
    for (let b = 0; b < changes.length; b++) {
      cycles += changes[b] * path.baseHz * HUM_NODE_SECONDS;
      path.nodes[b + 1] += cycles;
    }
  }
  const blocks = fold(harmonics);
  for (const sigma of MEAN_NODES) {
    const cycles = lockPhase(blocks, sigma);
    for (let b = 0; b < cycles.length; b++) path.nodes[b] += cycles[b];
  }
  return { path, blocks };
}
