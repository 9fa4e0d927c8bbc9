import type { Clock, PcmReader, ProgramSide } from '../audio/program.ts';
import type { Timeline } from './timeline.ts';

export type FrequencyScale = 'linear' | 'log' | 'mel';

export interface SpectrogramSettings {
  readonly scale: FrequencyScale;
  /** Lowest and highest level shown, dBFS (a full-scale sine is 0), -144 to 0. */
  readonly floorDb: number;
  readonly ceilingDb: number;
  /** Exponent on the shown level, 0.25 to 4; 1 is plain. */
  readonly contrast: number;
  readonly fromHz: number;
  readonly toHz: number;
  /** A power of two from 256 to 16384. Changing it computes anew; everything else is live. */
  readonly fftSize: number;
  readonly map: 'magma' | 'viridis' | 'grey';
}

export interface SpectrogramOptions {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly pcm: PcmReader;
  readonly onSeek: (frame: number) => void;
  /** Forces the Canvas2D fallback, for checks. */
  readonly renderer?: 'webgl2' | 'canvas2d';
}

/** Mounts its canvases in `host` (position relative or absolute, with a size). */
export declare class Spectrogram {
  constructor(host: HTMLElement, options: SpectrogramOptions);
  setFile(side: ProgramSide | null): void;
  get settings(): SpectrogramSettings;
  set(settings: Partial<SpectrogramSettings>): void;
  /** Which renderer runs. */
  get renderer(): 'webgl2' | 'canvas2d';
  /** "1,234 Hz, -42 dB at 0:12.3" under the pointer; null outside. */
  get readout(): { readonly frame: number; readonly hz: number; readonly levelDb: number | null } | null;
  refreshTheme(): void;
  dispose(): void;
  [Symbol.dispose](): void;
}
