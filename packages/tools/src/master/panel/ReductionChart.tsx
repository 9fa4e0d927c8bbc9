import {
  Chart,
  dbAxis,
  dbText,
  Legend,
  type Painter,
  type PanelFile,
  type PanelProps,
  secondsAxis,
  timeText,
  useLoaded,
} from '../../panelKit/index.ts';
import type { Figure } from '../words.ts';
import { coarser, type History, type MasterProofJson, type MasterReportJson } from './masterJson.ts';

/** More columns than this no chart shows. */
const MOST_PEAKS = 2000;
/** Points of a history: more would make a hedge of it. */
const MOST_POINTS = 120;

/** Highest absolute sample of each stretch, 0..1. */
async function envelope(
  audio: PanelProps['audio'],
  file: PanelFile,
  signal: AbortSignal,
): Promise<{ readonly seconds: number; readonly values: Float32Array }> {
  let frames = 256;
  while (file.frameCount / frames > MOST_PEAKS) frames *= 4;
  const channels = await audio.peaks(file, frames, 0, Math.ceil(file.frameCount / frames), signal);
  const count = Math.floor((channels[0]?.length ?? 0) / 2);
  const values = Float32Array.from({ length: count }, (_, i) =>
    channels.reduce((most, x) => Math.max(most, Math.abs(x[2 * i] ?? 0), Math.abs(x[2 * i + 1] ?? 0)), 0),
  ).map((value) => value / 32768);
  return { seconds: frames / file.sampleRateHz, values };
}

function at({ hopSeconds, db }: History, seconds: number): Figure {
  return db[Math.min(db.length - 1, Math.max(0, Math.floor(seconds / hopSeconds)))] ?? null;
}

/** Where the limiter turns down, and by how much, over the waveform: calculated, and as measured in the take. */
export function ReductionChart({
  report,
  proof,
  take,
  source,
  audio,
  theme,
  clock,
  seek,
  selection,
  select,
}: Omit<PanelProps, 'proof' | 'report'> & {
  readonly report: MasterReportJson;
  readonly proof: MasterProofJson | null;
}): React.JSX.Element | null {
  const waveform = useLoaded(source.id, (signal) => envelope(audio, source, signal));
  const { reduction } = report;
  if (reduction === null) return null;
  const gain = take?.plan.moves.find(({ id }) => id === 'loudness');
  const planned = gain?.enabled && gain.amount === 1 ? gain.settings['gainDb'] : undefined;
  const measured: History | null =
    proof?.gain && typeof planned === 'number'
      ? { ...proof.gain, db: proof.gain.db.map((db) => (db === null ? null : db - planned)) }
      : null;
  const durationSeconds = source.frameCount / source.sampleRateHz;
  const times = ({ db, hopSeconds }: History): Float64Array => Float64Array.from(db, (_, i) => (i + 0.5) * hopSeconds);
  const deepest = Math.max(3, ...reduction.db.map((db) => db ?? 0));
  const floor = -Math.ceil(deepest / 3) * 3;
  const shape = waveform.value;
  const drawWave = (painter: Painter): void => {
    const { context, plot } = painter;
    if (shape === null) return;
    painter.inside(() => {
      context.fillStyle = theme.a;
      context.globalAlpha = 0.5;
      const most = shape.values.reduce((a, v) => Math.max(a, v), 1e-6);
      const middle = plot.top + plot.height / 2;
      shape.values.forEach((sample, i) => {
        const value = (0.9 * sample) / most;
        const left = painter.x(i * shape.seconds);
        const width = Math.max(1, painter.x((i + 1) * shape.seconds) - left);
        context.fillRect(left, middle - (value * plot.height) / 2, width, Math.max(1, value * plot.height));
      });
    });
  };
  return (
    <section className="stack" aria-label="Limiting over time">
      <h3>Where the limiter works</h3>
      <Chart
        label="Gain reduction"
        theme={theme}
        x={secondsAxis(0, durationSeconds)}
        y={dbAxis(floor, 0, 'dB')}
        clock={clock}
        onPick={seek}
        onSweep={(fromSeconds, toSeconds) => select({ fromSeconds, toSeconds })}
        readout={(seconds) => {
          const [most, mean] = [at(reduction, seconds), measured && at(measured, seconds)];
          return `${timeText(seconds)}: at most ${dbText(-(most ?? 0))}${mean === null ? '' : `, the whole chain in the take ${dbText(mean, 'dB', true)}`}`;
        }}
        draw={(painter) => {
          if (selection) painter.band(selection.fromSeconds, selection.toSeconds, theme.accent);
          drawWave(painter);
          const most = coarser(reduction, MOST_POINTS, 'largest');
          const down = most.db.map((db) => -(db ?? 0));
          painter.area(times(most), down, 0, theme.warning, 0.35);
          painter.line(times(most), down, { color: theme.warning });
          if (measured === null) return;
          const mean = coarser(measured, MOST_POINTS / 4, 'mean');
          painter.line(times(mean), mean.db, { color: theme.text, dash: [4, 3] });
        }}
      />
      <Legend
        entries={[
          { text: 'Most of the limiter, calculated', color: theme.warning },
          ...(measured ? [{ text: 'Average of the whole chain, in the take', color: theme.text, dashed: true }] : []),
          { text: 'Waveform of A', color: theme.a },
        ]}
      />
    </section>
  );
}
