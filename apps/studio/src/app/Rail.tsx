import { useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { pickFiles } from './drops.ts';
import { dateText } from './format.ts';
import { IconButton } from './Icon.tsx';
import { SourceList } from './SourceList.tsx';
import { createSession, openSession, UNTITLED } from './sessions.ts';
import { UploadRows } from './Uploads.tsx';

/** Sessions, sources and takes. */
export function Rail(): React.JSX.Element {
  const desk = useDesk();
  const sourceCount = useDeskState((s) => s.sources.length);
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
              {sourceCount > 1 && (
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
          <SourceList />
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
        <IconButton name="plus" label="New session" onClick={() => void createSession(desk, UNTITLED)} />
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
