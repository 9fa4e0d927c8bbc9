import type { Source } from '@studiohand/core/engine';
import { useEffect, useRef } from 'react';
import { useDesk } from '../context.ts';
import { onThemeChange } from '../theme.ts';

/** The peak pyramid begins here and gets coarser by four. */
const BASE_FRAMES = 256;
const RATIO = 4;
/** Peaks read for one small picture at most. */
const MOST_PEAKS = 1024;
const FULL_SCALE = 32_768;

/** A thumbnail of a file's waveform, all channels together. A picture beside the name; not spoken. */
export function MiniLane({ source }: { readonly source: Source }): React.JSX.Element {
  const desk = useDesk();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const end = new AbortController();
    let peaks: readonly Int16Array[] = [];
    const paint = (): void => {
      if (canvas.current !== null) drawLane(canvas.current, peaks);
    };
    let level = BASE_FRAMES;
    while (source.audio.frameCount / level > MOST_PEAKS) level *= RATIO;
    const count = Math.ceil(source.audio.frameCount / level);
    desk.peaks.read('sources', source.id, level, 0, count, end.signal).then(
      (read) => {
        peaks = read;
        paint();
      },
      () => undefined,
    );
    const stop = onThemeChange(paint);
    return () => {
      end.abort();
      stop();
    };
  }, [desk, source]);
  return <canvas ref={canvas} className="mini-lane" />;
}

function drawLane(canvas: HTMLCanvasElement, peaks: readonly Int16Array[]): void {
  const scale = Math.min(3, globalThis.devicePixelRatio || 1);
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const count = Math.floor((peaks[0]?.length ?? 0) / 2);
  if (context === null || count === 0) return;
  context.fillStyle = getComputedStyle(canvas).color;
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x * count) / width);
    const to = Math.max(from + 1, Math.floor(((x + 1) * count) / width));
    let most = 0;
    for (const channel of peaks) {
      for (let i = 2 * from; i < 2 * to; i++) most = Math.max(most, Math.abs(channel[i] ?? 0));
    }
    const tall = Math.max(scale, (most / FULL_SCALE) * height);
    context.fillRect(x, (height - tall) / 2, 1, tall);
  }
}
