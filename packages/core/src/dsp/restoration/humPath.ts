/**
 * The phase of a hum's fundamental over a stretch: a fixed frequency and the deviation from it in cycles, at nodes
 * {@link HUM_NODE_SECONDS} apart, joined by Catmull-Rom cubics, so that the frequency has no steps.
 */

/** Seconds between nodes of the path, and between blocks of demodulated harmonics. */
export const HUM_NODE_SECONDS = 0.25;

export interface HumPath {
  readonly baseHz: number;
  /** Cycles beyond `baseHz` times the time since the stretch's start; node b lies at b quarters of a second. */
  readonly nodes: Float64Array;
}

/** Nodes that a stretch of so many seconds needs. */
export function humNodeCount(seconds: number): number {
  return Math.floor(seconds / HUM_NODE_SECONDS) + 2;
}

/** Coefficients of the cubic from node `b` on, over the part of a node interval: constant first. */
export function humCubic(nodes: Float64Array, b: number, into: Float64Array): void {
  const last = nodes.length - 1;
  const p1 = nodes[Math.min(last, b)];
  const p2 = nodes[Math.min(last, b + 1)];
  const p0 = b > 0 ? nodes[Math.min(last, b - 1)] : 2 * p1 - p2;
  const p3 = b + 2 <= last ? nodes[b + 2] : 2 * p2 - p1;
  into[0] = p1;
  into[1] = (p2 - p0) / 2;
  into[2] = p0 - 2.5 * p1 + 2 * p2 - p3 / 2;
  into[3] = (p3 - p0) / 2 + 1.5 * (p1 - p2);
}

/** Writes the cycles since the stretch's start at `count` frames from `first` on, frame 0 being the start. */
export function humCycles(path: HumPath, first: number, rateHz: number, output: Float64Array, count: number): void {
  const cubic = new Float64Array(4);
  let node = -1;
  for (let i = 0; i < count; i++) {
    const t = (first + i) / rateHz;
    const at = t / HUM_NODE_SECONDS;
    const b = Math.max(0, Math.floor(at));
    if (b !== node) humCubic(path.nodes, b, cubic);
    node = b;
    const u = at - b;
    output[i] = path.baseHz * t + cubic[0] + u * (cubic[1] + u * (cubic[2] + u * cubic[3]));
  }
}

/** Frequency at a node, Hz. */
export function humFrequency(path: HumPath, b: number): number {
  const { nodes } = path;
  const [from, to] = [Math.max(0, b - 1), Math.min(nodes.length - 1, b + 1)];
  return path.baseHz + (nodes[to] - nodes[from]) / ((to - from) * HUM_NODE_SECONDS);
}
