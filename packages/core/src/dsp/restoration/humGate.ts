/**
 * At which blocks of a channel a hum sounds. Templates (means of the harmonics over two seconds, all through the
 * stretch) are held against silence, block by block, with residues that count only up to a bound, so that music decides
 * nothing; the one that explains most is refined by the means of the blocks that it explains. Two states with a cost of
 * switching give the runs.
 */
import type { HumBlocks } from './humFold.ts';
import { blockWeight, humMeans } from './humLock.ts';

/** Standard deviation, in nodes, of the means over time that count as a hum's amplitudes. */
export const HUM_MEAN_NODES = 10;
const BOUND = 4;
/** Standing for slow changes of a hum, as a part of its power. */
const SLACK = 0.05;
const SWITCH_COST = 10;
const TEMPLATE_NODES = 4;
/** Least ratio of a mean's power to its variance: 10 dB. */
const CLEAR = 10;

/** Mean amplitudes over time, as {@link HumBlocks}. */
export interface HumMeans {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Evidence for the hum against silence at every node. */
function evidence(x: HumBlocks, means: HumMeans, clear: Uint8Array): Float64Array {
  const { blocks } = x;
  const sums = new Float64Array(blocks);
  for (let h = 0; h < x.harmonics; h++) {
    if (clear[h] === 0) continue;
    for (let b = 0; b < blocks; b++) {
      const i = h * blocks + b;
      const power = means.re[i] ** 2 + means.im[i] ** 2;
      if (x.weight[b] === 0 || power === 0) continue;
      const s = x.variance[i] + SLACK * power + 1e-30;
      const without = (x.re[i] ** 2 + x.im[i] ** 2) / s;
      const within = ((x.re[i] - means.re[i]) ** 2 + (x.im[i] - means.im[i]) ** 2) / s;
      sums[b] += Math.min(BOUND, without) - Math.min(BOUND, within);
    }
  }
  return sums;
}

/** Two-state path of the largest evidence. */
function gate(sums: Float64Array): Uint8Array {
  const count = sums.length;
  const stay = new Uint8Array(2 * count);
  let [off, on] = [0, 0];
  for (let b = 0; b < count; b++) {
    const rises = off - SWITCH_COST > on;
    const falls = on - SWITCH_COST > off;
    stay[2 * b] = falls ? 1 : 0;
    stay[2 * b + 1] = rises ? 0 : 1;
    [off, on] = [falls ? on - SWITCH_COST : off, (rises ? off - SWITCH_COST : on) + sums[b]];
  }
  const states = new Uint8Array(count);
  let state = on > off ? 1 : 0;
  for (let b = count - 1; b >= 0; b--) {
    states[b] = state;
    state = stay[2 * b + state];
  }
  return states;
}

/** Means of the blocks around a node, the same at all nodes; and which harmonics they show. */
function template(x: HumBlocks, centre: number): { means: HumMeans; clear: Uint8Array } {
  const { blocks, harmonics } = x;
  const means = { re: new Float64Array(x.re.length), im: new Float64Array(x.re.length) };
  const clear = new Uint8Array(harmonics);
  const [from, to] = [Math.max(0, centre - TEMPLATE_NODES), Math.min(blocks - 1, centre + TEMPLATE_NODES)];
  for (let h = 0; h < harmonics; h++) {
    let [sr, si, sw] = [0, 0, 0];
    for (let b = from; b <= to; b++) {
      const w = x.weight[b] > 0 ? 1 : 0;
      sr += w * x.re[h * blocks + b];
      si += w * x.im[h * blocks + b];
      sw += w;
    }
    if (sw < TEMPLATE_NODES) continue;
    const [re, im] = [sr / sw, si / sw];
    let scatter = 0;
    for (let b = from; b <= to; b++)
      if (x.weight[b] > 0) scatter += (x.re[h * blocks + b] - re) ** 2 + (x.im[h * blocks + b] - im) ** 2;
    clear[h] = re * re + im * im > (CLEAR * scatter) / (sw * sw) ? 1 : 0;
    means.re.fill(re, h * blocks, (h + 1) * blocks);
    means.im.fill(im, h * blocks, (h + 1) * blocks);
  }
  return { means, clear };
}

/** Nodes at which a hum seems to sound. */
export function gateHum(x: HumBlocks): Uint8Array {
  let best: Float64Array = new Float64Array(x.blocks);
  let most = 0;
  for (let centre = TEMPLATE_NODES; centre < x.blocks; centre += TEMPLATE_NODES) {
    const { means, clear } = template(x, centre);
    const sums = evidence(x, means, clear);
    const total = sums.reduce((a, v) => a + Math.max(0, v), 0);
    if (total > most) [best, most] = [sums, total];
  }
  let on = gate(best);
  for (let pass = 0; pass < 2 && on.includes(1); pass++) {
    const means = humMeans(x, HUM_MEAN_NODES, on);
    on = gate(evidence(x, means, clearOf(x, means, on)));
  }
  return on;
}

/** Harmonics whose mean over the nodes that are on stands clear of its scatter. */
function clearOf(x: HumBlocks, means: HumMeans, on: Uint8Array): Uint8Array {
  return new Uint8Array(x.harmonics).map((_, h) => {
    let [power, scatter, count] = [0, 0, 0];
    for (let b = 0; b < x.blocks; b++) {
      const i = h * x.blocks + b;
      if (on[b] === 0 || x.weight[b] === 0) continue;
      const p = means.re[i] ** 2 + means.im[i] ** 2;
      const distance = (x.re[i] - means.re[i]) ** 2 + (x.im[i] - means.im[i]) ** 2;
      power += p;
      scatter += 1 / blockWeight(x.variance[i], Math.min(distance, BOUND * p), p);
      count++;
    }
    return count > 0 && power * count > CLEAR * scatter ? 1 : 0;
  });
}
