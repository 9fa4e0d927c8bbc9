import type { Finding } from '@studiohand/core/tool';
import { useEffect } from 'react';
import type { MarkedRange, Marker } from '../../views/index.ts';
import { useDeskState, useServices } from '../context.ts';
import { historyKey } from '../state.ts';

const SEVERITY: Readonly<Record<Finding['severity'], Marker['severity']>> = {
  info: 'info',
  notice: 'info',
  warning: 'warning',
  problem: 'error',
};

/** Where a finding holds; null for those without a place in time. */
export function markedRange(finding: Finding, sampleRateHz: number): MarkedRange | null {
  const { severity, fromSeconds, toSeconds } = finding;
  if (fromSeconds === undefined) return null;
  return {
    frame: Math.round(fromSeconds * sampleRateHz),
    toFrame: Math.round((toSeconds ?? fromSeconds) * sampleRateHz),
    severity: SEVERITY[severity],
  };
}

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
      findings.flatMap((finding, index) => {
        const range = markedRange(finding, rate);
        return range ? [{ ...range, id: `${index} ${finding.id}`, label: finding.text }] : [];
      }),
    );
  }, [timeline, report, proof, sourceId]);
}
