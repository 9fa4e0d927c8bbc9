import { useState } from 'react';
import {
  Chart,
  dbAxis,
  dbText,
  hzAxis,
  hzText,
  Legend,
  type PanelProps,
  SliderRow,
  withMove,
} from '../../panelKit/index.ts';
import type { MatchAnalysis } from '../analysis.ts';
import { type BandMove, bandMoves, curveOfBands } from './bands.ts';

const RANGE_DB = 15;
const HZ = Float64Array.from({ length: 400 }, (_, i) => 20 * 1000 ** (i / 399));
const MOST_GAIN_DB = 12;

interface Draft {
  readonly id: string;
  readonly frequencyHz: number;
  readonly gainDb: number;
}

/** Mean of the compared values, for placing the mix's own shape in the middle. */
function differences(analysis: MatchAnalysis): { hz: number[]; low: number[]; high: number[]; left: number[] } {
  const { centresHz, compared, mixDb, referenceLowDb, referenceHighDb, resultDb } = analysis.spectrum;
  const out = { hz: [] as number[], low: [] as number[], high: [] as number[], left: [] as number[] };
  centresHz.forEach((hz, b) => {
    const values = [mixDb[b], referenceLowDb[b], referenceHighDb[b], resultDb[b]];
    if (!compared[b] || values.some((v) => v === null || v === undefined)) return;
    const [mix, low, high, result] = values as [number, number, number, number];
    out.hz.push(hz);
    out.low.push(low - mix);
    out.high.push(high - mix);
    out.left.push(result - mix);
  });
  return out;
}

/** Value of a curve at the grid point nearest to a frequency. */
const near = (hz: number, values: ArrayLike<number>, grid: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < grid.length; i++)
    if (Math.abs(Math.log((grid[i] ?? 1) / hz)) < Math.abs(Math.log((grid[best] ?? 1) / hz))) best = i;
  return values[best] ?? 0;
};

/** The reference less the mix, what the bands do about it, and the bands to drag. */
export function EqChart({
  plan,
  setPlan,
  theme,
  analysis,
  seek,
  busy,
}: PanelProps & { readonly analysis: MatchAnalysis }): React.JSX.Element {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const moves = bandMoves(plan).map(
    (one): BandMove =>
      draft?.id === one.move.id
        ? { ...one, band: { ...one.band, frequencyHz: draft.frequencyHz, gainDb: draft.gainDb } }
        : one,
  );
  const change = (id: string, label: string, settings: Readonly<Record<string, unknown>>): void => {
    const move = plan?.moves.find((one) => one.id === id);
    if (plan && move) setPlan(label, withMove(plan, id, { settings: { ...move.settings, ...settings } }));
  };
  const rest = (id: string, frequencyHz: number, gainDb: number): void => {
    const move = plan?.moves.find((one) => one.id === id);
    setDraft(null);
    if (!move || !(move.amount > 0)) return;
    const hz = Number(frequencyHz.toPrecision(3));
    const db = Number((gainDb / move.amount).toFixed(1));
    change(id, `${hzText(hz)}, ${dbText(db, 'dB', true)}`, { frequencyHz: hz, gainDb: db });
  };
  const shapes = differences(analysis);
  const tone = curveOfBands(moves, 'stereo', HZ);
  const side = curveOfBands(moves, 'side', HZ);
  // Levels are left out of the comparison: its curves stand where the bands have their mean.
  const shift = shapes.hz.reduce((sum, hz) => sum + near(hz, tone, HZ), 0) / Math.max(1, shapes.hz.length);
  const shifted = (values: readonly number[]): number[] => values.map((db) => db + shift);
  const gap = { hz: shapes.hz, low: shifted(shapes.low), high: shifted(shapes.high), left: shifted(shapes.left) };
  const hasSide = moves.some(({ band }) => band.channel === 'side');
  const one = analysis.references.length === 1;
  const active = moves.find(({ move }) => move.id === chosen) ?? moves[0];
  const item = [...analysis.eq, ...analysis.stereo.eq].find(
    (band) =>
      active && active.move.settings['frequencyHz'] === band.frequencyHz && active.band.channel === band.channel,
  );
  return (
    <>
      <Chart
        label="Difference to the reference, and the bands"
        size="tall"
        theme={theme}
        x={hzAxis()}
        y={dbAxis(-RANGE_DB, RANGE_DB, 'Change, dB')}
        readout={(hz) =>
          `${hzText(hz)}: wanted ${dbText(near(hz, gap.low, gap.hz), 'dB', true)}, bands ${dbText(near(hz, tone, HZ), 'dB', true)}${hasSide ? `, side ${dbText(near(hz, side, HZ), 'dB', true)}` : ''}`
        }
        draw={(painter) => {
          painter.horizontal(0, { color: theme.gridStrong });
          painter.line(gap.hz, gap.low, { color: theme.textSoft, dash: [6, 4] });
          if (!one) painter.line(gap.hz, gap.high, { color: theme.textSoft, dash: [6, 4] });
          painter.area(HZ, tone, 0, theme.accent, 0.15);
          painter.line(HZ, tone, { color: theme.accent, width: 2 });
          if (hasSide) painter.line(HZ, side, { color: theme.delta, dash: [2, 3] });
          painter.line(gap.hz, gap.left, { color: theme.b });
        }}
        handles={moves
          .filter(({ band }) => band.type !== 'lowCut' && band.type !== 'highCut')
          .map(({ move, band }, i) => ({
            id: move.id,
            label: move.title,
            text: String(i + 1),
            x: band.frequencyHz,
            y: band.gainDb,
            moves: 'both' as const,
            stepY: 0.1,
            color: band.channel === 'side' ? theme.delta : theme.accent,
            disabled: !move.enabled || busy !== null,
            onMove: (frequencyHz: number, gainDb: number): void => {
              setChosen(move.id);
              setDraft({ id: move.id, frequencyHz, gainDb });
            },
            onRest: (frequencyHz: number, gainDb: number): void => rest(move.id, frequencyHz, gainDb),
            onReset: (): void => change(move.id, `${move.title}: 0 dB`, { gainDb: 0 }),
          }))}
      />
      <Legend
        entries={[
          {
            text: one ? 'Reference less mix' : 'References less mix, from and to',
            color: theme.textSoft,
            dashed: true,
          },
          { text: 'Bands', color: theme.accent },
          ...(hasSide ? [{ text: 'Bands on the side', color: theme.delta, dashed: true }] : []),
          { text: 'Result as proposed', color: theme.b },
        ]}
      />
      {active && (
        <div className="panel-view">
          <p className="small">{active.move.reason}</p>
          {item && item.where.length > 0 && (
            <p className="row wrap small">
              Hear it:
              {item.where.map(({ fromSeconds, toSeconds, differenceDb }) => (
                <button key={fromSeconds} type="button" className="button small" onClick={() => seek(fromSeconds)}>
                  {clockText(fromSeconds)}–{clockText(toSeconds)} ({dbText(differenceDb, 'dB', true)})
                </button>
              ))}
            </p>
          )}
          <SliderRow
            label="Band gain"
            value={Math.max(-MOST_GAIN_DB, Math.min(MOST_GAIN_DB, active.band.gainDb))}
            min={-MOST_GAIN_DB}
            max={MOST_GAIN_DB}
            step={0.1}
            unit="dB"
            text={(db) => dbText(db, 'dB', true)}
            onRest={(db) => rest(active.move.id, active.band.frequencyHz, db)}
          />
        </div>
      )}
    </>
  );
}

const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
