import type { FrequencyAxis } from './frequencyAxis.ts';
import type { LayerSize } from './layer.ts';
import type { SpectrogramTile } from './stftStore.ts';

/** Everything a renderer needs for one picture. */
export interface SpectrogramPicture {
  /** Later ones lie on top. */
  readonly tiles: readonly SpectrogramTile[];
  readonly axis: FrequencyAxis;
  readonly floorDb: number;
  readonly ceilingDb: number;
  readonly contrast: number;
  readonly nyquistHz: number;
  /** 256 RGBA colours. */
  readonly colors: Uint8Array<ArrayBuffer>;
  /** CSS pixel of a frame of the file, and back. */
  readonly pixelOf: (frame: number) => number;
  readonly frameAt: (pixel: number) => number;
}

export interface SpectrogramRenderer {
  readonly kind: 'webgl2' | 'canvas2d';
  draw(size: LayerSize, picture: SpectrogramPicture): void;
  /** A tile will not be drawn again. */
  drop(tile: SpectrogramTile): void;
  dispose(): void;
}
