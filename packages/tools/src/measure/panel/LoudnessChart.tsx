import { Chart, dbAxis, dbText, Legend, type PanelProps, secondsAxis, timeText } from '../../panelKit/index.ts';
import type { MeasureAnalysis } from '../analysis.ts';
import type { Figure } from '../figures.ts';

/** Lowest level shown. */
const FLOOR_LUFS = -48;

/** Value of a series at a time; windows end at (index + 1) * hop. */
function at(series: readonly Figure[], hopSeconds: number, seconds: number): Figure {
  return series[Math.min(series.length - 1, Math.max(0, Math.round(seconds / hopSeconds) - 1))] ?? null;
}

/** Loudness over time with true-peak overs: a click goes there, a stretch drawn becomes the selection. */
export function LoudnessChart({
  facts,
  theme,
  clock,
  seek,
  selection,
  select,
}: PanelProps & { readonly facts: MeasureAnalysis }): React.JSX.Element | null {
  const { loudness, truePeak, integratedLufs } = facts;
  if (loudness === undefined || loudness.shortTermLufs.length === 0) return null;
  const { hopSeconds, momentaryLufs, shortTermLufs } = loudness;
  const times = Float64Array.from(momentaryLufs, (_, index) => (index + 1) * hopSeconds);
  const loudest = Math.max(FLOOR_LUFS, ...momentaryLufs.map((value) => value ?? FLOOR_LUFS));
  const top = Math.ceil((loudest + 1) / 6) * 6;
  const entries = [
    { text: 'Short-term', color: theme.a },
    { text: 'Momentary', color: theme.gridStrong },
    ...(truePeak && truePeak.overCount > 0 ? [{ text: 'Above 0 dBTP', color: theme.problem }] : []),
  ];
  return (
    <section className="stack" aria-label="Loudness, to look into">
      <h3>Loudness</h3>
      <Chart
        label="Loudness"
        theme={theme}
        x={secondsAxis(0, facts.durationSeconds)}
        y={dbAxis(FLOOR_LUFS, top, 'LUFS')}
        clock={clock}
        onPick={seek}
        onSweep={(fromSeconds, toSeconds) => select({ fromSeconds, toSeconds })}
        readout={(seconds) => {
          const peak = truePeak ? at(truePeak.seriesDbtp, truePeak.hopSeconds, seconds) : null;
          return [
            `${timeText(seconds)}: short-term ${dbText(at(shortTermLufs, hopSeconds, seconds), 'LUFS')}`,
            `momentary ${dbText(at(momentaryLufs, hopSeconds, seconds), 'LUFS')}`,
            ...(peak === null ? [] : [`peak ${dbText(peak, 'dBTP')}`]),
          ].join(', ');
        }}
        draw={(painter) => {
          if (selection) painter.band(selection.fromSeconds, selection.toSeconds, theme.accent);
          painter.area(times, momentaryLufs, FLOOR_LUFS, theme.gridStrong, 0.35);
          painter.line(times, shortTermLufs, { color: theme.a });
          if (integratedLufs !== undefined && integratedLufs !== null) {
            const words = `integrated ${dbText(integratedLufs, 'LUFS')}`;
            painter.horizontal(integratedLufs, { color: theme.text, dash: [6, 4] }, words);
          }
          for (const { fromSeconds, toSeconds } of truePeak?.overs ?? []) {
            painter.band(fromSeconds, Math.max(toSeconds, fromSeconds + 0.1), theme.problem, 0.8);
          }
        }}
      />
      <Legend entries={entries} />
    </section>
  );
}
