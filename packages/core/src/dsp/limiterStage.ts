/**
 * One pass of a limiter over blocks of limited size: measures true peaks, derives the gain curve, applies it to the
 * delayed audio. The curve has one node for every `step` frames and is a straight line in dB between them; a node wants
 * what the frames on both sides of it want, so that no frame gets less. The result can exceed the ceiling by what a
 * changing gain does between samples (hundredths of a dB); a second pass with a short curve removes that (see
 * truePeakLimiter.ts).
 */
import { BlockDelay } from './blockDelay.ts';
import { LimiterCurve, type LimiterCurveOptions } from './limiterCurve.ts';
import { PEAK_SCAN_LATENCY, PeakScanner } from './peakScanner.ts';

export interface LimiterStageOptions extends Omit<LimiterCurveOptions, 'capacity'> {
  readonly channels: number;
  /** Linear. */
  readonly ceiling: number;
  /** 0: each channel its own gain; 1: all the largest. */
  readonly link: number;
  /** Points per sample at which peaks are measured. */
  readonly phases: 4 | 8 | 16;
  /** Frames per node of the curve; the rate, hold and windows of the curve count nodes. */
  readonly step: number;
  /** Largest `count`, frames. */
  readonly capacity: number;
}

const DB_PER_NEPER = 20 / Math.LN10;
/** Frames tested at once for being below the ceiling. */
const QUIET_FRAMES = 64;

export class LimiterStage {
  readonly latencyFrames: number;
  readonly #ceiling: number;
  readonly #link: number;
  readonly #step: number;
  readonly #scanners: PeakScanner[];
  readonly #curves: LimiterCurve[];
  /** Of every curve: its new nodes, and reduction by frame. */
  readonly #nodes: Float64Array[];
  readonly #reductions: Float64Array[];
  /** Of every curve: peak of the frames since the last node and of those between the last two; the last two nodes of it. */
  readonly #now: Float64Array;
  readonly #before: Float64Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #gain: Float64Array;
  readonly #delays: BlockDelay[];
  readonly #earlier: BlockDelay;
  /** Frames since the last node. */
  #phase = 0;
  #untouchedFrames = 0;

