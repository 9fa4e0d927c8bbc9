import type { Panel, PanelProps } from '@studiohand/tools/panel-kit';
import { Component, type ReactNode, useId } from 'react';
import { Icon } from './Icon.tsx';
import { panelFailed, retryPanel, showGenericForm, useGenericForm, usePanel } from './panelChoice.ts';
import type { Place } from './plans.ts';
import { usePanelProps } from './usePanelProps.ts';
import { useTool } from './usePlace.ts';

/** The panel of a tool, with the switch for the generic form; its place says why when it failed. */
export function ToolPanel({ place }: { readonly place: Place }): React.JSX.Element | null {
  const { tool } = useTool(place);
  const state = usePanel(tool.id);
  switch (state.state) {
    case 'none':
      return null;
    case 'loading':
      return (
        <p className="soft" aria-busy="true">
          Loading the panel of {tool.title} …
        </p>
      );
    case 'failed':
      return (
        <div className="row is-warning" role="status">
          <Icon name="warning" />
          <span className="grow small">
            The panel of {tool.title} stopped ({state.reason}). The form does everything it does.
          </span>
          <button type="button" className="button" onClick={() => retryPanel(tool.id)}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return <Shown place={place} panel={state.panel} />;
  }
}

function Shown({ place, panel }: { readonly place: Place; readonly panel: Panel }): React.JSX.Element | null {
  const { tool } = useTool(place);
  const props = usePanelProps(place);
  const generic = useGenericForm(tool.id);
  const id = useId();
  if (props === null) return null;
  return (
    <section className="stack tool-panel" aria-label={`Panel of ${tool.title}`}>
      <div className="row">
        <h2 className="grow">{tool.title}</h2>
        {panel.replaces.length + (panel.parameters?.length ?? 0) > 0 && (
          <>
            <input
              id={id}
              type="checkbox"
              role="switch"
              className="switch"
              checked={generic}
              aria-checked={generic}
              onChange={(event) => showGenericForm(tool.id, event.target.checked)}
            />
            <label htmlFor={id} className="small">
              Generic form
            </label>
          </>
        )}
      </div>
      <Guard toolId={tool.id}>
        <View panel={panel} props={props} />
      </Guard>
    </section>
  );
}

/** What a panel sets before there is a report, in the place of those parameters. */
export function PanelSettings({ place }: { readonly place: Place }): React.JSX.Element | null {
  const { tool } = useTool(place);
  const state = usePanel(tool.id);
  const props = usePanelProps(place);
  if (props === null || state.state !== 'ready' || !state.panel.Settings) return null;
  const { Settings } = state.panel;
  return (
    <Guard toolId={tool.id}>
      <Settings {...props} />
    </Guard>
  );
}

function View({ panel, props }: { readonly panel: Panel; readonly props: PanelProps }): React.JSX.Element {
  return <panel.View {...props} />;
}

interface GuardProps {
  readonly toolId: string;
  readonly children: ReactNode;
}

/** Catches what a panel throws while drawing, so that only the panel goes. */
class Guard extends Component<GuardProps, { readonly broken: boolean }> {
  override state: { readonly broken: boolean } = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(thrown: unknown): void {
    panelFailed(this.props.toolId, thrown);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
