import { useEffect, useState, useSyncExternalStore } from 'react';
import { IS_MAC, onKeysChange, ownKeys, setOwnKeys } from './commandKeys.ts';
import { COMMANDS, type Command } from './commands.ts';
import { DialogFrame } from './DialogFrame.tsx';
import { chordOf, chordText, rebind } from './keymap.ts';

const GROUPS: readonly Command['group'][] = ['Listening', 'View', 'Plan', 'Decision', 'Desk'];

/** Every key, and a way to change it. */
export function KeysDialog(): React.JSX.Element {
  const own = useSyncExternalStore(onKeysChange, ownKeys);
  const [asking, setAsking] = useState<string | null>(null);
  useEffect(() => {
    if (asking === null) return;
    const onKey = (event: KeyboardEvent): void => {
      const chord = chordOf(event, IS_MAC);
      if (chord === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (chord !== 'escape') setOwnKeys(rebind(COMMANDS, ownKeys(), asking, chord));
      setAsking(null);
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [asking]);
  return (
    <DialogFrame title="Keys" wide>
      <p className="soft small">Choose a key to change it, then press the new one. Esc leaves it as it was.</p>
      <div className="key-groups">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {COMMANDS.filter((command) => command.group === group).map((command) => {
                const chords = own[command.id] ?? command.keys;
                return (
                  <li key={command.id} className="row spread key-row">
                    <span>{command.title}</span>
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={`Change the key for ${command.title}, now ${chords.map((c) => chordText(c, IS_MAC)).join(' or ') || 'none'}`}
                      onClick={() => setAsking(command.id)}
                    >
                      {asking === command.id ? (
                        <span className="is-warning small">press a key …</span>
                      ) : (
                        chords.map((chord, index) => (
                          <span key={chord}>
                            {index > 0 && ' or '}
                            <kbd>{chordText(chord, IS_MAC)}</kbd>
                          </span>
                        ))
                      )}
                      {asking !== command.id && chords.length === 0 && <span className="soft small">none</span>}
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
      <div className="row dialog-actions">
        <button
          type="button"
          className="button"
          disabled={Object.keys(own).length === 0}
          onClick={() => setOwnKeys({})}
        >
          All keys as they came
        </button>
      </div>
    </DialogFrame>
  );
}
