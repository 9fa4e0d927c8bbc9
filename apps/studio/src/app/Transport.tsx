import { useEffect, useRef } from 'react';
import type { ListenMode } from '../audio/index.ts';
import { RunningView } from '../views/index.ts';
import { keysText } from './commandKeys.ts';
import { useDeskState, usePlayer, useServices } from './context.ts';
import { clockText, plain, signed } from './format.ts';
import { Icon, IconButton, Key } from './Icon.tsx';

const SIDES: readonly {
  readonly mode: ListenMode;
  readonly letter: string;
  readonly title: string;
  readonly tone: string;
}[] = [
  { mode: 'a', letter: 'A', title: 'Source', tone: 'is-a' },
  { mode: 'b', letter: 'B', title: 'Take', tone: 'is-b' },
  { mode: 'delta', letter: 'Δ', title: 'Delta', tone: 'is-delta' },
];

const COMMANDS_OF: Readonly<Record<ListenMode, string>> = { a: 'listen-a', b: 'listen-b', delta: 'listen-delta' };

/** Play, A, B, delta, loudness match, loop, position, volume. */
export function Transport(): React.JSX.Element {
  const { listening } = useServices();
  const { player } = listening;
  const { playing, buffering, mode, loop, error, volumeDb } = usePlayer();
  const hasTake = useDeskState((s) => s.takeId !== null);
  return (
    <section className="transport" aria-label="Transport">
      <div className="row">
        <IconButton name="start" label="To the start" keys={keysText('start')} onClick={() => player.seek(0)} />
        <button
          type="button"
          className="button main play"
          aria-label={playing ? 'Pause' : 'Play'}
          title={`${playing ? 'Pause' : 'Play'} (${keysText('play')})`}
          aria-busy={buffering}
          onClick={() => void listening.toggle()}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <IconButton
          name="loop"
          label="Loop"
          keys={keysText('loop')}
          pressed={loop !== null}
          onClick={() => listening.toggleLoop()}
        />
        <Position />
      </div>
      <fieldset className="row sides" aria-label="What is heard">
        {SIDES.map(({ mode: one, letter, title, tone }) => (
          <button
            key={one}
            type="button"
            aria-pressed={mode === one}
            className={`button side-button ${tone}`}
            disabled={one !== 'a' && !hasTake}
            title={`${title} (${keysText(COMMANDS_OF[one])})`}
            onClick={() => listening.listen(one)}
          >
            <strong aria-hidden="true">{letter}</strong>
            <span>{title}</span>
            <Key>{keysText(COMMANDS_OF[one])}</Key>
          </button>
        ))}
      </fieldset>
      <Match />
      <div className="row volume">
        <Icon name="volume" />
        <input
          type="range"
          aria-label="Listening volume"
          aria-valuetext={`${volumeDb} dB`}
          title="Listening volume; not in the meters, not in exports"
          min={-60}
          max={0}
          step={1}
          value={volumeDb}
          onChange={(event) => player.setVolumeDb(Number(event.target.value))}
        />
      </div>
      {error !== null && (
        <p className="transport-error small is-problem" role="alert">
          <Icon name="problem" /> {error}
        </p>
      )}
    </section>
  );
}

/** Where the playhead is, written without React in step with the meters, so that both share a picture. */
function Position(): React.JSX.Element {
  const { player, timeline } = useServices().listening;
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = Number.NaN;
    let length = Number.NaN;
    const show = (): void => {
      const rate = timeline.sampleRateHz;
      const tenths = Math.floor((10 * player.frame) / rate + 1e-6);
      if ((tenths === shown && timeline.frameCount === length) || text.current === null) return;
      [shown, length] = [tenths, timeline.frameCount];
      text.current.textContent = `${clockText(tenths / 10, 1)} / ${clockText(length / rate, 1)}`;
    };
    const running = new RunningView(player, show);
    const stop = timeline.subscribe(show);
    return () => {
      running.dispose();
      stop();
    };
  }, [player, timeline]);
  return <span ref={text} className="position figures" role="timer" aria-live="off" />;
}

function Match(): React.JSX.Element {
  const { listening } = useServices();
  const { matching, matchOffsetDb, mode, gainADb, gainBDb } = usePlayer();
  const known = matchOffsetDb !== null;
  const gain = mode === 'b' ? gainBDb : gainADb;
  return (
    <div className="row match">
      <button
        type="button"
        className="button"
        aria-pressed={matching}
        title={`Bring A and B to the same loudness while listening (${keysText('match')})`}
        onClick={() => listening.toggleMatching()}
      >
        <Icon name={matching ? 'check' : 'close'} />
        Loudness match
      </button>
      <span className="small soft figures match-text">
        {known ? `B is ${signed(matchOffsetDb, 1, 'dB')}` : 'no offset'}
        {matching && known && gain !== 0 && <br />}
        {matching && known && gain !== 0 && `heard at ${plain(gain, 1)} dB`}
      </span>
      <NullDepth />
    </div>
  );
}

/** How deep A and B cancel right now, written without React while the delta is of interest. */
function NullDepth(): React.JSX.Element | null {
  const { player } = useServices().listening;
  const hasTake = useDeskState((s) => s.takeId !== null);
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!hasTake) return;
    const timer = setInterval(() => {
      if (text.current === null || !player.playing) return;
      const depth = player.levels.nullDepthDb;
      text.current.textContent = Number.isNaN(depth)
        ? ''
        : Number.isFinite(depth)
          ? `null ${plain(depth, 0)} dB`
          : 'null: identical';
    }, 250);
    return () => clearInterval(timer);
  }, [player, hasTake]);
  return hasTake ? (
    <span ref={text} className="small is-delta figures null-depth" title="Level of B minus A under A, last 400 ms" />
  ) : null;
}
