import { useEffect } from 'react';
import { useDeskState, useServices } from './context.ts';

/** Shown instead of the desk when there is no connection to start with. */
export function Locked(): React.JSX.Element {
  const error = useDeskState((s) => s.startError);
  const phase = useDeskState((s) => s.phase);
  const { player } = useServices().listening;
  useEffect(() => player.pause(), [player]);
  return (
    <main className="locked">
      <img src="./icon.svg" alt="" width="48" height="48" />
      <h1>{phase === 'locked' ? 'This tab is not connected' : 'The studio did not start'}</h1>
      <p>{error?.message}</p>
      <p className="soft">{error?.hint}</p>
      {phase === 'failed' && (
        <button type="button" className="button main" onClick={() => location.reload()}>
          Try again
        </button>
      )}
    </main>
  );
}
