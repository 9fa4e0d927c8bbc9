import type { MeasureAnalysis } from '../analysis.ts';
import { clock, show } from '../words.ts';
import { frequencyLabel, frequencyTicks, Plot, thinned, timeLabel, timeTicks } from './plot.ts';

const THIRD = 2 ** (1 / 6);

/** Share of the side in every third octave. */
export function widthPlot({ stereo, sampleRateHz }: MeasureAnalysis, width: number, height: number): string {
  if (!stereo || stereo.bands.every((b) => b.widthPercent === null)) return '';
  const widest = stereo.bands.reduce((x, y) => ((y.widthPercent ?? 0) > (x.widthPercent ?? 0) ? y : x));
  const top = Math.min(22400, Math.max(1000, sampleRateHz / 2));
  const plot = new Plot({
    id: 'width',
    title: 'Stereo width by band',
    description: `Share of the side signal in each third octave: 0 % is mono, 50 % unrelated channels, more is opposition. Widest at ${widest.centreHz} Hz with ${show(widest.widthPercent, '%')}.`,
    width,
    height,
    x: [20, top],
    y: [0, 100],
    logX: true,
  });
  plot.gridY(25, '% side');
  plot.gridX(frequencyTicks(top, width), frequencyLabel);
  for (const { centreHz, widthPercent } of stereo.bands) {
    if (widthPercent !== null)
      plot.bar(centreHz / THIRD, centreHz * THIRD, widthPercent, 0, widthPercent > 55 ? 'over-fill' : 'side-fill', 1.5);
  }
  plot.horizontal(50, 'edge');
  return plot.svg();
}

/** Correlation of every second. */
export function correlationPlot({ stereo, durationSeconds }: MeasureAnalysis, width: number, height: number): string {
  if (!stereo || stereo.correlation === null) return '';
  const plot = new Plot({
    id: 'correlation',
    title: 'Correlation over time',
    description: `Correlation of left and right in every second from 0:00 to ${clock(durationSeconds)}; over the whole file ${stereo.correlation.toFixed(2)}, ${stereo.negative.length} stretches below zero.`,
    width,
    height,
    x: [0, Math.max(durationSeconds, 1)],
    y: [-1, 1],
  });
  plot.gridY(0.5, '', (v) => (v > 0 ? `+${v}` : `${v}`));
  plot.gridX(timeTicks(durationSeconds, width), timeLabel);
  const points = thinned(stereo.correlationSeries, stereo.hopSeconds, stereo.hopSeconds / 2, 550, 'min');
  plot.area(points, 0, 'side-fill');
  plot.line(points, 'side');
  return plot.svg();
}
