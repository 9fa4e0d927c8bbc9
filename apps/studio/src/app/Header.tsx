import { useId, useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { IconButton } from './Icon.tsx';
import { renameSession } from './sessions.ts';
import { applyTheme, storedTheme, THEMES, type Theme } from './theme.ts';

/** Name of the session, where the data is, theme, help. */
export function Header(): React.JSX.Element {
  const desk = useDesk();
  const session = useDeskState((s) => s.sessions.find(({ id }) => id === s.sessionId));
  const connected = useDeskState((s) => s.connected);
  return (
    <header className="header">
      <img className="mark" src="./icon.svg" alt="" width="24" height="24" />
      <h1 className="unseen">Studiohand</h1>
      {session ? (
        <Title key={`${session.id} ${session.title}`} id={session.id} title={session.title} />
      ) : (
        <strong className="product">Studiohand</strong>
      )}
      <span className="grow" />
      {connected ? (
        <span className="local small soft">
          <span className="dot" aria-hidden="true" />
          Nothing leaves this machine
        </span>
      ) : (
        <span className="badge is-warning" role="status">
          Connection lost, trying again
        </span>
      )}
      <ThemeChoice />
      <IconButton name="help" label="Keys" keys="?" onClick={() => desk.store.set({ dialog: { kind: 'keys' } })} />
    </header>
  );
}

function Title({ id, title }: { readonly id: string; readonly title: string }): React.JSX.Element {
  const desk = useDesk();
  const [text, setText] = useState(title);
  const save = (): void => {
    const wanted = text.trim();
    if (wanted === '') setText(title);
    else if (wanted !== title) void renameSession(desk, id, wanted);
  };
  return (
    <input
      className="title-field"
      aria-label="Session title"
      title={title}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setText(title);
      }}
    />
  );
}

function ThemeChoice(): React.JSX.Element {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const id = useId();
  return (
    <>
      <label className="unseen" htmlFor={id}>
        Theme
      </label>
      <select
        id={id}
        className="field theme-choice"
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme;
          setTheme(next);
          applyTheme(next);
        }}
      >
        {THEMES.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
    </>
  );
}
