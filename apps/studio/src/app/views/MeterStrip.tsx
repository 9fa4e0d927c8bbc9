import { useEffect, useRef } from 'react';
import { Meters, SpectrumView } from '../../views/index.ts';
import { useDeskState, usePlayer, useServices } from '../context.ts';
import { useTarget } from './useTarget.ts';
import { useView } from './useView.ts';

const SPEAK_EVERY_MS = 1000;

/** Level meters and spectrum of what is heard. A click on the meters resets the held maxima. */
export function MeterStrip(): React.JSX.Element {
  const { player } = useServices().listening;
  const source = useDeskState((s) => s.sources.find(({ id }) => id === s.sourceId));
  const take = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId));
  const mode = usePlayer().mode;
  const heard = mode === 'a' ? source : mode === 'b' ? take : undefined;
  const meters = useView(
    (element) => new Meters(element, { player }),
    (view) => view.setIntegrated(heard?.integratedLufs ?? null),
    [heard],
  );
  const target = useTarget();
  useEffect(
    () => meters.view.current?.setTarget(target.lufs, target.ceilingDbtp),
    [meters.view, target.lufs, target.ceilingDbtp],
  );
  const spectrum = useView(
    (element) => new SpectrumView(element, player),
    () => undefined,
    [],
  );
  const words = useRef<HTMLParagraphElement>(null);
  const { view } = meters;
  useEffect(() => {
    const timer = setInterval(() => {
      if (player.playing && words.current && view.current) words.current.textContent = view.current.text;
    }, SPEAK_EVERY_MS);
    return () => clearInterval(timer);
  }, [player, view]);
  return (
    <section className="meter-strip" aria-label="Meters">
      <button
        type="button"
        className="canvas-frame meters"
        title="Reset the held maxima"
        onClick={() => player.resetHolds()}
      >
        <span className="unseen">Reset the held maxima</span>
        <div ref={meters.host} className="canvas-host" />
      </button>
      <p ref={words} className="unseen" />
      <div className="canvas-frame spectrum">
        <div ref={spectrum.host} className="canvas-host" />
      </div>
    </section>
  );
}
