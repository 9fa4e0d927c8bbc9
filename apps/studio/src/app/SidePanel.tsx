import { useEffect } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { Decide } from './Decide.tsx';
import { HistoryBar } from './HistoryBar.tsx';
import { MainButtons } from './MainButtons.tsx';
import { ParameterForm } from './ParameterForm.tsx';
import { PlanRows } from './PlanRows.tsx';
import { Proof } from './Proof.tsx';
import type { Place } from './plans.ts';
import { loadHistory } from './plans.ts';
import { ReportView } from './ReportView.tsx';

/** Tool, plan, proof, decision: the way from a question to a take that a person stands behind. */
export function SidePanel(): React.JSX.Element {
  const sourceId = useDeskState((s) => s.sourceId);
  const toolId = useDeskState((s) => s.toolId);
  const takeId = useDeskState((s) => s.takeId);
  return (
    <aside className="panel" aria-label="Tool, plan and proof">
      <ToolChoice />
      {sourceId === null ? (
        <p className="panel-part soft">Import a song first; then a tool can look at it.</p>
      ) : (
        toolId !== null && <ToolAt key={`${sourceId} ${toolId}`} place={{ sourceId, toolId }} />
      )}
      {takeId !== null && (
        <div className="decide-part" key={takeId}>
          <Proof takeId={takeId} />
          <Decide takeId={takeId} />
        </div>
      )}
    </aside>
  );
}

function ToolChoice(): React.JSX.Element {
  const desk = useDesk();
  const tools = useDeskState((s) => s.tools);
  const toolId = useDeskState((s) => s.toolId);
  const tool = tools.find(({ id }) => id === toolId);
  return (
    <section className="panel-part tool-choice" aria-label="Tool">
      <div className="row wrap tool-tabs" role="radiogroup" aria-label="Tool">
        {tools.map(({ id, title, summary }) => (
          // biome-ignore lint/a11y/useSemanticElements: a segmented control with its own look
          <button
            key={id}
            type="button"
            role="radio"
            aria-checked={id === toolId}
            className="button"
            title={summary}
            onClick={() => desk.store.set({ toolId: id })}
          >
            {title}
          </button>
        ))}
      </div>
      {tool && <p className="soft small">{tool.summary}</p>}
    </section>
  );
}

function ToolAt({ place }: { readonly place: Place }): React.JSX.Element {
  const desk = useDesk();
  const { sourceId, toolId } = place;
  const generation = useDeskState((s) => s.sessionId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a reopened session has no histories loaded
  useEffect(() => void loadHistory(desk, { sourceId, toolId }), [desk, sourceId, toolId, generation]);
  return (
    <>
      <section className="panel-part tool-part" aria-label="Settings">
        <HistoryBar place={place} />
        <ParameterForm place={place} />
        <MainButtons place={place} />
      </section>
      <div className="tool-part">
        <PlanRows place={place} />
        <ReportView place={place} />
      </div>
    </>
  );
}
