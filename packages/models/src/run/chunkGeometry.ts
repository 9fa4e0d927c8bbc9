/**
 * Where chunks lie and how they are blended. Chunk k gives the frames from k * step on, `usefulFrames` of them, and
 * sees `trimFrames` more on both sides. Weights are positive everywhere and divided by their sum, so neighbours meet
 * without a seam and edges of the song need no rule of their own.
 */
import type { ChunkSettings } from '../descriptor.ts';

export interface ChunkGeometry {
  readonly chunkFrames: number;
  readonly trimFrames: number;
  readonly usefulFrames: number;
  readonly stepFrames: number;
  readonly count: number;
  /** `usefulFrames` weights. */
  readonly weights: Float64Array;
}

export function chunkGeometry(settings: ChunkSettings, totalFrames: number): ChunkGeometry {
  const { frames, trimFrames, overlap, window } = settings;
  const usefulFrames = frames - 2 * trimFrames;
  const stepFrames = window === 'rectangular' ? usefulFrames : Math.max(1, Math.round(usefulFrames * (1 - overlap)));
  const count = totalFrames === 0 ? 0 : Math.max(0, Math.ceil((totalFrames - usefulFrames) / stepFrames)) + 1;
  const fade = Math.min(settings.fadeFrames ?? usefulFrames - stepFrames, usefulFrames / 2);
  const weights = Float64Array.from({ length: usefulFrames }, (_, i) => {
    const edge = Math.min(i, usefulFrames - 1 - i) + 0.5;
    if (window === 'hann') return Math.sin((Math.PI * (i + 0.5)) / usefulFrames) ** 2;
    if (window === 'triangle') return edge / (usefulFrames / 2);
    return window === 'linear' && fade > 0 ? Math.min(1, edge / fade) : 1;
  });
  return { chunkFrames: frames, trimFrames, usefulFrames, stepFrames, count, weights };
}
