import { useEffect, useRef } from 'react';
import type { Client } from '../../api/client.ts';
import { growingPeaks } from '../../api/readers.ts';
import { useDesk } from '../context.ts';

const EVERY_MS = 400;
/** Level asked for first: 256 * 4^5 frames a peak, about 1,300 peaks in two hours of 48 kHz. */
const COARSE = 256 * 4 ** 5;
const ENOUGH_PEAKS = 700;

/** The waveform of a file that is still being read, drawn as it comes. */
export function GrowingOverview({ uploadId }: { readonly uploadId: string }): React.JSX.Element {
  const desk = useDesk();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const end = new AbortController();
    const stop = desk.growing.watch(uploadId, (importId) => {
      if (canvas.current) void follow(desk.client, importId, canvas.current, end.signal);
    });
    return () => {
      end.abort();
      stop();
    };
  }, [desk, uploadId]);
  return <canvas ref={canvas} className="growing" />;
}

async function follow(client: Client, id: string, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<void> {
  let framesPerPeak = COARSE;
  try {
    while (!signal.aborted) {
      const channels = await growingPeaks(client, id, framesPerPeak, signal);
      const peaks = (channels[0]?.length ?? 0) / 2;
      if (peaks > 0 && peaks < ENOUGH_PEAKS && framesPerPeak > 256) {
        framesPerPeak = Math.max(256, framesPerPeak / 4 ** Math.ceil(Math.log(ENOUGH_PEAKS / peaks) / Math.log(4)));
        continue;
      }
      draw(canvas, channels);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  } catch {
    // The import is over, or too short for the level asked for: the finished waveform comes next.
  }
}

/** Draws the extremes over all channels, one column a pixel. */
function draw(canvas: HTMLCanvasElement, channels: readonly Int16Array[]): void {
  const context = canvas.getContext('2d');
  const peaks = (channels[0]?.length ?? 0) / 2;
  if (context === null || peaks === 0) return;
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  canvas.width = width;
  canvas.height = height;
  context.fillStyle = getComputedStyle(canvas).color;
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x * peaks) / width);
    const to = Math.max(from + 1, Math.floor(((x + 1) * peaks) / width));
    let low = 0;
    let high = 0;
    for (const channel of channels) {
      for (let i = from; i < to; i++) {
        low = Math.min(low, channel[2 * i] as number);
        high = Math.max(high, channel[2 * i + 1] as number);
      }
    }
    const top = ((32768 - high) / 65536) * height;
    if (high > low) context.fillRect(x, top, 1, Math.max(1, ((high - low) / 65536) * height));
  }
}
