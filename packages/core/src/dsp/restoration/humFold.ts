/**
 * Complex amplitudes of all harmonics of a hum along its path, by synchronous folding: the samples of each chunk of
 * whole periods (about 20 ms) are laid over one period (linear weights on a grid of four times the sample density,
 * their response taken out again), whose Fourier transform has the harmonics; cells at the chunk's ends are divided.
 * Chunks are averaged to blocks by Hann windows of half a second around the path's nodes. The cost does not grow with
 * the number of harmonics. Weakness: what lies within 2 Hz of a harmonic is taken for it, block by block.
 */
import { RealFft } from '../fft.ts';
import { HUM_NODE_SECONDS, type HumPath, humCycles } from './humPath.ts';

/** One channel: value (h - 1) * blocks + b belongs to harmonic h and node b. */
export interface HumBlocks {
  readonly blocks: number;
  readonly harmonics: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Variance that the scatter of the chunks gives the block's mean; 0 where nothing was measured. */
  readonly variance: Float64Array;
  /** Sum of the window over the chunks: 0 where nothing was measured. */
  readonly weight: Float64Array;
}

const CHUNK_SECONDS = 0.02;
const PIECE = 4096;
/** What the fold lets through from one harmonic to another, as a part of the power of all: -60 dB. */
const LEAK = 1e-6;
/** A Hann window's sum of squares over its squared sum, times its length. */
const HANN_NOISE = 1.5;

/** Harmonics 1 to `harmonics` of `samples` at `rateHz` along the path. */
export function foldHum(samples: Float64Array, rateHz: number, path: HumPath, harmonics: number): HumBlocks {
  const periods = Math.max(1, Math.round(CHUNK_SECONDS * path.baseHz));
  const size = 2 ** Math.ceil(Math.log2(Math.max((4 * rateHz) / path.baseHz, 4 * harmonics)));
  const blocks = path.nodes.length;
  const out: HumBlocks = {
    blocks,
    harmonics,
    re: new Float64Array(blocks * harmonics),
    im: new Float64Array(blocks * harmonics),
    variance: new Float64Array(blocks * harmonics),
    weight: new Float64Array(blocks),
  };
  const fft = new RealFft(size);
  const table = new Float64Array(size);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const response = Float64Array.from({ length: harmonics }, (_, k) => {
    const x = (Math.PI * (k + 1)) / size;
    return (Math.sin(x) / x) ** 2;
  });
  const least = (0.9 * periods * rateHz) / path.baseHz;
  let mass = 0;

  const finish = (centreSeconds: number): void => {
    if (mass >= least) {
      fft.forward(table, re, im);
      const centre = centreSeconds / HUM_NODE_SECONDS;
      for (let b = Math.max(0, Math.floor(centre)); b <= Math.floor(centre) + 1 && b < blocks; b++) {
        const w = Math.cos((Math.PI / 2) * (centre - b)) ** 2;
        out.weight[b] += w;
        for (let h = 0; h < harmonics; h++) {
          const scale = 2 / (mass * response[h]);
          const zr = re[h + 1] * scale;
          const zi = im[h + 1] * scale;
          const at = h * blocks + b;
          out.re[at] += w * zr;
          out.im[at] += w * zi;
          out.variance[at] += w * (zr * zr + zi * zi);
        }
      }
    }
    table.fill(0);
    mass = 0;
  };

  // Cell i reaches from half a sample before sample i to half a sample after it.
  const edges = new Float64Array(PIECE + 1);
  for (let from = 0; from < samples.length; from += PIECE) {
    const count = Math.min(PIECE, samples.length - from);
    humCycles(path, from - 0.5, rateHz, edges, count + 1);
    for (let i = 0; i < count; i++) {
      const centre = (edges[i] + edges[i + 1]) / 2;
      const place = (centre - Math.floor(centre)) * size;
      const k = Math.floor(place);
      const right = place - k;
      const next = k + 1 < size ? k + 1 : 0;
      const x = samples[from + i];
      const boundary = periods * Math.floor(edges[i + 1] / periods);
      if (boundary > edges[i]) {
        const before = (boundary - edges[i]) / (edges[i + 1] - edges[i]);
        table[k] += before * x * (1 - right);
        table[next] += before * x * right;
        mass += before;
        finish((from + i) / rateHz - (0.5 * periods) / path.baseHz);
        table[k] += (1 - before) * x * (1 - right);
        table[next] += (1 - before) * x * right;
        mass += 1 - before;
      } else {
        table[k] += x * (1 - right);
        table[next] += x * right;
        mass++;
      }
    }
  }
  normalise(out);
  return out;
}

function normalise({ blocks, harmonics, re, im, variance, weight }: HumBlocks): void {
  for (let b = 0; b < blocks; b++) {
    // Of the window at a block's edge of the recording, half is missing.
    if (weight[b] < 2) weight[b] = 0;
    let total = 0;
    for (let h = 0; h < harmonics; h++) {
      const at = h * blocks + b;
      const scale = weight[b] > 0 ? 1 / weight[b] : 0;
      re[at] *= scale;
      im[at] *= scale;
      const scatter = variance[at] * scale - re[at] ** 2 - im[at] ** 2;
      variance[at] = Math.max(0, scatter) * scale * (HANN_NOISE / 2);
      total += re[at] ** 2 + im[at] ** 2;
    }
    if (weight[b] > 0) for (let h = 0; h < harmonics; h++) variance[h * blocks + b] += LEAK * total;
  }
}

/** Turns all blocks back by `cycles[b]` of the fundamental, as if the path had been further on by so much. */
export function turnHum({ blocks, harmonics, re, im }: HumBlocks, cycles: Float64Array): void {
  for (let b = 0; b < blocks; b++) {
    for (let h = 0; h < harmonics; h++) {
      const angle = -2 * Math.PI * (h + 1) * cycles[b];
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const at = h * blocks + b;
      const r = re[at];
      re[at] = r * c - im[at] * s;
      im[at] = r * s + im[at] * c;
    }
  }
}
