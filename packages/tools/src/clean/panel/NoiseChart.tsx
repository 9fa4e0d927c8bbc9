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
import type { NoiseBand, NoiseFacts } from '../faults/noiseFacts.ts';
import { noiseMoveOf } from './cleanJson.ts';

const MOST_DB = 40;
const LOWEST_DB = -130;
const TOP_DB = -10;

const nearest = (bands: readonly NoiseBand[], hz: number): NoiseBand | undefined =>
  bands.reduce<NoiseBand | undefined>(
    (best, band) =>
      best === undefined || Math.abs(Math.log(band.centreHz / hz)) < Math.abs(Math.log(best.centreHz / hz))
        ? band
        : best,
    undefined,
  );

/** Noise floor by third octave against the recording, and how far each octave of it is to be lowered. */
export function NoiseChart(props: PanelProps & { readonly noise: NoiseFacts }): React.JSX.Element {
  const { noise, plan, setPlan, theme, busy } = props;
  const [draft, setDraft] = useState<{ readonly index: number; readonly reductionDb: number } | null>(null);
  const found = noiseMoveOf(plan);
  const points = (found?.points ?? []).map((point, i) =>
    draft?.index === i ? { ...point, reductionDb: draft.reductionDb } : point,
  );
  const usable = points
    .map((point, index) => ({ ...point, index }))
    .filter(
      ({ frequencyHz }) => frequencyHz < 0.5 * props.source.sampleRateHz && frequencyHz >= 20 && frequencyHz <= 20000,
    );
  const change = (next: readonly { frequencyHz: number; reductionDb: number }[], label: string): void => {
    if (!plan || !found) return;
    const values = next.map(({ reductionDb }) => reductionDb);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const title = `Noise ${least === most ? most : `${least} to ${most}`} dB lower`;
    setPlan(label, withMove(plan, found.move.id, { title, settings: { ...found.move.settings, points: next } }));
  };
  const rest = (index: number, reductionDb: number): void => {
    setDraft(null);
    const rounded = Math.round(2 * reductionDb) / 2;
    const point = found?.points[index];
    if (!point || point.reductionDb === rounded) return;
    const next = (found?.points ?? []).map((one, i) => (i === index ? { ...one, reductionDb: rounded } : one));
    change(next, `Noise at ${hzText(point.frequencyHz)}: ${rounded} dB lower`);
  };
  const centres = noise.bands.map(({ centreHz }) => centreHz);
  const noiseDb = noise.bands.map((band) => band.noiseDb);
  return (
    <section className="stack" aria-label="Noise by band">
      <Chart
        label="Noise floor against the recording, by third octave"
        theme={theme}
        x={hzAxis()}
        y={dbAxis(LOWEST_DB, TOP_DB, 'Third octave, dBFS')}
        readout={(hz) => {
          const band = nearest(noise.bands, hz);
          return band
            ? `${hzText(band.centreHz)}: noise ${dbText(band.noiseDb)}, recording ${dbText(band.signalDb)}, quietest ${dbText(band.floorDb)}`
            : '';
        }}
        draw={(painter) => {
          painter.area(centres, noiseDb, LOWEST_DB, theme.delta, 0.2);
          painter.line(centres, noiseDb, { color: theme.delta, width: 2 });
          painter.line(
            centres,
            noise.bands.map(({ signalDb }) => signalDb),
            { color: theme.a },
          );
          painter.line(
            centres,
            noise.bands.map(({ floorDb }) => floorDb),
            { color: theme.textSoft, dash: [4, 3] },
          );
        }}
      />
      <Legend
        entries={[
          { text: 'Recording', color: theme.a },
          { text: 'Noise', color: theme.delta },
          { text: 'Quietest twentieth', color: theme.textSoft, dashed: true },
        ]}
      />
      {found && (
        <>
          <Chart
            label="How far the noise is lowered, by octave"
            size="low"
            theme={theme}
            x={hzAxis()}
            y={dbAxis(-MOST_DB, 0, 'Lowered by, dB')}
            draw={(painter) => {
              painter.area(
                usable.map(({ frequencyHz }) => frequencyHz),
                usable.map(({ reductionDb }) => -reductionDb),
                0,
                theme.b,
                0.15,
              );
              painter.line(
                usable.map(({ frequencyHz }) => frequencyHz),
                usable.map(({ reductionDb }) => -reductionDb),
                {
                  color: theme.b,
                  width: 2,
                },
              );
            }}
            handles={usable.map(({ frequencyHz, reductionDb, index }) => ({
              id: String(index),
              label: `Reduction at ${hzText(frequencyHz)}`,
              x: frequencyHz,
              y: -reductionDb,
              moves: 'y' as const,
              stepY: 0.5,
              color: theme.b,
              disabled: busy !== null || !found.move.enabled,
              onMove: (_hz: number, db: number): void => setDraft({ index, reductionDb: -db }),
              onRest: (_hz: number, db: number): void => rest(index, -db),
            }))}
          />
          <SliderRow
            label="All bands"
            value={Math.round(
              usable.reduce((sum, { reductionDb }) => sum + reductionDb, 0) / Math.max(1, usable.length),
            )}
            min={0}
            max={MOST_DB}
            step={1}
            unit="dB"
            disabled={busy !== null}
            onRest={(db) => {
              const mean = usable.reduce((sum, { reductionDb }) => sum + reductionDb, 0) / Math.max(1, usable.length);
              const next = found.points.map((one) => ({
                ...one,
                reductionDb: Math.min(MOST_DB, Math.max(0, Math.round(2 * (one.reductionDb + db - mean)) / 2)),
              }));
              change(next, `Noise: ${db} dB lower`);
            }}
          />
        </>
      )}
    </section>
  );
}
