import { useEffect, useRef } from 'react';
import type { PanelClock } from './panelProps.ts';

/**
 * Calls `show` with the place of the playhead, in seconds: once at the start, at every play, pause and seek, and for
 * every picture while it plays. Change elements directly in it; nothing that moves with time is React state.
 */
export function useClock(clock: PanelClock | undefined, show: (seconds: number) => void): void {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    if (clock === undefined) return;
    let request = 0;
    const tick = (): void => {
      latest.current(clock.seconds);
      request = clock.playing ? requestAnimationFrame(tick) : 0;
    };
    const changed = (): void => {
      cancelAnimationFrame(request);
      tick();
    };
    const stop = clock.subscribe(changed);
    changed();
    return () => {
      stop();
      cancelAnimationFrame(request);
    };
  }, [clock]);
}
