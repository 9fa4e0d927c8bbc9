import type { Finding } from '@studiohand/core/tool';
import { useEffect } from 'react';
import type { Marker } from '../../views/index.ts';
import { useDeskState, useServices } from '../context.ts';
import { historyKey } from '../state.ts';

const SEVERITY: Readonly<Record<Finding['severity'], Marker['severity']>> = {
  info: 'info',
  notice: 'info',
  warning: 'warning',
  problem: 'error',
};

/** Puts the findings of report and proof that have a place in time on the timeline. */
export function useMarkers(): void {
  const { timeline } = useServices().listening;
  const report = useDeskState((s) =>
    s.sourceId && s.toolId ? s.reports[historyKey(s.sourceId, s.toolId)] : undefined,
  );
  const proof = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId)?.proof);
  const sourceId = useDeskState((s) => s.sourceId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source empties the timeline
  useEffect(() => {
    const rate = timeline.sampleRateHz;
    const findings = [...(report?.findings ?? []), ...(proof?.findings ?? [])];
    timeline.setMarkers(
      findings.flatMap(({ id, severity, text, fromSeconds, toSeconds }, index) =>
        fromSeconds === undefined
          ? []
          : [
              {
                id: `${index} ${id}`,
                frame: Math.round(fromSeconds * rate),
                toFrame: Math.round((toSeconds ?? fromSeconds) * rate),
                severity: SEVERITY[severity],
                label: text,
              },
            ],
      ),
    );
  }, [timeline, report, proof, sourceId]);
}
