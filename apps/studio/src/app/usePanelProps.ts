import type { Source, Take } from '@studiohand/core/engine';
import type { Plan } from '@studiohand/core/tool';
import { type PanelFile, type PanelProps, type PanelTheme, readPanelTheme } from '@studiohand/tools/panel-kit';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { fileById } from './companions.ts';
import { useDeskState, useServices } from './context.ts';
import { edit, type Place } from './plans.ts';
import { historyKey } from './state.ts';
import { onThemeChange } from './theme.ts';
import { useOpenJob, useSetting, useTool } from './usePlace.ts';

/** A source or take as a panel sees it. */
export function panelFile(kind: PanelFile['kind'], file: Source | Take): PanelFile {
  const { id, name, integratedLufs, truePeakDbtp } = file;
  const { sampleRateHz, channels, layout, frameCount, encoding } = file.audio;
  return { kind, id, name, sampleRateHz, channels, layout, frameCount, encoding, integratedLufs, truePeakDbtp };
}

/** Everything the panel of a tool gets; null while the source is not on the desk. */
export function usePanelProps(place: Place): PanelProps | null {
  const { desk, listening } = useServices();
  const { tool } = useTool(place);
  const { params, plan, companionIds } = useSetting(place);
  const report = useDeskState((s) => s.reports[historyKey(place.sourceId, place.toolId)]) ?? null;
  const sources = useDeskState((s) => s.sources);
  const takes = useDeskState((s) => s.takes);
  const takeId = useDeskState((s) => s.takeId);
  const analysing = useOpenJob(place, 'analyse') !== undefined;
  const rendering = useOpenJob(place, 'render') !== undefined;
  const source = useMemo(() => {
    const found = sources.find(({ id }) => id === place.sourceId);
    return found ? panelFile('sources', found) : null;
  }, [sources, place.sourceId]);
  const take = useMemo(() => {
    const found = takes.find(({ id }) => id === takeId);
    return found ? { ...panelFile('takes', found), tool: found.tool, plan: found.plan, proof: found.proof } : null;
  }, [takes, takeId]);
  const companions = useMemo(
    () =>
      companionIds.flatMap((id) => {
        const found = fileById({ sources, takes }, id);
        return found ? [panelFile(sources.some((one) => one.id === id) ? 'sources' : 'takes', found)] : [];
      }),
    [companionIds, sources, takes],
  );
  const theme = usePanelTheme();
  const selection = useSelection();
  const fixed = useMemo(() => {
    const { player, timeline } = listening;
    return {
      audio: {
        pcm: (file, ...range) => desk.pcm.read(file.kind, file.id, ...range),
        peaks: (file, ...range) => desk.peaks.read(file.kind, file.id, ...range),
      },
      clock: {
        get seconds(): number {
          return player.frame / timeline.sampleRateHz;
        },
        get playing(): boolean {
          return player.playing;
        },
        subscribe: (listener) => player.subscribe(listener),
      },
      seek: (seconds) => listening.seekSeconds(seconds),
      select: (wanted) => {
        if (wanted === null) return timeline.setSelection(null);
        const { fromSeconds, toSeconds, ...band } = wanted;
        const frame = (seconds: number): number => Math.round(seconds * timeline.sampleRateHz);
        timeline.setSelection({ fromFrame: frame(fromSeconds), toFrame: frame(toSeconds), ...band });
      },
    } satisfies Pick<PanelProps, 'audio' | 'clock' | 'seek' | 'select'>;
  }, [desk, listening]);
  if (source === null) return null;
  return {
    tool,
    source,
    take,
    companions,
    params,
    setParams: (label, change) =>
      void edit(desk, place, label, (now) => ({ ...now, params: merged(now.params, change), plan: null })),
    plan,
    setPlan: (label, next: Plan) => void edit(desk, place, label, (now) => ({ ...now, plan: next })),
    report,
    proof: take?.tool === tool.id ? take.proof : null,
    ...fixed,
    selection,
    theme,
    busy: rendering ? 'rendering' : analysing ? 'analysing' : null,
  };
}

function merged(
  params: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries({ ...params, ...change }).filter(([, value]) => value !== undefined));
}

function usePanelTheme(): PanelTheme {
  const [theme, setTheme] = useState(() => readPanelTheme(document.documentElement));
  useEffect(() => onThemeChange(() => setTheme(readPanelTheme(document.documentElement))), []);
  return theme;
}

function useSelection(): PanelProps['selection'] {
  const { timeline } = useServices().listening;
  const selection = useSyncExternalStore(
    (listener) => timeline.subscribe(listener),
    () => timeline.selection,
  );
  return useMemo(() => {
    if (selection === null || selection.toFrame <= selection.fromFrame) return null;
    const { fromFrame, toFrame, ...band } = selection;
    const rate = timeline.sampleRateHz;
    return { fromSeconds: fromFrame / rate, toSeconds: toFrame / rate, ...band };
  }, [selection, timeline]);
}
