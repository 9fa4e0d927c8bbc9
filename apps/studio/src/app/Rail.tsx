import type { Take } from '@studiohand/core/engine';
import { useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { pickFiles } from './drops.ts';
import { audioText, clockText, dateText } from './format.ts';
import { Icon, IconButton } from './Icon.tsx';
import { createSession, openSession, selectSource, selectTake } from './sessions.ts';
import { UploadRows } from './Uploads.tsx';
import { VerdictMark } from './VerdictMark.tsx';

/** Sessions, sources and takes. */
export function Rail(): React.JSX.Element {
  const desk = useDesk();
  const sources = useDeskState((s) => s.sources);
  const sessionId = useDeskState((s) => s.sessionId);
  const uploading = useDeskState((s) => s.uploads.length > 0 && s.sources.length > 0);
  return (
    <nav className="rail" aria-label="Sessions and files">
      <SessionList />
      {sessionId !== null && (
        <section className="rail-part grow" aria-label="Files">
          <div className="row spread">
            <h2>Files</h2>
            <div className="row">
              {sources.length > 1 && (
                <button
                  type="button"
                  className="button quiet"
                  onClick={() => desk.store.set({ dialog: { kind: 'batch' } })}
                >
                  Batch …
                </button>
              )}
              <IconButton name="plus" label="Import files" keys="U" onClick={() => pickFiles(desk, 'files')} />
            </div>
          </div>
          {uploading && <UploadRows />}
          <ul>
            {sources.map((source) => (
              <SourceRow key={source.id} id={source.id} />
            ))}
          </ul>
        </section>
      )}
    </nav>
  );
}

function SessionList(): React.JSX.Element {
  const desk = useDesk();
  const sessions = useDeskState((s) => s.sessions);
  const sessionId = useDeskState((s) => s.sessionId);
  const [all, setAll] = useState(false);
  const shown = all ? sessions : sessions.slice(0, 4);
  return (
    <section className="rail-part" aria-label="Sessions">
      <div className="row spread">
        <h2>Sessions</h2>
        <IconButton name="plus" label="New session" onClick={() => void createSession(desk, 'Untitled session')} />
      </div>
      <ul>
        {shown.map((session) => (
          <li key={session.id} className="rail-row with-action" data-current={session.id === sessionId || undefined}>
            <button
              type="button"
              className="rail-button"
              aria-current={session.id === sessionId ? 'true' : undefined}
              onClick={() => void openSession(desk, session.id)}
            >
              <span className="clip" title={session.title}>
                {session.title}
              </span>
              <span className="soft small">{dateText(session.changedAt)}</span>
            </button>
            <IconButton
              name="trash"
              label={`Delete ${session.title}`}
              onClick={() => desk.store.set({ dialog: { kind: 'delete-session', session } })}
            />
          </li>
        ))}
      </ul>
      {sessions.length > 4 && (
        <button type="button" className="button quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `All ${sessions.length} sessions`}
        </button>
      )}
    </section>
  );
}

function SourceRow({ id }: { readonly id: string }): React.JSX.Element | null {
  const desk = useDesk();
  const source = useDeskState((s) => s.sources.find((one) => one.id === id));
  const takes = useDeskState((s) => s.takes);
  const current = useDeskState((s) => s.sourceId === id);
  if (source === undefined) return null;
  const mine = takes.filter((take) => take.sourceId === id);
  return (
    <li>
      <div className="rail-row" data-current={current || undefined}>
        <button
          type="button"
          className="rail-button"
          aria-current={current ? 'true' : undefined}
          onClick={() => selectSource(desk, id)}
        >
          <span className="row">
            {current && <span className="side is-a">A</span>}
            <span className="clip grow" title={source.name}>
              {source.name}
            </span>
            <span className="soft small figures">{clockText(source.audio.frameCount / source.audio.sampleRateHz)}</span>
          </span>
          <span className="soft small clip">{audioText(source.audio)}</span>
        </button>
      </div>
      {mine.length > 0 && (
        <ul className="takes" aria-label={`Takes of ${source.name}`}>
          {mine.map((take) => (
            <TakeRow key={take.id} take={take} />
          ))}
        </ul>
      )}
    </li>
  );
}

function TakeRow({ take }: { readonly take: Take }): React.JSX.Element {
  const desk = useDesk();
  const current = useDeskState((s) => s.takeId === take.id);
  const exported = useDeskState((s) => s.exports.some(({ takeId }) => takeId === take.id));
  return (
    <li className="rail-row" data-current={current || undefined}>
      <button
        type="button"
        className="rail-button row"
        aria-current={current ? 'true' : undefined}
        onClick={() => selectTake(desk, take.id)}
      >
        {current && <span className="side is-b">B</span>}
        <span className="clip grow" title={take.name}>
          {take.name}
        </span>
        {exported && (
          <span className="soft small row" title="Exported">
            <Icon name="export" />
            <span className="unseen">exported</span>
          </span>
        )}
        <VerdictMark takeId={take.id} />
      </button>
    </li>
  );
}
