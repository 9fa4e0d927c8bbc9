import { useRef, useState } from 'react';
import { Chart, hzAxis, hzText, type PanelProps, secondsAxis, timeText, useLoaded } from '../../panelKit/index.ts';
import { repairsOf } from './cleanJson.ts';
import { panelSource } from './panelSource.ts';
import { type Picture, pictureOf } from './picture.ts';
import { MOST_PREVIEW_SECONDS, type Preview, preview } from './preview.ts';

/** Levels shown, dB re full scale. */
const FLOOR_DB = -110;
const TOP_DB = -30;
const PARTS = ['before', 'after', 'removed'] as const;
type Part = (typeof PARTS)[number];
const TITLES: Readonly<Record<Part, string>> = { before: 'Before', after: 'After', removed: 'Removed' };

interface Worked {
  readonly made: Preview;
  readonly pictures: Readonly<Record<Part, Picture>>;
}

/** What is selected, or ten seconds from the playhead on. */
function stretchOf({ selection, clock, source }: PanelProps): { fromSeconds: number; toSeconds: number } {
  if (selection && selection.toSeconds - selection.fromSeconds > 0.05) return selection;
  const end = source.frameCount / source.sampleRateHz;
  const fromSeconds = Math.max(0, Math.min(clock.seconds, end - MOST_PREVIEW_SECONDS));
  return { fromSeconds, toSeconds: Math.min(end, fromSeconds + MOST_PREVIEW_SECONDS) };
}

async function work(props: PanelProps, only: string | null, signal: AbortSignal): Promise<Worked> {
  const { audio, source, plan } = props;
  if (plan === null) throw new Error('There is no plan yet.');
  const moves = plan.moves.map((move) => (only === null || move.id === only ? move : { ...move, enabled: false }));
  const made = await preview(panelSource(audio, source), { ...plan, moves }, stretchOf(props), signal);
  const picture = (part: Part): Picture => pictureOf(made[part], made.sampleRateHz);
  return { made, pictures: { before: picture('before'), after: picture('after'), removed: picture('removed') } };
}

/** Plays a worked stretch without the transport of the desk. */
function usePlayer(): { readonly playing: Part | null; play(made: Preview, part: Part): void; stop(): void } {
  const sound = useRef<{ context: AudioContext; node: AudioBufferSourceNode } | null>(null);
  const [playing, setPlaying] = useState<Part | null>(null);
  const stop = (): void => {
    sound.current?.node.stop();
    void sound.current?.context.close();
    sound.current = null;
    setPlaying(null);
  };
  return {
    playing,
    stop,
    play(made, part): void {
      stop();
      const channels = made[part].slice(0, 2);
      const context = new AudioContext();
      const buffer = context.createBuffer(channels.length, Math.max(1, channels[0]?.length ?? 1), made.sampleRateHz);
      channels.forEach((x, c) => {
        buffer.copyToChannel(Float32Array.from(x), c);
      });
      const node = new AudioBufferSourceNode(context, { buffer });
      node.connect(context.destination);
      node.onended = (): void => {
        if (sound.current?.node === node) stop();
      };
      sound.current = { context, node };
      node.start();
      setPlaying(part);
    },
  };
}

/** Before, after and removed as pictures and to be heard, worked on the spot for the selection. */
export function Pictures(props: PanelProps): React.JSX.Element | null {
  const { plan, theme } = props;
  const [asked, ask] = useState<{ readonly count: number; readonly only: string | null }>({ count: 0, only: null });
  const player = usePlayer();
  const key = asked.count === 0 || plan === null ? null : JSON.stringify([asked, plan.moves, props.source.id]);
  const { value, problem, busy } = useLoaded(key, (signal) => work(props, asked.only, signal));
  const repairs = repairsOf(plan).filter(({ enabled, amount }) => enabled && amount > 0);
  if (repairs.length === 0) return null;
  const again = (only: string | null): void => {
    player.stop();
    ask(({ count }) => ({ count: count + 1, only }));
  };
  return (
    <section className="stack" aria-label="Preview of the selection">
      <p className="row wrap">
        <button type="button" className="button" disabled={busy} onClick={() => again(null)}>
          Preview selection
        </button>
        {repairs.length > 1 &&
          repairs.map(({ id, title }) => (
            <button key={id} type="button" className="button small" disabled={busy} onClick={() => again(id)}>
              Only: {title}
            </button>
          ))}
        <span className="soft small" role="status">
          {busy
            ? 'Working …'
            : value
              ? `${value.made.before[0] ? timeText(value.made.before[0].length / value.made.sampleRateHz) : '0:00'} from ${timeText(value.made.fromSeconds)}, worked in ${value.made.workSeconds.toFixed(1)} s`
              : `Up to ${MOST_PREVIEW_SECONDS} s of the selection, or from the playhead on.`}
        </span>
      </p>
      {problem !== null && <p className="small is-problem">{problem}</p>}
      {value &&
        PARTS.map((part) => (
          <div key={part}>
            <p className="row wrap small">
              <strong>{TITLES[part]}</strong>
              <button
                type="button"
                className="button small"
                aria-pressed={player.playing === part}
                onClick={() => (player.playing === part ? player.stop() : player.play(value.made, part))}
              >
                {player.playing === part ? `Stop ${TITLES[part].toLowerCase()}` : `Play ${TITLES[part].toLowerCase()}`}
              </button>
            </p>
            <PictureChart
              title={TITLES[part]}
              picture={value.pictures[part]}
              theme={theme}
              color={part === 'removed' ? theme.delta : part === 'after' ? theme.b : theme.a}
            />
          </div>
        ))}
    </section>
  );
}

interface PictureChartProps {
  readonly title: string;
  readonly picture: Picture;
  readonly theme: PanelProps['theme'];
  readonly color: string;
}

function PictureChart({ title, picture, theme, color }: PictureChartProps): React.JSX.Element {
  const { timesSeconds, edgesHz, levelsDb, columns, rows } = picture;
  return (
    <Chart
      label={`${title}: spectrogram of the selection`}
      size="low"
      theme={theme}
      x={secondsAxis(0, timesSeconds[columns] as number)}
      y={hzAxis({ fromHz: edgesHz[0] as number, toHz: edgesHz[rows] as number })}
      readout={(seconds) => {
        const at = Math.min(
          columns - 1,
          Math.max(0, Math.floor((seconds / (timesSeconds[columns] as number)) * columns)),
        );
        let most = 0;
        for (let r = 1; r < rows; r++)
          if ((levelsDb[r * columns + at] as number) > (levelsDb[most * columns + at] as number)) most = r;
        const db = levelsDb[most * columns + at] as number;
        return `${timeText(seconds, 2)}: strongest at ${hzText(edgesHz[most] as number)}, ${db.toFixed(0)} dB`;
      }}
      draw={(painter) =>
        painter.cells(timesSeconds, edgesHz, levelsDb, color, (db) =>
          Math.max(0, (db - FLOOR_DB) / (TOP_DB - FLOOR_DB)),
        )
      }
    />
  );
}
