import type { Take } from '@studiohand/core/engine';
import { useEffect, useRef, useState } from 'react';
import { useDesk, useDeskState } from './context.ts';
import { Icon, IconButton } from './Icon.tsx';
import { renameTake, selectTake } from './sessions.ts';
import { VerdictMark } from './VerdictMark.tsx';

const LONGEST_NAME = 200;

/** A take in the list: chosen with a click, renamed with F2, a double click or the pencil. */
export function TakeRow({ take }: { readonly take: Take }): React.JSX.Element {
  const desk = useDesk();
  const current = useDeskState((s) => s.takeId === take.id);
  const exported = useDeskState((s) => s.exports.some(({ takeId }) => takeId === take.id));
  const [renaming, setRenaming] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const back = useRef(false);
  useEffect(() => {
    if (!renaming && back.current) button.current?.focus();
    back.current = false;
  }, [renaming]);
  if (renaming) {
    return (
      <li className="rail-row">
        <NameField
          name={take.name}
          onEnd={(name, byKey) => {
            back.current = byKey;
            setRenaming(false);
            if (name !== null) void renameTake(desk, take.id, name);
          }}
        />
      </li>
    );
  }
  return (
    <li className="rail-row with-action" data-current={current || undefined}>
      <button
        ref={button}
        type="button"
        className="rail-button row"
        aria-current={current ? 'true' : undefined}
        aria-keyshortcuts="F2"
        onClick={() => selectTake(desk, take.id)}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => {
          if (event.key !== 'F2') return;
          event.preventDefault();
          setRenaming(true);
        }}
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
      <IconButton name="pencil" label={`Rename ${take.name}`} keys="F2" onClick={() => setRenaming(true)} />
    </li>
  );
}

interface NameFieldProps {
  readonly name: string;
  /** The new name, or null when it stays; `byKey` when the focus should go back to the row. */
  readonly onEnd: (name: string | null, byKey: boolean) => void;
}

function NameField({ name, onEnd }: NameFieldProps): React.JSX.Element {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => input.current?.select(), []);
  const end = (keep: boolean, byKey: boolean): void => {
    if (ended.current) return;
    ended.current = true;
    const wanted = text.trim();
    onEnd(keep && wanted !== '' && wanted !== name ? wanted : null, byKey);
  };
  return (
    <input
      ref={input}
      className="field grow"
      aria-label={`New name of ${name}`}
      // biome-ignore lint/a11y/noAutofocus: the field takes the place of the row that was asked to be renamed
      autoFocus
      maxLength={LONGEST_NAME}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true, false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(true, true);
        if (event.key === 'Escape') end(false, true);
      }}
    />
  );
}
