import { useEffect } from 'react';
import { COMMANDS } from './commands.ts';
import { useServices } from './context.ts';
import { chordOf, chordText, commandFor, type Keymap, storedKeymap, storeKeymap } from './keymap.ts';

/** Whether this is a Mac, where Command takes the place of Control. */
export const IS_MAC: boolean = /mac/i.test(globalThis.navigator?.platform ?? '');

let own: Keymap = globalThis.localStorage ? storedKeymap(localStorage) : {};
const listeners = new Set<() => void>();

export function ownKeys(): Keymap {
  return own;
}

export function setOwnKeys(next: Keymap): void {
  own = next;
  storeKeymap(localStorage, next);
  for (const listener of [...listeners]) listener();
}

export function onKeysChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keys of a command for a tooltip: "Space". Empty when it has none. */
export function keysText(id: string): string {
  const chords = own[id] ?? COMMANDS.find((command) => command.id === id)?.keys ?? [];
  return chords[0] === undefined ? '' : chordText(chords[0], IS_MAC);
}

const WRITING =
  'input:not([type=range],[type=checkbox],[type=radio],[type=button]),textarea,select,[contenteditable=true]';

/** Whether a key belongs to the control that has the focus rather than to the desk. */
function belongsToControl(target: Element, chord: string): boolean {
  if (target.matches(WRITING)) return chord !== 'mod+enter';
  if (target.matches('input[type=range],[role=slider]')) return /^(shift\+)?(arrow|home|end|page)/.test(chord);
  if (target.matches('button,a,summary,input')) {
    return (chord === 'space' || chord === 'enter') && target.matches(':focus-visible');
  }
  return false;
}

/** Runs commands by their keys while the desk is shown. */
export function useCommandKeys(): void {
  const services = useServices();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { phase, dialog } = services.desk.store.get();
      if (event.defaultPrevented || phase !== 'ready' || dialog !== null) return;
      const chord = chordOf(event, IS_MAC);
      if (chord === null || (event.target instanceof Element && belongsToControl(event.target, chord))) return;
      const id = commandFor(chord, COMMANDS, own);
      if (id === undefined) return;
      event.preventDefault();
      if (!event.repeat || /^(back|forward|zoom|undo|redo)/.test(id)) {
        COMMANDS.find((command) => command.id === id)?.run(services);
      }
    };
    const onChange = ({ target }: Event): void => {
      if (target instanceof HTMLSelectElement && !target.matches(':focus-visible')) target.blur();
    };
    addEventListener('keydown', onKey);
    addEventListener('change', onChange);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('change', onChange);
    };
  }, [services]);
}
