import type { MeasureAnalysis } from '../analysis.ts';
import type { Figure } from '../figures.ts';
import { frequency, show } from '../words.ts';
import { frequencyLabel, frequencyTicks, Plot } from './plot.ts';

const RANGE_DB = 72;
const THIRD = 2 ** (1 / 6);

/** Long-term spectrum: third octaves as steps, mid and side as curves on the same scale. */
export function spectrumPlot({ spectrum, sampleRateHz }: MeasureAnalysis, width: number, height: number): string {
  if (!spectrum) return '';
  const levels = spectrum.thirdOctave.map((b) => b.levelDbfs).filter((v): v is number => v !== null);
  if (levels.length === 0) return '';
  const high = Math.ceil((Math.max(...levels) + 3) / 6) * 6;
  const low = high - RANGE_DB;
  const strongest = spectrum.thirdOctave.reduce((x, y) => ((y.levelDbfs ?? -999) > (x.levelDbfs ?? -999) ? y : x));
  const top = Math.min(22400, Math.max(1000, sampleRateHz / 2));
  const plot = new Plot({
    id: 'spectrum',
    title: 'Long-term spectrum',
    description: `Level in third octaves from 25 Hz; strongest at ${frequency(strongest.centreHz)} with ${show(strongest.levelDbfs, 'dBFS')}. Signal reaches up to ${spectrum.bandwidth.highestHz === null ? 'nowhere' : frequency(spectrum.bandwidth.highestHz)}.`,
    width,
    height,
    x: [20, top],
    y: [low, high],
    logX: true,
  });
  plot.gridY(12, 'dBFS per third octave');
  plot.gridX(frequencyTicks(top, width), frequencyLabel);
  for (const { centreHz, levelDbfs } of spectrum.thirdOctave) {
    if (levelDbfs !== null && levelDbfs > low)
      plot.bar(centreHz / THIRD, centreHz * THIRD, levelDbfs, low, 'momentary', 1.5);
  }
  const { hz, midDbfs, sideDbfs, levelDbfs } = spectrum.curve;
  const points = (values: readonly Figure[]): [number, Figure][] =>
    hz.map((f, i): [number, Figure] => [
      f,
      (values[i] ?? null) === null || (values[i] as number) < low ? null : (values[i] as number),
    ]);
  if (midDbfs.length > 0) {
    plot.line(points(sideDbfs), 'side');
    plot.line(points(midDbfs), 'short');
  } else plot.line(points(levelDbfs), 'short');
  const edge = spectrum.bandwidth.edge;
  if (edge && edge.hz < top) {
    plot.vertical(edge.hz, 'edge');
    plot.text(plot.x(edge.hz) - 5, plot.top + 11, `ends at ${frequency(edge.hz)}`, 'mark over-text halo', 'end');
  }
  return plot.svg();
}
