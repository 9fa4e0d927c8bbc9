/** Key combinations: reading them from events, writing them for people, keeping the producer's own. */

/** What of a KeyboardEvent makes a chord. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Chords by command id; an empty list switches a command's keys off. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

const STORAGE_KEY = 'studiohand.keys';
const MODIFIERS = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process']);

/**
 * "mod+shift+z", "space", "?", "shift+1". `mod` is Command on a Mac and Control elsewhere. Letters and digits carry
 * their shift, other signs are named as typed, so that a layout does not matter. Null for a modifier alone.
 */
export function chordOf(press: KeyPress, mac: boolean): string | null {
  if (MODIFIERS.has(press.key)) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const letter = /^[a-z]$/i.test(press.key);
  const named = press.key.length > 1 || press.key === ' ';
  const key = digit ?? (press.key === ' ' ? 'space' : press.key.toLowerCase());
  const parts: string[] = [];
  if (mac ? press.metaKey : press.ctrlKey) parts.push('mod');
  if (mac ? press.ctrlKey : press.metaKey) parts.push('meta');
  if (press.altKey) parts.push('alt');
  if (press.shiftKey && (digit !== undefined || letter || named)) parts.push('shift');
  return [...parts, key].join('+');
}

const NAMES: Readonly<Record<string, string>> = {
  space: 'Space',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: 'Enter',
  escape: 'Esc',
  home: 'Home',
  end: 'End',
  delete: 'Delete',
  backspace: 'Backspace',
};

/** A chord for people: "Ctrl+Shift+Z", "⌘⇧Z". */
export function chordText(chord: string, mac: boolean): string {
  const parts =
    chord === '+' ? ['+'] : chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+');
  const words = parts.map((part, index) => {
    if (index < parts.length - 1) {
      if (part === 'mod') return mac ? '⌘' : 'Ctrl';
      if (part === 'meta') return mac ? 'Control' : 'Meta';
      if (part === 'alt') return mac ? '⌥' : 'Alt';
      if (part === 'shift') return mac ? '⇧' : 'Shift';
    }
    return NAMES[part] ?? part.toUpperCase();
  });
  return words.join(mac ? '' : '+');
}

/** The producer's own keys; what was not changed is not in it. */
export function storedKeymap(storage: Pick<Storage, 'getItem'>): Keymap {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter(
        ([, chords]) => Array.isArray(chords) && chords.every((chord) => typeof chord === 'string'),
      ),
    );
  } catch {
    return {};
  }
}

export function storeKeymap(storage: Pick<Storage, 'setItem'>, keymap: Keymap): void {
  storage.setItem(STORAGE_KEY, JSON.stringify(keymap));
}

/** Which command a chord belongs to; the producer's own keys come before the usual ones. */
export function commandFor(
  chord: string,
  commands: readonly { readonly id: string; readonly keys: readonly string[] }[],
  own: Keymap,
): string | undefined {
  const mine = Object.entries(own).find(([, chords]) => chords.includes(chord));
  return mine?.[0] ?? commands.find(({ id, keys }) => own[id] === undefined && keys.includes(chord))?.id;
}

/** Gives a chord to a command, and takes it from whichever had it. */
export function rebind(
  commands: readonly { readonly id: string; readonly keys: readonly string[] }[],
  own: Keymap,
  id: string,
  chord: string,
): Keymap {
  const next: Record<string, readonly string[]> = { ...own };
  for (const command of commands) {
    const chords = next[command.id] ?? command.keys;
    if (command.id !== id && chords.includes(chord)) next[command.id] = chords.filter((one) => one !== chord);
  }
  next[id] = [chord];
  return next;
}
