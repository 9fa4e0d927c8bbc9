/**
 * The waveform of a hum's run: one period in a table for each amplitude point, read along the path's phase (4-point
 * cubic, harmonics 16 times below the table's rate: error under -80 dB), two tables faded into each other, which is
 * linear interpolation of all complex amplitudes at a cost that does not grow with their number.
 */
import { RealFft } from '../fft.ts';
import { HUM_POINT_NODES, type HumRun } from './humFit.ts';
import { HUM_NODE_SECONDS, type HumPath, humCycles } from './humPath.ts';

const OVERSAMPLING = 16;
const LEAST_SIZE = 256;
const PIECE = 512;

export class HumVoice {
  readonly #path: HumPath;
  readonly #run: HumRun;
  readonly #rate: number;
  readonly #size: number;
  readonly #fft: RealFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cycles: Float64Array = new Float64Array(PIECE);
  readonly #period: Float64Array;
  /** Tables of the points `#point` and `#point` + 1, with three samples of the period's start behind its end. */
  #low: Float64Array;
  #high: Float64Array;
  #point = -9;

  constructor(path: HumPath, run: HumRun, sampleRateHz: number) {
    this.#path = path;
    this.#run = run;
    this.#rate = sampleRateHz;
    const top = run.numbers.reduce((a, v) => Math.max(a, v), 1);
    this.#size = Math.max(LEAST_SIZE, 2 ** Math.ceil(Math.log2(OVERSAMPLING * top)));
    this.#fft = new RealFft(this.#size);
    this.#re = new Float64Array(this.#fft.bins);
    this.#im = new Float64Array(this.#fft.bins);
    this.#period = new Float64Array(this.#size);
    this.#low = new Float64Array(this.#size + 3);
    this.#high = new Float64Array(this.#size + 3);
  }

  /** Writes `count` samples, the first of them `frame` frames (at the voice's rate) behind the stretch's start. */
  write(output: Float64Array, count: number, frame: number): void {
    const rate = this.#rate;
    const cycles = this.#cycles;
    const size = this.#size;
    const firstPoint = this.#run.fromNode / HUM_POINT_NODES;
    const perFrame = 1 / (rate * HUM_NODE_SECONDS * HUM_POINT_NODES);
    const last = this.#run.points - 2;
    for (let done = 0; done < count; ) {
      const part = Math.min(PIECE, count - done);
      humCycles(this.#path, frame + done, rate, cycles, part);
      for (let i = 0; i < part; i++) {
        const place = (frame + done + i) * perFrame - firstPoint;
        const p = Math.max(0, Math.min(last, Math.floor(place)));
        if (p !== this.#point) this.#load(p);
        const fade = Math.max(0, Math.min(1, place - p));
        const low = this.#low;
        const high = this.#high;
        const at = (cycles[i] - Math.floor(cycles[i])) * size;
        const k = Math.floor(at);
        const u = at - k;
        // Lagrange weights at -1, 0, 1, 2; the table is shifted by one sample.
        const a = (-u * (u - 1) * (u - 2)) / 6;
        const b = ((u + 1) * (u - 1) * (u - 2)) / 2;
        const c = (-(u + 1) * u * (u - 2)) / 2;
        const d = ((u + 1) * u * (u - 1)) / 6;
        const v = a * low[k] + b * low[k + 1] + c * low[k + 2] + d * low[k + 3];
        const w = a * high[k] + b * high[k + 1] + c * high[k + 2] + d * high[k + 3];
        output[done + i] = v + fade * (w - v);
      }
      done += part;
    }
  }

  #load(point: number): void {
    if (point === this.#point + 1) {
      const spare = this.#low;
      this.#low = this.#high;
      this.#high = spare;
    } else this.#fill(point, this.#low);
    this.#fill(point + 1, this.#high);
    this.#point = point;
  }

  #fill(point: number, table: Float64Array): void {
    const { numbers, re, im, points } = this.#run;
    const size = this.#size;
    this.#re.fill(0);
    this.#im.fill(0);
    for (let k = 0; k < numbers.length; k++) {
      this.#re[numbers[k]] = (re[k * points + point] * size) / 2;
      this.#im[numbers[k]] = (im[k * points + point] * size) / 2;
    }
    this.#fft.inverse(this.#re, this.#im, this.#period);
    for (let i = 0; i < table.length; i++) table[i] = this.#period[(i + size - 1) % size];
  }
}
