export type Theme = 'system' | 'dark' | 'light' | 'contrast';

export const THEMES: readonly { readonly id: Theme; readonly title: string }[] = [
  { id: 'system', title: 'As the system' },
  { id: 'dark', title: 'Dark' },
  { id: 'light', title: 'Light' },
  { id: 'contrast', title: 'High contrast' },
];

const KEY = 'studiohand.theme';
const listeners = new Set<() => void>();

/** The theme this browser chose; dark until it did. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.some(({ id }) => id === stored) ? (stored as Theme) : 'dark';
}

/** Shows a theme and remembers it. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  const light = matchMedia('(prefers-color-scheme: light)').matches;
  const strong = matchMedia('(prefers-contrast: more)').matches;
  document.documentElement.dataset['theme'] =
    theme !== 'system' ? theme : strong ? 'contrast' : light ? 'light' : 'dark';
  for (const listener of [...listeners]) listener();
}

/** Calls after every change of colours, so that canvases can draw anew. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

for (const query of ['(prefers-color-scheme: light)', '(prefers-contrast: more)']) {
  globalThis.matchMedia?.(query).addEventListener('change', () => {
    if (storedTheme() === 'system') applyTheme('system');
  });
}
