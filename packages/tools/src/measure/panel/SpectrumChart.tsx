import { hzToMidi } from '@studiohand/core/units';
import { useState } from 'react';
import {
  averageSpectrum,
  Chart,
  Choice,
  curveOf,
  dbAxis,
  dbText,
  hzAxis,
  hzText,
  Legend,
  type LegendEntry,
  type PanelProps,
  type SpectrumCurve,
  useLoaded,
} from '../../panelKit/index.ts';
import type { MeasureAnalysis } from '../analysis.ts';

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;
const RANGE_DB = 72;

interface Curve extends SpectrumCurve, LegendEntry {}

/** "A4", the equal-tempered note nearest to a frequency; middle C is C4. */
function noteText(hz: number): string {
  const note = Math.round(hzToMidi(hz));
  return `${NOTES[((note % 12) + 12) % 12]}${Math.floor(note / 12) - 1}`;
}

function levelAt({ hz, levelDb }: SpectrumCurve, wanted: number): number | null {
  let best = 0;
  for (let i = 1; i < hz.length; i++) {
    if (Math.abs(Math.log((hz[i] as number) / wanted)) < Math.abs(Math.log((hz[best] as number) / wanted))) best = i;
  }
  return levelDb[best] ?? null;
}

/** Long-term spectrum of the file with mid and side, of what is selected, and of the take. */
export function SpectrumChart({
  facts,
  source,
  take,
  selection,
  audio,
  theme,
}: PanelProps & { readonly facts: MeasureAnalysis }): React.JSX.Element | null {
  const [show, setShow] = useState<'all' | 'sides'>('all');
  const selected = useLoaded(
    selection && `${source.id} ${selection.fromSeconds} ${selection.toSeconds}`,
    async (signal) => curveOf(await averageSpectrum(audio, source, { ...selection, signal })),
  );
  const after = useLoaded(take === null ? null : take.id, async (signal) =>
    take === null ? null : curveOf(await averageSpectrum(audio, take, { signal })),
  );
  const curve = facts.spectrum?.curve;
  if (curve === undefined || curve.hz.length === 0) return null;
  const { hz } = curve;
  const stereo = curve.midDbfs.length > 0;
  const curves: Curve[] =
    show === 'sides' && stereo
      ? [
          { hz, levelDb: curve.midDbfs, text: 'Mid', color: theme.a },
          { hz, levelDb: curve.sideDbfs, text: 'Side', color: theme.delta, dashed: true },
        ]
      : [{ hz, levelDb: curve.levelDbfs, text: 'A', color: theme.a }];
  if (after.value) curves.push({ ...after.value, text: 'B', color: theme.b, dashed: true });
  if (selected.value) curves.push({ ...selected.value, text: 'A, selection', color: theme.text });
  const levels = curves.flatMap(({ levelDb }) => levelDb).filter((level): level is number => level !== null);
  const top = Math.ceil((Math.max(-60, ...levels) + 3) / 6) * 6;
  const nyquistHz = facts.sampleRateHz / 2;
  const edge = facts.spectrum?.bandwidth.edge;
  const busy = selected.busy || after.busy;
  return (
    <section className="stack" aria-label="Spectrum">
      <div className="row spread wrap">
        <h3>Spectrum, third octaves</h3>
        {stereo && (
          <Choice
            label="Channels"
            options={[
              { id: 'all', title: 'All' },
              { id: 'sides', title: 'Mid and side' },
            ]}
            value={show}
            onChange={setShow}
          />
        )}
      </div>
      <Chart
        label="Long-term spectrum"
        theme={theme}
        x={hzAxis({ fromHz: 20, toHz: Math.min(20_000, Math.max(1000, nyquistHz)) })}
        y={dbAxis(top - RANGE_DB, top, 'dBFS')}
        readout={(at) =>
          `${hzText(at)} (${noteText(at)}): ${curves.map((one) => `${one.text} ${dbText(levelAt(one, at), 'dBFS')}`).join(', ')}`
        }
        draw={(painter) => {
          const [first] = curves as [Curve, ...Curve[]];
          if (selection?.fromHz !== undefined && selection.toHz !== undefined) {
            painter.band(selection.fromHz, selection.toHz, theme.accent);
          }
          painter.area(first.hz, first.levelDb, top - RANGE_DB, first.color, 0.16);
          for (const { hz: xs, levelDb, color, dashed } of curves) {
            painter.line(xs, levelDb, { color, dash: dashed ? [6, 4] : [] });
          }
          if (edge && edge.hz < 20_000) {
            painter.vertical(edge.hz, { color: theme.warning, dash: [3, 3] }, `ends at ${hzText(edge.hz)}`);
          }
        }}
      />
      <div className="row spread wrap">
        <Legend entries={curves} />
        {busy && (
          <span className="soft small" role="status">
            Reading …
          </span>
        )}
      </div>
      {(selected.problem ?? after.problem) !== null && (
        <p className="small is-problem">{selected.problem ?? after.problem}</p>
      )}
    </section>
  );
}
