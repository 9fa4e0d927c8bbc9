import type { GenericPart } from '@studiohand/tools/panel-kit';
import { type RefObject, useEffect, useRef } from 'react';
import { CompanionPicker } from './CompanionPicker.tsx';
import { useDesk, useDeskState } from './context.ts';
import { Decide } from './Decide.tsx';
import { HistoryBar } from './HistoryBar.tsx';
import { Icon } from './Icon.tsx';
import { MainButtons } from './MainButtons.tsx';
import { ParameterForm } from './ParameterForm.tsx';
import { PlanRows } from './PlanRows.tsx';
import { Proof } from './Proof.tsx';
import { setWidePanel, useGenericForm, usePanel, useWidePanel } from './panelChoice.ts';
import type { Place } from './plans.ts';
import { loadHistory } from './plans.ts';
import { ReportView } from './ReportView.tsx';
import { historyKey } from './state.ts';
import { PanelSettings, ToolPanel } from './ToolPanel.tsx';
import { useOpenJob, useSetting } from './usePlace.ts';

/** Tool, plan, proof, decision: the way from a question to a take that a person stands behind. */
export function SidePanel(): React.JSX.Element {
  const sourceId = useDeskState((s) => s.sourceId);
  const toolId = useDeskState((s) => s.toolId);
  const takeId = useDeskState((s) => s.takeId);
  const panel = useDeskState((s) => s.panel);
  return (
    <aside className="panel" aria-label="Tool, plan and proof" data-panel={panel}>
      <PanelChoice />
      <div className="panel-column tool-column">
        <ToolChoice />
        {sourceId === null ? (
          <p className="panel-part soft">Import a song first; then a tool can look at it.</p>
        ) : (
          toolId !== null && <ToolAt key={`${sourceId} ${toolId}`} place={{ sourceId, toolId }} />
        )}
      </div>
      <div className="panel-column proof-column">
        {takeId === null ? (
          <p className="panel-part soft">No take to judge yet. Propose a plan and render it; its proof stands here.</p>
        ) : (
          <div key={takeId}>
            <Proof takeId={takeId} />
            <Decide takeId={takeId} />
          </div>
        )}
      </div>
    </aside>
  );
}

function PanelChoice(): React.JSX.Element {
  const desk = useDesk();
  const panel = useDeskState((s) => s.panel);
  const take = useDeskState((s) => s.takes.find(({ id }) => id === s.takeId));
  const worse = take?.proof.findings.filter(({ severity }) => severity === 'warning' || severity === 'problem').length;
  return (
    <fieldset className="panel-choice" aria-label="What the panel shows">
      {(['plan', 'proof'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className="button quiet"
          aria-pressed={panel === one}
          onClick={() => desk.store.set({ panel: one })}
        >
          {one === 'plan' ? 'Plan' : 'Proof'}
          {one === 'proof' && worse !== undefined && worse > 0 && (
            <span className="row is-warning">
              <Icon name="warning" />
              {worse}
              <span className="unseen">{worse === 1 ? 'finding' : 'findings'}</span>
            </span>
          )}
        </button>
      ))}
    </fieldset>
  );
}

function ToolChoice(): React.JSX.Element {
  const desk = useDesk();
  const tools = useDeskState((s) => s.tools);
  const toolId = useDeskState((s) => s.toolId);
  const tool = tools.find(({ id }) => id === toolId);
  const wide = useWidePanel();
  return (
    <section className="panel-part tool-choice" aria-label="Tool">
      <fieldset className="row wrap tool-tabs" aria-label="Tool">
        {tools.map(({ id, title, summary }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === toolId}
            className="button"
            title={summary}
            onClick={() => desk.store.set({ toolId: id })}
          >
            {title}
          </button>
        ))}
      </fieldset>
      <div className="row">
        <p className="soft small grow">{tool?.summary}</p>
        <button
          type="button"
          className="button quiet small"
          aria-pressed={wide}
          title="Give this panel half of the window"
          onClick={() => setWidePanel(!wide)}
        >
          Wide
        </button>
      </div>
    </section>
  );
}

function ToolAt({ place }: { readonly place: Place }): React.JSX.Element {
  const desk = useDesk();
  const { sourceId, toolId } = place;
  const generation = useDeskState((s) => s.sessionId);
  const loaded = useDeskState((s) => s.histories[historyKey(sourceId, toolId)] !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a reopened session has no histories loaded
  useEffect(() => void loadHistory(desk, { sourceId, toolId }), [desk, sourceId, toolId, generation]);
  if (!loaded) {
    return (
      <p className="panel-part soft" aria-busy="true">
        Loading what was set …
      </p>
    );
  }
  return <ToolParts place={place} />;
}

/** Brings what was proposed into view when it arrives below what can be seen. */
function useProposalInView(place: Place): RefObject<HTMLDivElement | null> {
  const results = useRef<HTMLDivElement>(null);
  const { plan } = useSetting(place);
  const analysing = useOpenJob(place, 'analyse') !== undefined;
  const asked = useRef(false);
  useEffect(() => {
    if (analysing) asked.current = true;
    const element = results.current;
    const column = element?.closest('.panel-column');
    if (plan === null || analysing || !asked.current || !element || !column) return;
    asked.current = false;
    const buttons = element.previousElementSibling?.clientHeight ?? 0;
    const below = element.getBoundingClientRect().top - column.getBoundingClientRect().top - buttons;
    if (below > 0.6 * column.clientHeight) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      column.scrollBy({ top: below, behavior: still ? 'auto' : 'smooth' });
    }
  }, [plan, analysing]);
  return results;
}

/** Panel and generic form: a panel that replaces the parameters stands in their place, any other below the buttons. */
function ToolParts({ place }: { readonly place: Place }): React.JSX.Element {
  const state = usePanel(place.toolId);
  const generic = useGenericForm(place.toolId);
  const replaces = state.state === 'ready' ? state.panel.replaces : [];
  const shows = (part: GenericPart): boolean => generic || !replaces.includes(part);
  const inPanel = state.state === 'ready' ? (state.panel.parameters ?? []) : [];
  const first = replaces.includes('parameters');
  const results = useProposalInView(place);
  return (
    <div className="tool-parts">
      <section className="panel-part" aria-label="Settings">
        <HistoryBar place={place} />
        {first && <ToolPanel place={place} />}
        {!generic && <PanelSettings place={place} />}
        {shows('parameters') && <ParameterForm place={place} without={generic ? [] : inPanel} />}
        <CompanionPicker place={place} />
      </section>
      <MainButtons place={place} />
      <div ref={results} className="tool-results">
        {!first && state.state !== 'none' && (
          <div className="panel-part">
            <ToolPanel place={place} />
          </div>
        )}
        {shows('moves') && <PlanRows place={place} />}
        {shows('report') && <ReportView place={place} />}
      </div>
    </div>
  );
}
