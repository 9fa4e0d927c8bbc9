/**
 * Tiles of the spectrogram: 256 columns of levels as bytes. A column covers `hop` frames and holds the mean power of
 * one to four Hann-windowed transforms spread over them, mean over the channels.
 * Weakness: with more than 8,192 frames a column only its middle is read, so a click elsewhere in it is not seen.
 */
import { coherentGain, type DspKernels, type RealFftKernel, windowOf } from '@studiohand/core/dsp';

/** Columns of a tile. */
export const TILE_COLUMNS = 256;
/** Level of byte 0; byte 255 is 0 dBFS, a full-scale sine. */
export const LOWEST_DB = -144;
/** Columns up to this long are read whole. */
const WHOLE_HOP = 8192;
const MOST_TRANSFORMS = 4;

/** How a tile is read and computed. */
export interface TilePlan {
  readonly fftSize: number;
  /** Frames a column stands for, a power of two. */
  readonly hop: number;
  /** First frame of the first column. */
  readonly fromFrame: number;
  /** Transforms per column, and frames from one to the next. */
  readonly transforms: number;
  readonly step: number;
  /** Frames all transforms of a column span. */
  readonly span: number;
  /** Stretches of the file to read, in order; may begin before the file or end after it. */
  readonly reads: readonly { readonly fromFrame: number; readonly frames: number }[];
  /** Where in the joined stretches the first transform of each column starts. */
  readonly starts: Int32Array;
}

/**
 * Frames a column stands for at a zoom: one to two columns a pixel, half as many where each is a read of its own, never
 * finer than a sixteenth of the transform.
 */
export function hopFor(framesPerPixel: number, fftSize: number): number {
  const hop = 2 ** Math.max(Math.log2(Math.max(64, fftSize / 16)), Math.floor(Math.log2(framesPerPixel)));
  return hop > WHOLE_HOP ? 2 * hop : hop;
}

export function tilePlan(fftSize: number, hop: number, index: number, frameCount: number): TilePlan {
  const fromFrame = index * TILE_COLUMNS * hop;
  const columns = Math.max(0, Math.min(TILE_COLUMNS, Math.ceil((frameCount - fromFrame) / hop)));
  const transforms = Math.max(1, Math.min(MOST_TRANSFORMS, Math.round((2 * hop) / fftSize) - 1));
  const whole = hop <= WHOLE_HOP;
  const step = transforms === 1 ? 0 : whole ? Math.round(hop / transforms) : fftSize / 2;
  const span = (transforms - 1) * step + fftSize;
  const first = (column: number): number => fromFrame + column * hop + hop / 2 - Math.floor(span / 2);
  const starts = Int32Array.from({ length: columns }, (_, i) => (whole ? first(i) - first(0) : i * span));
  const reads = whole
    ? columns === 0
      ? []
      : [{ fromFrame: first(0), frames: first(columns - 1) - first(0) + span }]
    : Array.from({ length: columns }, (_, i) => ({ fromFrame: first(i), frames: span }));
  return { fftSize, hop, fromFrame, transforms, step, span, reads, starts };
}

/** Neighbouring columns of a tile, read and computed in one go. */
export interface TilePart {
  readonly firstColumn: number;
  /** Stretches of the file to read, in order. */
  readonly reads: TilePlan['reads'];
  /** Where in the joined stretches the first transform of each column starts. */
  readonly starts: Int32Array;
}

/** Frames read for one part, about: a tile far out spans 2 million, which would be 17 MB of stereo at a time. */
const PART_FRAMES = 262_144;
/** Fewer where there are many channels. */
const PART_SAMPLES = 16 * PART_FRAMES;

/** Cuts a plan into parts that need little memory each. */
export function tileParts({ starts, reads, span }: TilePlan, channels: number): TilePart[] {
  const parts: TilePart[] = [];
  const most = Math.min(PART_FRAMES, Math.floor(PART_SAMPLES / channels));
  const apart = reads.length === starts.length;
  for (let from = 0; from < starts.length; ) {
    const base = starts[from]!;
    let to = from + 1;
    while (to < starts.length && starts[to]! + span - base <= most) to++;
    parts.push({
      firstColumn: from,
      reads: apart
        ? reads.slice(from, to)
        : [{ fromFrame: reads[0]!.fromFrame + base, frames: starts[to - 1]! + span - base }],
      starts: starts.slice(from, to).map((start) => start - base),
    });
    from = to;
  }
  return parts;
}

/** An empty tile: silence in every column. */
export function emptyTile(fftSize: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((fftSize / 2) * TILE_COLUMNS);
}

/** Computes tiles of one transform size. */
export class TileComputer {
  readonly #fft: RealFftKernel;
  readonly #window: Float32Array;
  readonly #power: Float32Array;
  /** Power of a full-scale sine in its bin. */
  readonly #fullScale: number;

  constructor(kernels: DspKernels, fftSize: number) {
    const window = windowOf('hann', fftSize);
    this.#fft = kernels.realFft(fftSize);
    this.#window = Float32Array.from(window);
    this.#power = new Float32Array(fftSize / 2);
    this.#fullScale = ((fftSize / 2) * coherentGain(window)) ** 2;
  }

  /**
   * Writes the columns of a part into `bytes`: fftSize/2 rows of 256 columns, row 0 is DC. `channels`: the joined
   * stretches of the part, silence where the file has none.
   */
  compute(
    { fftSize, transforms, step }: Pick<TilePlan, 'fftSize' | 'transforms' | 'step'>,
    { firstColumn, starts }: TilePart,
    channels: readonly Float32Array[],
    bytes: Uint8Array,
  ): void {
    const bins = fftSize / 2;
    const scale = 1 / (this.#fullScale * transforms * Math.max(1, channels.length));
    const perDb = 255 / -LOWEST_DB;
    for (let column = 0; column < starts.length; column++) {
      this.#power.fill(0);
      for (const samples of channels)
        for (let t = 0; t < transforms; t++) this.#add(samples, starts[column]! + t * step);
      const at = firstColumn + column;
      for (let bin = 0; bin < bins; bin++) {
        const db = 10 * Math.log10(this.#power[bin]! * scale + 1e-15);
        bytes[bin * TILE_COLUMNS + at] = Math.max(0, Math.min(255, Math.round((db - LOWEST_DB) * perDb)));
      }
    }
  }

  #add(samples: Float32Array, start: number): void {
    const { input } = this.#fft;
    for (let i = 0; i < input.length; i++) input[i] = samples[start + i]! * this.#window[i]!;
    this.#fft.forward();
    const { re, im } = this.#fft;
    for (let bin = 0; bin < this.#power.length; bin++) this.#power[bin]! += re[bin]! * re[bin]! + im[bin]! * im[bin]!;
  }
}

/** Level of a byte, dBFS. */
export function byteToDb(byte: number): number {
  return LOWEST_DB - (LOWEST_DB * byte) / 255;
}
