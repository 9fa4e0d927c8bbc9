import { useDesk, useDeskState } from './context.ts';
import { pickFiles } from './drops.ts';
import { Icon } from './Icon.tsx';
import { createDemoSession } from './sessions.ts';
import { UploadRows } from './Uploads.tsx';

/** What to do when there is nothing to hear yet. */
export function EmptyDesk(): React.JSX.Element {
  const desk = useDesk();
  const waiting = useDeskState((s) => (s.phase === 'starting' ? 'Starting …' : s.opening));
  const hasUploads = useDeskState((s) => s.uploads.length > 0);
  if (waiting !== null) {
    return (
      <main id="centre" className="centre empty" aria-busy="true">
        <p className="soft" role="status">
          {waiting}
        </p>
      </main>
    );
  }
  return (
    <main id="centre" className="centre empty">
      <div className="welcome stack">
        <h2>Drop a song anywhere</h2>
        <p className="soft">
          Files or whole folders: WAV, AIFF, FLAC, MP3, Ogg, Opus, AAC. Originals are never changed, and nothing leaves
          this machine.
        </p>
        {hasUploads && <UploadRows />}
        <div className="row wrap">
          <button type="button" className="button main" onClick={() => pickFiles(desk, 'files')}>
            <Icon name="file" />
            Choose files
          </button>
          <button type="button" className="button" onClick={() => pickFiles(desk, 'folder')}>
            <Icon name="folder" />
            Choose a folder
          </button>
        </div>
        <div className="row wrap">
          <span className="soft">Nothing at hand?</span>
          <button type="button" className="button" onClick={() => void createDemoSession(desk)}>
            <Icon name="play" />
            Try the demo song
          </button>
          <button
            type="button"
            className="button"
            title="Drums, bass, pad and melody of the demo song: for tools that read several files"
            onClick={() => void createDemoSession(desk, true)}
          >
            <Icon name="play" />
            Try its stems
          </button>
        </div>
        <ol className="steps">
          <li>
            <strong>Measure or plan.</strong> <span className="soft">A tool proposes, with the figure behind it.</span>
          </li>
          <li>
            <strong>Listen.</strong>{' '}
            <span className="soft">
              <kbd>A</kbd> source, <kbd>B</kbd> take, <kbd>D</kbd> what changed, at the same loudness.
            </span>
          </li>
          <li>
            <strong>Decide.</strong> <span className="soft">Look at the proof, accept or reject, export.</span>
          </li>
        </ol>
      </div>
    </main>
  );
}
