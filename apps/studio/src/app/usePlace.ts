import type { ToolDescription } from '@studiohand/core/engine';
import { useMemo } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { type Field, fieldsOf } from './parameters.ts';
import { type Place, settingAt } from './plans.ts';
import { currentStep, historyKey, type Setting } from './state.ts';

/** The tool of a place with its form. */
export function useTool(place: Place): { readonly tool: ToolDescription; readonly fields: readonly Field[] } {
  const tool = useDeskState((s) => s.tools.find(({ id }) => id === place.toolId)) as ToolDescription;
  const fields = useMemo(() => fieldsOf(tool.parameters), [tool]);
  return { tool, fields };
}

/** What is set at a place. */
export function useSetting(place: Place): Setting {
  const desk = useDesk();
  const step = useDeskState((s) => currentStep(s.histories[historyKey(place.sourceId, place.toolId)]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what the setting is made of
  return useMemo(() => settingAt(desk, place), [desk, step, place.sourceId, place.toolId]);
}

/** Whether a job of this kind waits or runs for a place; its id. */
export function useOpenJob(place: Place, kind: 'analyse' | 'render'): string | undefined {
  return useDeskState(
    (s) =>
      s.jobs.find(
        (job) =>
          job.kind === kind &&
          job.sourceId === place.sourceId &&
          job.tool === place.toolId &&
          job.priority >= 0 &&
          (job.state === 'queued' || job.state === 'running'),
      )?.id,
  );
}
