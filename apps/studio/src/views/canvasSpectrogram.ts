/** Draws spectrogram tiles pixel by pixel, for machines without WebGL2; at CSS resolution to keep it quick. */
import { hzOfPart } from './frequencyAxis.ts';
import type { LayerSize } from './layer.ts';
import type { SpectrogramPicture, SpectrogramRenderer } from './spectrogramRenderer.ts';
import type { SpectrogramTile } from './stftStore.ts';
import { LOWEST_DB, TILE_COLUMNS } from './stftTile.ts';

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

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw({ width, height }: LayerSize, picture: SpectrogramPicture): void {
    const columns = Math.ceil(width);
    const rows = Math.ceil(height);
    this.#buffer.width = columns;
    this.#buffer.height = rows;
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const colors = byteColors(picture);
    pixels.fill(colors[0]!);
    for (const tile of picture.tiles) this.#tile(tile, picture, pixels, columns, rows, colors);
    this.#buffer.getContext('2d')!.putImageData(image, 0, 0);
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
    const left = Math.max(0, Math.round(picture.pixelOf(tile.fromFrame)));
    const right = Math.min(columns, Math.round(picture.pixelOf(tile.fromFrame + TILE_COLUMNS * tile.hop)));
    for (let y = 0; y < rows; y++) {
      const binOf = (part: number): number => (hzOfPart(picture.axis, part) / picture.nyquistHz) * bins;
      const low = Math.max(0, Math.round(binOf(1 - (y + 1) / rows)));
      if (low >= bins) continue;
      const high = Math.min(bins - 1, Math.max(low, Math.round(binOf(1 - y / rows)) - 1));
      for (let x = left; x < right; x++) {
        const column = Math.floor((picture.frameAt(x + 0.5) - tile.fromFrame) / tile.hop);
        if (column < 0 || column >= TILE_COLUMNS) continue;
        let level = 0;
        for (let bin = low; bin <= high; bin++) level = Math.max(level, tile.bytes[bin * TILE_COLUMNS + column]!);
        pixels[y * columns + x] = colors[level]!;
      }
    }
  }

  drop(): void {}

  dispose(): void {}
}
