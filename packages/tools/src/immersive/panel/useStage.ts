import { useEffect, useRef, useState } from 'react';
import type { PanelProps } from '../../panelKit/index.ts';
import type { Placement } from '../placement.ts';
import { readStage } from './stageEdit.ts';

/** After this long without an answer the stage of the desk holds again: the change did not get through. */
const ANSWER_MS = 5000;

/**
 * The stage as it is edited. A change takes a moment to come back from the desk; until then the panel works on with
 * its own copy, so that two quick changes build on each other. A change from elsewhere (undo, a preset) takes over.
 */
export function useStage({
  params,
  setParams,
}: PanelProps): readonly [
  readonly Placement[],
  (label: string, edit: (stage: readonly Placement[]) => Placement[]) => void,
] {
  const kept = JSON.stringify(readStage(params['stage']));
  const [ahead, setAhead] = useState<readonly Placement[] | null>(null);
  const latest = useRef<readonly Placement[] | null>(null);
  const sent = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = useRef((): void => {
    clearTimeout(timer.current);
    sent.current = [];
    latest.current = null;
    setAhead(null);
  }).current;
  useEffect(() => {
    const answered = sent.current.indexOf(kept);
    if (answered >= 0 && answered < sent.current.length - 1) sent.current.splice(0, answered + 1);
    else settle();
  }, [kept, settle]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (label: string, edit: (stage: readonly Placement[]) => Placement[]): void => {
    const next = edit(latest.current ?? readStage(params['stage']));
    latest.current = next;
    sent.current.push(JSON.stringify(next));
    clearTimeout(timer.current);
    timer.current = setTimeout(settle, ANSWER_MS);
    setAhead(next);
    setParams(label, { stage: next });
  };
  return [ahead ?? readStage(params['stage']), change];
}
