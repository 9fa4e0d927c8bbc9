import { useDeskState } from '../context.ts';
import { currentStep, type DeskState, historyKey } from '../state.ts';

/** True-peak ceiling where a tool names none: EBU R 128 s2 and most platforms ask for -1 dBTP. */
const USUAL_CEILING_DBTP = -1;

/** What the producer aims at, from the settings of the tool in hand: parameters in LUFS and in dBTP. */
export function useTarget(): { readonly lufs: number | null; readonly ceilingDbtp: number } {
  const lufs = useDeskState((s) => figureInUnit(s, 'LUFS'));
  const ceiling = useDeskState((s) => figureInUnit(s, 'dBTP'));
  return { lufs, ceilingDbtp: ceiling ?? USUAL_CEILING_DBTP };
}

function figureInUnit(state: DeskState, unit: string): number | null {
  const tool = state.tools.find(({ id }) => id === state.toolId);
  const properties = tool?.parameters['properties'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const [key, schema] = Object.entries(properties ?? {}).find(([, one]) => one['unit'] === unit) ?? [];
  if (key === undefined || state.sourceId === null || tool === undefined) return null;
  const step = currentStep(state.histories[historyKey(state.sourceId, tool.id)]);
  const value = step?.params[key] ?? schema?.['default'];
  return typeof value === 'number' ? value : null;
}
