/**
 * Writes columns of peaks straight into pixels: per column one run, its ends covered in part. A path of the same shape
 * costs a hundred times as much to fill where the signal is dense.
 */

/** Pixels of one picture, row after row, RGBA in the byte order of ImageData. */
export interface Raster {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** One band: colour 0xBBGGRR, opacity 0..1, and where zero lies; all in device pixels. */
export interface BandStyle {
  readonly color: number;
  readonly alpha: number;
  readonly middle: number;
  /** Height of full scale; runs are cut at `limit`. */
  readonly half: number;
  readonly limit: number;
}

/** Draws runs from `low[i]` to `high[i]`, ±1, at least one pixel high; NaN leaves a column out. Overwrites what is there. */
export function fillBand(raster: Raster, low: Float32Array, high: Float32Array, style: BandStyle): void {
  const { pixels, width, height } = raster;
  const { color, alpha, middle, half, limit } = style;
  const full = (color | (Math.round(255 * alpha) << 24)) >>> 0;
  const count = Math.min(width, low.length);
  for (let x = 0; x < count; x++) {
    const top = middle - Math.min(limit, Math.max(-limit, high[x]! * half)) - 0.5;
    const bottom = middle - Math.min(limit, Math.max(-limit, low[x]! * half)) + 0.5;
    if (!(bottom > top)) continue;
    const first = Math.floor(top);
    const last = Math.ceil(bottom) - 1;
    const from = Math.max(0, first);
    const to = Math.min(height - 1, last);
    for (let y = from, at = from * width + x; y <= to; y++, at += width) pixels[at] = full;
    if (first === last) blend(pixels, first, width, x, height, color, alpha * (bottom - top));
    else {
      blend(pixels, first, width, x, height, color, alpha * (first + 1 - top));
      blend(pixels, last, width, x, height, color, alpha * (bottom - last));
    }
  }
}

function blend(
  pixels: Uint32Array,
  y: number,
  width: number,
  x: number,
  height: number,
  color: number,
  alpha: number,
): void {
  if (y >= 0 && y < height) pixels[y * width + x] = (color | (Math.round(255 * alpha) << 24)) >>> 0;
}
