import { analyse } from './analyses.ts';
import { keysText } from './commandKeys.ts';
import { countProblem } from './companions.ts';
import { useDesk } from './context.ts';
import { Icon } from './Icon.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { problemOf } from './parameters.ts';
import type { Place } from './plans.ts';
import { mainAction } from './renders.ts';
import { useOpenJob, useSetting, useTool } from './usePlace.ts';

/** The one next step: measure, propose a plan, or render it. */
export function MainButtons({ place }: { readonly place: Place }): React.JSX.Element {
  const desk = useDesk();
  const { tool, fields } = useTool(place);
  const { params, plan, companionIds } = useSetting(place);
  const analysing = useOpenJob(place, 'analyse');
  const rendering = useOpenJob(place, 'render');
  const invalid =
    fields.some((field) => problemOf(field, params[field.key]) !== null) ||
    countProblem(tool.companions, companionIds.length) !== null;
  const renders = tool.renders && plan !== null;
  const busy = renders ? rendering : analysing;
  const label = renders ? 'Render take' : tool.renders ? 'Propose a plan' : `${tool.title} now`;
  return (
    <div className="stack main-buttons">
      <button
        type="button"
        className="button main"
        disabled={invalid || busy !== undefined}
        title={`${label} (${keysText('main-action')})`}
        onClick={() => void mainAction(desk, place)}
      >
        {busy === undefined ? label : renders ? 'Rendering …' : 'Analysing …'}
      </button>
      {busy !== undefined && <ProgressBar key={busy} id={busy} label={`${label}: progress`} />}
      {tool.renders && (
        <div className="row">
          <button
            type="button"
            className="button grow"
            disabled={invalid || analysing !== undefined || plan === null}
            title="Analyse again with these settings; the plan starts over"
            onClick={() => void analyse(desk, place)}
          >
            <Icon name="retry" />
            Propose again
          </button>
          <button
            type="button"
            className="button grow"
            disabled={invalid}
            title="Render several settings in the background and compare them"
            onClick={() => desk.store.set({ dialog: { kind: 'variants' } })}
          >
            Try variants …
          </button>
        </div>
      )}
    </div>
  );
}
