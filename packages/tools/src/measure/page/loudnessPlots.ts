import type { MeasureAnalysis } from '../analysis.ts';
import { percentile } from '../figures.ts';
import { clock, show } from '../words.ts';
import { Plot, thinned, timeLabel, timeTicks } from './plot.ts';

/** Momentary, short-term and integrated loudness over time, with marks where the true peak goes over. */
export function loudnessPlot(a: MeasureAnalysis, width: number, height: number): string {
  const { loudness, truePeak, durationSeconds } = a;
  if (!loudness || typeof a.maxMomentaryLufs !== 'number') return '';
  const integrated = a.integratedLufs ?? null;
  const high = Math.ceil((a.maxMomentaryLufs + 2) / 6) * 6;
  const low = Math.max(-72, Math.min(high - 30, Math.floor(((integrated ?? high - 18) - 18) / 6) * 6));
  const plot = new Plot({
    id: 'loudness',
    title: 'Loudness over time',
    description: `Momentary and short-term loudness from 0:00 to ${clock(durationSeconds)}. Integrated ${show(integrated, 'LUFS')}, highest short-term ${show(a.maxShortTermLufs, 'LUFS')}, highest momentary ${show(a.maxMomentaryLufs, 'LUFS')}, ${truePeak?.overCount ?? 0} places above 0 dBTP.`,
    width,
    height,
    x: [0, durationSeconds],
    y: [low, high],
  });
  plot.gridY(6, 'LUFS');
  plot.gridX(timeTicks(durationSeconds, width), timeLabel);
  // A window's value stands at its middle.
  plot.area(thinned(loudness.momentaryLufs, loudness.hopSeconds, loudness.hopSeconds - 0.2), low, 'momentary');
  plot.line(thinned(loudness.shortTermLufs, loudness.hopSeconds, loudness.hopSeconds - 1.5), 'short');
  if (integrated !== null) {
    plot.horizontal(integrated, 'integrated');
    plot.text(plot.right - 4, plot.y(integrated) - 6, `I ${integrated.toFixed(1)}`, 'mark integrated-text halo', 'end');
  }
  for (const over of truePeak?.overs ?? []) {
    const x = plot.x((over.fromSeconds + over.toSeconds) / 2);
    plot.add(`<path d="M${x.toFixed(1)} ${plot.top + 9}l-4 -8h8z" class="over"/>`);
  }
  return plot.svg();
}

/** Room for a label of two figures and a sign. */
const LABEL_PX = 30;

/** How often each short-term loudness occurs, with the span that the loudness range covers. */
export function distributionPlot(a: MeasureAnalysis, width: number, height: number): string {
  const values = (a.loudness?.shortTermLufs ?? []).filter((v): v is number => v !== null && v >= -70);
  if (values.length === 0) return '';
  const top = Math.ceil(values.reduce((x, y) => Math.max(x, y), -70)) + 1;
  const bottom = Math.max(Math.floor(percentile(values, 1)) - 2, top - 50);
  const bins = new Map<number, number>();
  for (const value of values) {
    const bin = Math.max(bottom, Math.floor(value));
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const share = (count: number): number => (100 * count) / values.length;
  const largest = Math.max(...Array.from(bins.values(), share));
  const step = largest > 50 ? 20 : largest > 20 ? 10 : 5;
  const median = percentile(values, 50);
  const plot = new Plot({
    id: 'distribution',
    title: 'Distribution of short-term loudness',
    description: `Share of the time at each short-term loudness in steps of 1 LU; median ${median.toFixed(1)} LUFS, loudness range ${show(a.loudnessRangeLu, 'LU')}.`,
    width,
    height,
    x: [bottom, Math.max(top, bottom + 8)],
    y: [0, Math.ceil(largest / step) * step],
  });
  plot.gridY(step, '% of the time');
  const pixelsPerLu = (plot.right - plot.left) / Math.max(top - bottom, 8);
  const tick = [1, 2, 3, 6].find((lu) => lu * pixelsPerLu >= LABEL_PX) ?? 12;
  const ticks: number[] = [];
  for (let v = Math.ceil(bottom / tick) * tick; v <= Math.max(top, bottom + 8); v += tick) ticks.push(v);
  plot.gridX(ticks, (v) => `${v}`);
  for (const [bin, count] of bins) plot.bar(bin, bin + 1, share(count), 0, 'short-fill', 2);
  const integrated = a.integratedLufs ?? null;
  if (integrated !== null) {
    plot.vertical(integrated, 'integrated');
    const right = plot.x(integrated) > plot.right - 60;
    plot.text(
      plot.x(integrated) + (right ? -5 : 5),
      plot.top + 11,
      `I ${integrated.toFixed(1)}`,
      'mark integrated-text halo',
      right ? 'end' : 'start',
    );
  }
  return plot.svg();
}
