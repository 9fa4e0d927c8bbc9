/**
 * Draws spectrogram tiles pixel by pixel, for machines without WebGL2 or where it runs in software; at CSS resolution
 * to keep it quick.
 */
import { hzOfPart } from './frequencyAxis.ts';
import type { LayerSize } from './layer.ts';
import type { SpectrogramPicture, SpectrogramRenderer } from './spectrogramRenderer.ts';
import type { SpectrogramTile } from './stftStore.ts';
import { LOWEST_DB, TILE_COLUMNS } from './stftTile.ts';

/** Bins looked at per pixel. */
const MOST_TAPS = 6;

/** Color of each byte for a range and contrast. */
function byteColors({ floorDb, ceilingDb, contrast, colors }: SpectrogramPicture): Uint32Array {
  const packed = new Uint32Array(colors.buffer);
  const part = (db: number): number => (db - LOWEST_DB) / -LOWEST_DB;
  const [low, high] = [part(floorDb), part(ceilingDb)];
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const shown = Math.max(0, Math.min(1, (byte / 255 - low) / (high - low)));
    return packed[Math.round(255 * shown ** contrast)]!;
  });
}

export class CanvasSpectrogram implements SpectrogramRenderer {
  readonly kind = 'canvas2d';
  readonly #canvas: HTMLCanvasElement;
  readonly #buffer: HTMLCanvasElement = document.createElement('canvas');
  #image: ImageData | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw({ width, height }: LayerSize, picture: SpectrogramPicture): void {
    const columns = Math.ceil(width);
    const rows = Math.ceil(height);
    if (this.#image?.width !== columns || this.#image.height !== rows) {
      this.#buffer.width = columns;
      this.#buffer.height = rows;
      this.#image = new ImageData(columns, rows);
    }
    const image = this.#image;
    const pixels = new Uint32Array(image.data.buffer);
    const colors = byteColors(picture);
    pixels.fill(colors[0]!);
    for (const tile of picture.tiles) this.#tile(tile, picture, pixels, columns, rows, colors);
    this.#buffer.getContext('2d', { willReadFrequently: true })!.putImageData(image, 0, 0);
    const context = this.#canvas.getContext('2d')!;
    context.drawImage(this.#buffer, 0, 0, this.#canvas.width, this.#canvas.height);
  }

  #tile(
    tile: SpectrogramTile,
    picture: SpectrogramPicture,
    pixels: Uint32Array,
    columns: number,
    rows: number,
    colors: Uint32Array,
  ): void {
    const bins = tile.fftSize / 2;
    const { bytes } = tile;
    const left = Math.max(0, Math.round(picture.pixelOf(tile.fromFrame)));
    const right = Math.min(columns, Math.round(picture.pixelOf(tile.fromFrame + TILE_COLUMNS * tile.hop)));
    const places = Int32Array.from({ length: Math.max(0, right - left) }, (_, i) =>
      Math.max(
        0,
        Math.min(TILE_COLUMNS - 1, Math.floor((picture.frameAt(left + i + 0.5) - tile.fromFrame) / tile.hop)),
      ),
    );
    const binOf = (part: number): number => (hzOfPart(picture.axis, part) / picture.nyquistHz) * bins;
    for (let y = 0; y < rows; y++) {
      const low = Math.max(0, Math.round(binOf(1 - (y + 1) / rows)));
      if (low >= bins) continue;
      const high = Math.min(bins - 1, Math.max(low, Math.round(binOf(1 - y / rows)) - 1));
      const step = Math.max(1, Math.ceil((high - low + 1) / MOST_TAPS)) * TILE_COLUMNS;
      const end = high * TILE_COLUMNS;
      const row = y * columns + left;
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        let level = 0;
        for (let at = low * TILE_COLUMNS; at <= end; at += step) {
          const byte = bytes[at + place]!;
          if (byte > level) level = byte;
        }
        pixels[row + i] = colors[level]!;
      }
    }
  }

  drop(): void {}

  dispose(): void {}
}
