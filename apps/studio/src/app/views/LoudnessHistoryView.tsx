import { useMemo } from 'react';
import { LoudnessGraph, type LoudnessHistory } from '../../views/index.ts';
import { useDeskState, useServices } from '../context.ts';
import { historyKey } from '../state.ts';
import { loudnessHistory } from './loudnessHistory.ts';
import { useView } from './useView.ts';

/** Loudness over time, once the source has been measured. */
export function LoudnessHistoryView(): React.JSX.Element | null {
  const report = useDeskState((s) => (s.sourceId ? s.reports[historyKey(s.sourceId, 'measure')] : undefined));
  const history = useMemo(() => loudnessHistory(report), [report]);
  return history === null ? null : <Graph history={history} />;
}

function Graph({ history }: { readonly history: LoudnessHistory }): React.JSX.Element {
  const { timeline, player } = useServices().listening;
  const { host } = useView(
    (element) => new LoudnessGraph(element, { timeline, clock: player, onSeek: (frame) => player.seek(frame) }),
    (graph) => graph.setHistory(history),
    [history],
  );
  return (
    <section className="view loudness-view" aria-label="Loudness over time">
      <div className="canvas-frame">
        <div ref={host} className="canvas-host" />
      </div>
    </section>
  );
}