  constructor(options: LimiterStageOptions) {
    const { channels, ceiling, link, phases, step, capacity } = options;
    this.#ceiling = ceiling;
    this.#link = link;
    this.#step = step;
    this.#scanners = Array.from({ length: channels }, () => new PeakScanner(ceiling, phases, capacity));
    const nodes = Math.ceil(capacity / step) + 1;
    const curves = link === 1 ? 1 : channels;
    this.#curves = Array.from({ length: curves }, () => new LimiterCurve({ ...options, capacity: nodes }));
    this.#nodes = Array.from({ length: curves }, () => new Float64Array(nodes));
    this.#reductions = Array.from({ length: curves }, () => new Float64Array(capacity));
    this.#now = new Float64Array(curves).fill(ceiling);
    this.#before = new Float64Array(curves);
    this.#left = new Float64Array(curves);
    this.#right = new Float64Array(curves);
    this.latencyFrames = PEAK_SCAN_LATENCY + ((this.#curves[0]?.latencyFrames ?? 0) + 2) * step;
    this.#gain = new Float64Array(capacity);
    this.#delays = Array.from({ length: channels }, () => new BlockDelay(this.latencyFrames, capacity));
    this.#earlier = new BlockDelay(this.latencyFrames, capacity);
  }

  /** How many of the latest frames came out as they went in. */
  get untouchedFrames(): number {
    return this.#untouchedFrames;
  }

  /**
   * Limits `count` frames from `offset` in place, `latencyFrames` late. `reductionDb` holds what passes before
   * took away (dB, from 0): it is delayed alike, and this pass's reduction added. `known`: peaks are known to be under
   * the ceiling (see `untouchedFrames`), and need not be read.
   */
  process(
    channels: readonly Float64Array[],
    offset: number,
    count: number,
    reductionDb: Float64Array,
    known = false,
  ): void {
    const phase = this.#phase;
    const nodes = this.#scan(channels, offset, count, known);
    for (let k = 0; k < this.#curves.length; k++) this.#curves[k].process(this.#nodes[k], nodes);
    for (let c = 0; c < this.#delays.length; c++) this.#delays[c].process(channels[c], offset, count);
    this.#earlier.process(reductionDb, 0, count);
    if (this.#isIdle(nodes)) {
      this.#untouchedFrames += count;
      return;
    }
    for (let k = 0; k < this.#curves.length; k++) this.#between(k, phase, count);
    this.#apply(channels, offset, count);
    this.#report(count, reductionDb);
  }

  /** Reads the peaks; returns how many nodes they complete. */
  #scan(channels: readonly Float64Array[], offset: number, count: number, known: boolean): number {
    for (let c = 0; c < this.#scanners.length; c++) {
      if (known) this.#scanners[c].skip(channels[c], offset, count);
      else this.#scanners[c].load(channels[c], offset, count);
    }
    const now = this.#now;
    const own = this.#curves.length > 1;
    const step = this.#step;
    let nodes = 0;
    for (let at = 0; at < count; ) {
      const rest = step - this.#phase;
      // Where many frames are quiet, only the first two nodes can want what came before.
      const more = Math.floor((Math.min(QUIET_FRAMES, count - at) - rest) / step);
      if (more > 0 && (known || this.#isQuiet(at, at + rest + more * step))) {
        this.#endNode(nodes);
        this.#endNode(nodes + 1);
        for (const zeros of this.#nodes) zeros.fill(0, nodes + 2, nodes + 1 + more);
        nodes += 1 + more;
        at += rest + more * step;
        continue;
      }
      const to = Math.min(count, at + rest);
      if (!known)
        for (let c = 0; c < this.#scanners.length; c++) {
          const k = own ? c : 0;
          now[k] = this.#scanners[c].largest(at, to, now[k]);
        }
      this.#phase += to - at;
      at = to;
      if (this.#phase === step) this.#endNode(nodes++);
    }
    return nodes;
  }

  #isQuiet(from: number, to: number): boolean {
    for (const scanner of this.#scanners) if (!scanner.isBelow(from, to, this.#ceiling)) return false;
    return true;
  }

  #endNode(node: number): void {
    const ceiling = this.#ceiling;
    this.#phase = 0;
    let largest = 0;
    for (let k = 0; k < this.#nodes.length; k++) {
      const now = this.#now[k];
      const peak = now > this.#before[k] ? now : this.#before[k];
      const db = peak > ceiling ? DB_PER_NEPER * Math.log(peak / ceiling) : 0;
      this.#nodes[k][node] = db;
      if (db > largest) largest = db;
      this.#before[k] = now;
      this.#now[k] = this.#ceiling;
    }
    if (this.#link === 0 || this.#nodes.length === 1) return;
    for (const own of this.#nodes) own[node] += this.#link * (largest - own[node]);
  }

  /** Whether no curve takes anything away. */
  #isIdle(nodes: number): boolean {
    for (let k = 0; k < this.#nodes.length; k++) {
      if (this.#left[k] !== 0 || this.#right[k] !== 0) return false;
      const own = this.#nodes[k];
      for (let n = 0; n < nodes; n++) if (own[n] !== 0) return false;
    }
    return true;
  }

  /** The curve at every frame, from its nodes. */
  #between(curve: number, phase: number, count: number): void {
    const nodes = this.#nodes[curve];
    const reduction = this.#reductions[curve];
    const step = this.#step;
    let left = this.#left[curve];
    let right = this.#right[curve];
    for (let i = 0, j = phase, n = 0; i < count; i++) {
      reduction[i] = left + (right - left) * (j / step);
      if (++j < step) continue;
      j = 0;
      left = right;
      right = nodes[n++];
    }
    this.#left[curve] = left;
    this.#right[curve] = right;
  }

  /** Multiplies every channel by its gain; without reduction its samples stay as they are. */
  #apply(channels: readonly Float64Array[], offset: number, count: number): void {
    const gain = this.#gain;
    for (let c = 0; c < channels.length; c++) {
      const x = channels[c];
      if (c < this.#curves.length) this.#toGain(this.#reductions[c], count);
      for (let i = 0; i < count; i++) x[offset + i] *= gain[i];
    }
  }

  #toGain(reductionDb: Float64Array, count: number): void {
    const gain = this.#gain;
    for (let i = 0; i < count; i++) gain[i] = reductionDb[i] === 0 ? 1 : Math.exp(-reductionDb[i] / DB_PER_NEPER);
  }

  #report(count: number, reductionDb: Float64Array): void {
    const curves = this.#curves.length;
    let untouched = this.#untouchedFrames;
    for (let i = 0; i < count; i++) {
      let most = 0;
      for (let k = 0; k < curves; k++) if (this.#reductions[k][i] > most) most = this.#reductions[k][i];
      untouched = most > 0 ? 0 : untouched + 1;
      reductionDb[i] += most;
    }
    this.#untouchedFrames = untouched;
  }

  reset(): void {
    for (const scanner of this.#scanners) scanner.reset();
    for (const curve of this.#curves) curve.reset();
    for (const delay of this.#delays) delay.reset();
    for (const memory of [this.#before, this.#left, this.#right]) memory.fill(0);
    this.#now.fill(this.#ceiling);
    this.#earlier.reset();
    this.#phase = 0;
    this.#untouchedFrames = 0;
  }
}
