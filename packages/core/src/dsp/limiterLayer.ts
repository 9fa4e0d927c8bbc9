/**
 * A smooth curve that is nowhere below its input: the largest value of a window, a release, and two moving averages in
 * a row over the window (a trapezoid; weights add up to 1). A lone peak becomes a bell as wide at half height as the window.
 * Values are whole numbers (the caller's grid) going in, so that the moving sums are exact and never drift.
 * Latency: `windowFrames - 1`. Source: P. Hämäläinen, "Smoothing of the control signal without clipped output in digital
 * peak limiters", DAFx 2002.
 */
import { smoothingFactor } from './envelope.ts';
import { SlidingMaximum } from './slidingMaximum.ts';

export interface LimiterLayerOptions {
  readonly sampleRateHz: number;
  /** 1 and up. */
  readonly windowFrames: number;
  /** Time constants: the quick fall, the fall of the slow level, and how slowly that level charges. */
  readonly fastSeconds: number;
  readonly slowSeconds: number;
  readonly chargeSeconds: number;
}

/** Exact sum of the last `length` whole numbers. */
class MovingSum {
  readonly #ring: Float64Array;
  #sum = 0;
  #at = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  get isEmpty(): boolean {
    return this.#sum === 0;
  }

  process(values: Float64Array, count: number): void {
    const ring = this.#ring;
    const length = ring.length;
    let at = this.#at;
    let sum = this.#sum;
    for (let i = 0; i < count; i++) {
      const v = values[i];
      sum += v - ring[at];
      ring[at] = v;
      if (++at === length) at = 0;
      values[i] = sum;
    }
    this.#at = at;
    this.#sum = sum;
  }

  reset(): void {
    this.#ring.fill(0);
    this.#sum = 0;
    this.#at = 0;
  }
}

export class LimiterLayer {
  readonly latencyFrames: number;
  readonly #window: SlidingMaximum;
  readonly #first: MovingSum;
  readonly #second: MovingSum;
  readonly #scale: number;
  readonly #fast: number;
  readonly #slow: number;
  readonly #charge: number;
  #released = 0;
  #level = 0;

  constructor(options: LimiterLayerOptions) {
    const { sampleRateHz, windowFrames } = options;
    this.latencyFrames = windowFrames - 1;
    this.#window = new SlidingMaximum(windowFrames);
    const first = Math.ceil((windowFrames + 1) / 2);
    const second = windowFrames + 1 - first;
    this.#first = new MovingSum(first);
    this.#second = new MovingSum(second);
    this.#scale = 1 / (first * second);
    this.#fast = smoothingFactor(options.fastSeconds, sampleRateHz);
    this.#slow = smoothingFactor(options.slowSeconds, sampleRateHz);
    this.#charge = smoothingFactor(options.chargeSeconds, sampleRateHz);
  }

  /** True if, on zeros alone, only zeros will follow (once `latencyFrames` zeros have gone in). */
  get isAtRest(): boolean {
    return this.#released === 0 && this.#level === 0 && this.#first.isEmpty && this.#second.isEmpty;
  }

  /** Smooths `count` values in place. */
  process(values: Float64Array, count: number): void {
    this.#window.process(values, 0, count);
    this.#release(values, count);
    this.#first.process(values, count);
    this.#second.process(values, count);
    const scale = this.#scale;
    for (let i = 0; i < count; i++) values[i] *= scale;
  }

  /** Quickly down to the slow level, which only lasting reduction charges. Under one grid step nothing is left. */
  #release(values: Float64Array, count: number): void {
    if (this.#fast === 0 && this.#slow === 0) {
      // Falls at once: the whole numbers stay as they are.
      if (count > 0) this.#released = values[count - 1];
      return;
    }
    const [fast, slow, charge] = [this.#fast, this.#slow, this.#charge];
    let released = this.#released;
    let level = this.#level;
    for (let i = 0; i < count; i++) {
      const wanted = values[i];
      level = wanted + (wanted > level ? charge : slow) * (level - wanted);
      if (level < 1) level = 0;
      const floor = wanted > level ? wanted : level;
      released = released > floor ? floor + fast * (released - floor) : floor;
      if (released - wanted < 1) released = wanted;
      values[i] = Math.ceil(released);
    }
    this.#released = released;
    this.#level = level;
  }

  reset(): void {
    this.#window.reset();
    this.#first.reset();
    this.#second.reset();
    this.#released = 0;
    this.#level = 0;
  }
}
