import { mixedRadixPasses } from './mixedRadix.ts';

/**
 * Kaiser's beta of the transition: what the response keeps beyond its half length is then under 1e-14 of it, so that
 * nothing wraps around within a block. Measured properties: see resampler.test.ts.
 */
const BETA = 28;
/** Half length of the response in periods of the transition's width: Kaiser's main lobe and a little of its slope. */
const HALF_LENGTH = Math.hypot(BETA / Math.PI, 1) + 1.5;
/** Additions, multiplications, loads and stores per point of a pass, counted in the kernel; and of all around them. */
const COST = { 2: 9, 3: 13, 4: 12, 5: 18, 7: 23 } as const;
const COST_AROUND = 20;
/** Frames of blocks that stay in the processor's cache, what larger ones cost more, and where they end. */
const EASY_FRAMES = 8192;
const COST_OF_LARGE = 1.25;
const MOST_FRAMES = 131072;
/** Lengths tried: these times powers of two. */
const ODD_PARTS = [1, 3, 5, 7, 9, 15, 21, 25];

/** Blocks of a conversion in the frequency domain. All in units of `down` input frames, which are `up` output frames. */
export interface SpectralBlocks {
  /** Length of a block with both margins. */
  readonly block: number;
  /** Left out at each end of a block, where its wrapped-around ends are heard. */
  readonly margin: number;
}

/** The cheapest blocks for a ratio, or undefined where their sizes are out of reach. `passBand` as in the resampler. */
export function spectralBlocks(up: number, down: number, passBand: number): SpectralBlocks | undefined {
  const transition = (Math.min(up, down) / (2 * down)) * (1 - passBand);
  const margin = Math.ceil(HALF_LENGTH / transition / down);
  let best: SpectralBlocks | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const part of ODD_PARTS) {
    for (let block = part; block * Math.max(up, down) <= MOST_FRAMES; block *= 2) {
      if (block <= 2 * margin) continue;
      const size = block * Math.max(up, down) > EASY_FRAMES ? COST_OF_LARGE : 1;
      const cost = (size * (transformCost(block * down) + transformCost(block * up))) / (block - 2 * margin);
      if (cost < least) {
        least = cost;
        best = { block, margin };
      }
    }
  }
  return best;
}

function transformCost(size: number): number {
  const passes = size % 4 === 0 ? mixedRadixPasses(size / 2) : undefined;
  if (!passes) return Number.POSITIVE_INFINITY;
  return size * passes.reduce((sum, { radix }) => sum + COST[radix], COST_AROUND);
}

/**
 * Gains of the bins of a block of `inputSize` frames that becomes `outputSize` frames: 1 up to `passBand` of the lower
 * Nyquist frequency, exactly 0 from there on, between them the integral of a Kaiser window, which keeps the response as
 * short as that window's transform. The integral by the Fourier series of the window (its transform: Kaiser 1974).
 */
export function spectralGains(inputSize: number, outputSize: number, passBand: number): Float64Array {
  const bins = Math.min(inputSize, outputSize) / 2;
  const weights: number[] = [];
  for (let k = 1; k * Math.PI < BETA + 3 * Math.PI; k++) {
    const inside = BETA * BETA - (k * Math.PI) ** 2;
    const root = Math.sqrt(Math.abs(inside));
    const transform = inside >= 0 ? Math.sinh(root) / root : Math.sin(root) / root;
    weights.push((2 * transform * BETA) / Math.sinh(BETA) / (k * Math.PI));
  }
  return Float64Array.from({ length: bins }, (_, bin) => {
    // -1 at the end of the pass band, 1 at the Nyquist frequency.
    const v = (2 * (bin / bins - passBand)) / (1 - passBand) - 1;
    if (v <= -1) return 1;
    return 0.5 - v / 2 - weights.reduce((sum, weight, k) => sum + weight * Math.sin((k + 1) * Math.PI * v), 0) / 2;
  });
}
