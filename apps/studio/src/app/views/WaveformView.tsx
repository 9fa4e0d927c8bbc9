import { useEffect, useRef, useState } from 'react';
import { Waveform, type WaveformLanes } from '../../views/index.ts';
import { keysText } from '../commandKeys.ts';
import { useDeskState, usePlayer, useServices } from '../context.ts';
import { IconButton } from '../Icon.tsx';
import { sideOf } from '../listening.ts';
import { useMarkers } from './useMarkers.ts';
import { useView } from './useView.ts';

const SPEAK_EVERY_MS = 1000;

/** Waveform of A and B as a slider: position, selection, zoom. */
export function WaveformView(): React.JSX.Element {
  const { desk, listening } = useServices();
  const { player, timeline } = listening;
  const source = useDeskState((s) => s.sources.find(({ id }) => id === s.sourceId));
  const take = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId));
  const mode = usePlayer().mode;
  const [arrangement, setArrangement] = useState<NonNullable<WaveformLanes['arrangement']>>('overlay');
  useMarkers();
  const front = mode === 'b' ? 'b' : 'a';
  const { host, view } = useView(
    (element) => {
      const waveform = new Waveform(element, {
        timeline,
        clock: player,
        peaks: desk.peaks,
        pcm: desk.pcm,
        onSeek: (frame) => player.seek(frame),
        onMarker: ({ frame }) => player.seek(frame),
        onScrub: (frame, end) => (end ? player.endScrub() : player.scrub(frame)),
      });
      listening.waveform = waveform;
      return waveform;
    },
    (waveform) =>
      waveform.setLanes({
        a: source ? sideOf('sources', source) : null,
        b: take ? sideOf('takes', take) : null,
        front,
        arrangement,
      }),
    [source, take, front, arrangement],
  );
  const slider = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const speak = (): void => {
      const element = slider.current;
      const values = view.current?.slider;
      if (!element || !values) return;
      element.setAttribute('aria-valuemin', String(values.min));
      element.setAttribute('aria-valuemax', String(values.max));
      element.setAttribute('aria-valuenow', String(values.now));
      element.setAttribute('aria-valuetext', values.text);
    };
    speak();
    const stop = player.subscribe(speak);
    const timer = setInterval(() => {
      if (player.playing && document.activeElement === slider.current) speak();
    }, SPEAK_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [player, view]);
  useEffect(
    () => () => {
      listening.waveform = null;
    },
    [listening],
  );
  return (
    <section className="view waveform-view" aria-label="Waveform">
      <div className="view-tools">
        <fieldset className="row" aria-label="Arrangement">
          {(['overlay', 'stacked', 'single'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="button quiet small"
              aria-pressed={arrangement === one}
              onClick={() => setArrangement(one)}
            >
              {{ overlay: 'Overlay', stacked: 'A above B', single: 'One' }[one]}
            </button>
          ))}
        </fieldset>
        <span className="grow" />
        <IconButton
          name="zoomOut"
          label="Zoom out"
          keys={keysText('zoom-out')}
          onClick={() => view.current?.run('zoom-out')}
        />
        <IconButton
          name="zoomIn"
          label="Zoom in"
          keys={keysText('zoom-in')}
          onClick={() => view.current?.run('zoom-in')}
        />
        <IconButton
          name="fit"
          label="Show all"
          keys={keysText('zoom-all')}
          onClick={() => view.current?.run('zoom-all')}
        />
      </div>
      <div
        ref={slider}
        className="canvas-frame"
        role="slider"
        tabIndex={0}
        aria-label="Position"
        aria-valuemin={0}
        aria-valuemax={0}
        aria-valuenow={0}
        onKeyDown={(event) => {
          if (view.current?.handleKey(event.nativeEvent)) event.preventDefault();
        }}
      >
        <div ref={host} className="canvas-host" />
      </div>
    </section>
  );
}
