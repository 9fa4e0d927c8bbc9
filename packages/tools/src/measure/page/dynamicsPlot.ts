import type { MeasureAnalysis } from '../analysis.ts';
import { clock, show } from '../words.ts';
import { Plot, thinned, timeLabel, timeTicks } from './plot.ts';

/** Peak and RMS of every second: what lies between is the crest. */
export function dynamicsPlot({ dynamics, durationSeconds }: MeasureAnalysis, width: number, height: number): string {
  if (!dynamics || dynamics.rmsDbfs === null) return '';
  const low = Math.max(-84, Math.min(-36, Math.floor((dynamics.rmsDbfs - 24) / 12) * 12));
  const peaks = dynamics.peakSeriesDbfs.filter((v): v is number => v !== null);
  const high = Math.max(0, Math.ceil(peaks.reduce((a, b) => Math.max(a, b), 0) / 6) * 6);
  const plot = new Plot({
    id: 'dynamics',
    title: 'Peak and RMS over time',
    description: `Sample peak and RMS of every second from 0:00 to ${clock(durationSeconds)}; over the whole file RMS ${show(dynamics.rmsDbfs, 'dBFS')}, crest ${show(dynamics.crestDb, 'dB')}.`,
    width,
    height,
    x: [0, Math.max(durationSeconds, 1)],
    y: [low, high],
  });
  plot.gridY(12, 'dBFS');
  plot.gridX(timeTicks(durationSeconds, width), timeLabel);
  const half = dynamics.hopSeconds / 2;
  plot.area(thinned(dynamics.peakSeriesDbfs, dynamics.hopSeconds, half, 550), low, 'momentary');
  plot.line(thinned(dynamics.rmsSeriesDbfs, dynamics.hopSeconds, half, 550), 'short');
  return plot.svg();
}

/** Crest of every second. */
export function crestPlot({ dynamics, psr, durationSeconds }: MeasureAnalysis, width: number, height: number): string {
  if (!dynamics || dynamics.crestDb === null) return '';
  const values = dynamics.crestSeriesDb.filter((v): v is number => v !== null);
  const high = Math.max(12, Math.min(48, Math.ceil(values.reduce((a, b) => Math.max(a, b), 0) / 6) * 6));
  const plot = new Plot({
    id: 'crest',
    title: 'Crest and PSR over time',
    description: `Crest factor of every second, and the peak-to-short-term-loudness ratio; median PSR ${show(psr?.medianDb, 'dB', 1, 'not measured')}.`,
    width,
    height,
    x: [0, Math.max(durationSeconds, 1)],
    y: [0, high],
  });
  plot.gridY(6, 'dB');
  plot.gridX(timeTicks(durationSeconds, width), timeLabel);
  plot.area(thinned(dynamics.crestSeriesDb, dynamics.hopSeconds, dynamics.hopSeconds / 2, 550), 0, 'momentary');
  if (psr) plot.line(thinned(psr.seriesDb, 0.1, 0.1 - 1.5, 550, 'min'), 'short');
  return plot.svg();
}
