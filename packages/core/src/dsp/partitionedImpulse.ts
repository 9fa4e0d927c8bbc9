import { AudioError } from '../audio/index.ts';
import { RealFft } from './fft.ts';

/** How an impulse response is cut; see {@link PartitionedImpulse}. */
export interface PartitionOptions {
  /** Taps convolved directly, and the size of the first partitions: a power of two. 64 by default. */
  readonly firstSize?: number;
  /** Factor from one size to the next: a power of two; 1 gives equal partitions. 4 by default. */
  readonly growth?: number;
  /** No partition is larger: a power of two. 16,384 by default. */
  readonly largestSize?: number;
}

/** Partitions of one size. Partition k holds the taps from `size` (k + 1) on, as a spectrum of 2 `size` points. */
export interface PartitionLevel {
  readonly size: number;
  readonly count: number;
  /** `count` spectra of `size` + 1 bins, one after the other. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const powerOfTwo = (n: number): boolean => Number.isInteger(n) && n >= 1 && 2 ** Math.round(Math.log2(n)) === n;

/**
 * An impulse response prepared for {@link Convolver}; shared by all channels that use it. The first taps stay as they
 * are; what follows is cut into partitions that grow with their distance from the start, each size beginning at the tap
 * of its own number, so that a block is always complete before its answer is due (Gardner, "Efficient Convolution without
 * Input-Output Delay", JAES 43(3), 1995). Memory: about twice the response. Throws AudioError 'invalid-parameter'.
 */
export class PartitionedImpulse {
  readonly length: number;
  readonly head: Float64Array;
  readonly firstSize: number;
  readonly levels: readonly PartitionLevel[];

  constructor(impulse: Float64Array, { firstSize = 64, growth = 4, largestSize = 16384 }: PartitionOptions = {}) {
    if (impulse.length === 0 || !impulse.every((v) => Number.isFinite(v)))
      throw new AudioError(
        'invalid-parameter',
        `impulse response: ${impulse.length} taps, not all of them finite numbers or none at all.`,
        'Give at least one tap, and no infinity or NaN.',
      );
    if (!powerOfTwo(firstSize) || !powerOfTwo(growth) || !powerOfTwo(largestSize) || largestSize < firstSize)
      throw new AudioError(
        'invalid-parameter',
        `impulse response: partitions from ${firstSize} by ${growth} to ${largestSize}.`,
        'Give powers of two, the largest not below the first.',
      );
    this.length = impulse.length;
    this.firstSize = firstSize;
    this.head = impulse.slice(0, firstSize);
    const levels: PartitionLevel[] = [];
    for (let size = firstSize; size < impulse.length; ) {
      const next = Math.min(size * growth, largestSize);
      const end = next === size ? impulse.length : Math.min(next, impulse.length);
      levels.push(levelOf(impulse, size, Math.ceil((end - size) / size)));
      if (end === impulse.length) break;
      size = next;
    }
    this.levels = levels;
  }
}

function levelOf(impulse: Float64Array, size: number, count: number): PartitionLevel {
  const fft = new RealFft(2 * size);
  const re = new Float64Array(count * fft.bins);
  const im = new Float64Array(count * fft.bins);
  const part = new Float64Array(2 * size);
  for (let k = 0; k < count; k++) {
    part.fill(0);
    part.set(impulse.subarray((k + 1) * size, (k + 2) * size));
    const at = k * fft.bins;
    fft.forward(part, re.subarray(at, at + fft.bins), im.subarray(at, at + fft.bins));
  }
  return { size, count, re, im };
}
