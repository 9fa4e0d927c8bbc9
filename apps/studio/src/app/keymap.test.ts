import { describe, expect, it } from 'vitest';
import { chordOf, chordText, commandFor, type KeyPress, rebind, storedKeymap, storeKeymap } from './keymap.ts';

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('keys', () => {
  it('names chords the same on every system and layout', () => {
    expect(chordOf(press(' ', 'Space'), false)).toBe('space');
    expect(chordOf(press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+z');
    expect(chordOf(press('z', 'KeyZ', { metaKey: true }), true)).toBe('mod+z');
    expect(chordOf(press('?', 'Slash', { shiftKey: true }), false)).toBe('?');
    expect(chordOf(press('?', 'Minus', { shiftKey: true }), false)).toBe('?');
    expect(chordOf(press('!', 'Digit1', { shiftKey: true }), false)).toBe('shift+1');
    expect(chordOf(press('Shift', 'ShiftLeft', { shiftKey: true }), false)).toBeNull();
  });

  it('writes chords as people know them', () => {
    expect(chordText('mod+shift+z', false)).toBe('Ctrl+Shift+Z');
    expect(chordText('mod+shift+z', true)).toBe('⌘⇧Z');
    expect(chordText('+', false)).toBe('+');
    expect(chordText('mod++', false)).toBe('Ctrl++');
    expect(chordText('space', false)).toBe('Space');
  });

  const commands = [
    { id: 'play', keys: ['space'] },
    { id: 'loop', keys: ['l'] },
  ];

  it('moves a chord from the command that had it', () => {
    const own = rebind(commands, {}, 'loop', 'space');
    expect(commandFor('space', commands, own)).toBe('loop');
    expect(own).toEqual({ play: [], loop: ['space'] });
    expect(commandFor('l', commands, own)).toBeUndefined();
  });

  it('keeps own keys and survives rubbish in the storage', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    };
    storeKeymap(storage, { play: ['p'] });
    expect(storedKeymap(storage)).toEqual({ play: ['p'] });
    for (const rubbish of ['', '{', 'null', '[1]', '{"play":3}']) {
      expect(Object.keys(storedKeymap({ getItem: () => rubbish })).filter((k) => k === 'play')).toEqual([]);
    }
  });
});
