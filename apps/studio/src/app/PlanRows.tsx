import type { Move } from '@studiohand/core/tool';
import { useEffect, useId, useState } from 'react';
import { useDesk } from './context.ts';
import { type Place, setMove } from './plans.ts';
import { useSetting, useTool } from './usePlace.ts';

/** What the tool proposes, move by move, with its reasons. */
export function PlanRows({ place }: { readonly place: Place }): React.JSX.Element | null {
  const { tool } = useTool(place);
  const { plan } = useSetting(place);
  if (!tool.renders) return null;
  const on = plan?.moves.filter(({ enabled }) => enabled).length ?? 0;
  return (
    <section className="panel-part" aria-label="Plan">
      <div className="row spread">
        <h2>Plan</h2>
        {plan && (
          <span className="soft small">
            {on} of {plan.moves.length} {plan.moves.length === 1 ? 'move' : 'moves'} on
          </span>
        )}
      </div>
      {plan === null ? (
        <p className="soft">
          No plan for these settings yet. Ask for a proposal; nothing is changed before you render.
        </p>
      ) : plan.moves.length === 0 ? (
        <p className="soft">Nothing to do here: the tool proposes no change.</p>
      ) : (
        <ol className="moves">
          {plan.moves.map((move) => (
            <MoveRow key={move.id} place={place} move={move} />
          ))}
        </ol>
      )}
    </section>
  );
}

function MoveRow({ place, move }: { readonly place: Place; readonly move: Move }): React.JSX.Element {
  const desk = useDesk();
  const id = useId();
  const percent = Math.round(move.amount * 100);
  const [draft, setDraft] = useState(percent);
  useEffect(() => setDraft(percent), [percent]);
  const commit = (): void => {
    if (draft !== percent) void setMove(desk, place, move, { amount: draft / 100 });
  };
  return (
    <li className="move" data-off={!move.enabled || undefined}>
      <div className="row">
        <input
          id={id}
          type="checkbox"
          role="switch"
          className="switch"
          checked={move.enabled}
          aria-checked={move.enabled}
          onChange={(event) => void setMove(desk, place, move, { enabled: event.target.checked })}
        />
        <label htmlFor={id} className="grow move-title">
          {move.title}
        </label>
        {!move.enabled && <span className="soft small">off</span>}
      </div>
      <p className="soft small">{move.reason}</p>
      <div className="row">
        <label className="soft small" htmlFor={`${id}a`}>
          Amount
        </label>
        <input
          id={`${id}a`}
          type="range"
          className="grow"
          min={0}
          max={100}
          step={1}
          value={draft}
          disabled={!move.enabled}
          aria-valuetext={`${draft} percent`}
          onChange={(event) => setDraft(Number(event.target.value))}
          onPointerUp={commit}
          onKeyUp={commit}
          onBlur={commit}
        />
        <span className="figures small amount">{draft} %</span>
      </div>
    </li>
  );
}
