import type { Decision } from '@studiohand/core/engine';
import { useId, useState } from 'react';
import { keysText } from './commandKeys.ts';
import { useDesk, useDeskState } from './context.ts';
import { decide } from './decisions.ts';
import { dateText } from './format.ts';
import { Icon, IconButton, type IconName } from './Icon.tsx';
import { latestDecision } from './VerdictMark.tsx';

const VERDICTS: readonly { id: Decision['verdict']; title: string; icon: IconName; tone: string }[] = [
  { id: 'accept', title: 'Accept', icon: 'check', tone: 'is-ok' },
  { id: 'adjust', title: 'Adjust', icon: 'adjust', tone: 'is-warning' },
  { id: 'reject', title: 'Reject', icon: 'close', tone: 'is-problem' },
];

/** Files already written from a take. */
function Exported({ takeId }: { readonly takeId: string }): React.JSX.Element | null {
  const desk = useDesk();
  const all = useDeskState((s) => s.exports);
  const mine = all.filter((record) => record.takeId === takeId);
  if (mine.length === 0) return null;
  return (
    <ul aria-label="Exported files">
      {mine.map(({ id, path }) => {
        const name = path.split(/[\\/]/).at(-1) ?? path;
        return (
          <li key={id} className="row">
            <span className="clip grow soft small" title={path}>
              {name}
            </span>
            <IconButton
              name="folder"
              label={`Show ${name} in its folder`}
              onClick={() => void desk.attempt(() => desk.client.revealExport(id))}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** A person's verdict with a note, and the way out: export. */
export function Decide({ takeId }: { readonly takeId: string }): React.JSX.Element {
  const desk = useDesk();
  const decisions = useDeskState((s) => s.decisions);
  const latest = latestDecision(decisions, takeId);
  const [note, setNote] = useState('');
  const id = useId();
  return (
    <section className="panel-part decide" aria-label="Decision">
      <h2>Your decision</h2>
      <label className="unseen" htmlFor={id}>
        Note to the decision
      </label>
      <textarea
        id={id}
        className="field"
        rows={2}
        placeholder="A note, if you like"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="row verdicts">
        {VERDICTS.map(({ id: verdict, title, icon, tone }) => (
          <button
            key={verdict}
            type="button"
            className={`button grow ${tone}`}
            aria-pressed={latest?.verdict === verdict}
            title={`${title} (${keysText(verdict)})`}
            onClick={() => void decide(desk, takeId, verdict, note.trim()).then((done) => done && setNote(''))}
          >
            <Icon name={icon} />
            {title}
          </button>
        ))}
      </div>
      {latest && (
        <p className="soft small">
          Decided {dateText(latest.createdAt)}
          {latest.note !== '' && <>: “{latest.note}”</>}
        </p>
      )}
      <button
        type="button"
        className={`button ${latest?.verdict === 'accept' ? 'main' : ''}`}
        title={`Export (${keysText('export')})`}
        onClick={() => desk.store.set({ dialog: { kind: 'export', takeId } })}
      >
        <Icon name="export" />
        Export …
      </button>
      <Exported takeId={takeId} />
    </section>
  );
}
