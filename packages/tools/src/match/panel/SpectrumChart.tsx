import { Chart, dbAxis, dbText, hzAxis, hzText, Legend, type PanelProps } from '../../panelKit/index.ts';
import type { MatchAnalysis } from '../analysis.ts';

const RANGE_DB = 54;
const STEP_DB = 6;

/** Third-octave balance of mix, references and result, levels taken out. */
export function SpectrumChart({
  analysis,
  theme,
}: PanelProps & { readonly analysis: MatchAnalysis }): React.JSX.Element {
  const { centresHz, mixDb, referenceLowDb, referenceHighDb, resultDb } = analysis.spectrum;
  const several = analysis.references.length > 1;
  const levels = [...mixDb, ...referenceHighDb, ...resultDb].filter((db): db is number => typeof db === 'number');
  const top = STEP_DB * Math.ceil((Math.max(0, ...levels) + 3) / STEP_DB);
  const at = (hz: number): number =>
    centresHz.reduce(
      (best, centre, b) =>
        Math.abs(Math.log(centre / hz)) < Math.abs(Math.log((centresHz[best] ?? 1) / hz)) ? b : best,
      0,
    );
  return (
    <section className="stack" aria-label="Balance">
      <h3>Balance of mix, {several ? 'references' : 'reference'} and result</h3>
      <Chart
        label="Balance by third octaves"
        theme={theme}
        x={hzAxis()}
        y={dbAxis(top - RANGE_DB, top, 'dB over the mean')}
        readout={(hz) => {
          const b = at(hz);
          return `${hzText(centresHz[b] ?? hz)}: mix ${dbText(mixDb[b] ?? null)}, reference ${dbText(referenceLowDb[b] ?? null)}, result ${dbText(resultDb[b] ?? null)}`;
        }}
        draw={(painter) => {
          painter.line(centresHz, mixDb, { color: theme.a });
          painter.line(centresHz, referenceLowDb, { color: theme.textSoft, dash: [6, 4] });
          if (several) painter.line(centresHz, referenceHighDb, { color: theme.textSoft, dash: [6, 4] });
          painter.line(centresHz, resultDb, { color: theme.b, dash: [2, 3] });
        }}
      />
      <Legend
        entries={[
          { text: 'Mix', color: theme.a },
          { text: several ? 'References, from and to' : 'Reference', color: theme.textSoft, dashed: true },
          { text: 'Result as proposed', color: theme.b, dashed: true },
        ]}
      />
    </section>
  );
}
