/** Colours of the canvases, from the CSS custom properties of the page. */

export interface ViewTheme {
  readonly ground: string;
  readonly a: string;
  readonly b: string;
  readonly delta: string;
  readonly text: string;
  readonly textMuted: string;
  readonly grid: string;
  readonly gridStrong: string;
  readonly playhead: string;
  readonly selection: string;
  readonly loop: string;
  readonly info: string;
  readonly ok: string;
  readonly warning: string;
  readonly problem: string;
  /** Family for `CanvasRenderingContext2D.font`. */
  readonly font: string;
}

/** Names looked up, the first one that is set wins; the last entry is used where none is. */
const TOKENS: Readonly<Record<keyof ViewTheme, readonly string[]>> = {
  ground: ['--wave-ground', '--sunken', '#111418'],
  a: ['--wave', '--a', '#6cc4e8'],
  b: ['--wave-b', '--b', '#e8b266'],
  delta: ['--delta', '#e58ad0'],
  text: ['--text', '#eceff2'],
  textMuted: ['--text-muted', '--text-soft', '#a9b1ba'],
  grid: ['--grid', '--line', '#333940'],
  gridStrong: ['--grid-strong', '--line-strong', '#7d8791'],
  playhead: ['--playhead', '--text', '#ffffff'],
  selection: ['--selection', '--accent', '#6cc4e8'],
  loop: ['--loop', '--ok', '#6fcf97'],
  info: ['--notice', '#6cc4e8'],
  ok: ['--ok', '#6fcf97'],
  warning: ['--warning', '#f0c05a'],
  problem: ['--problem', '#f08a7a'],
  font: ['--font', 'system-ui, sans-serif'],
};

/** Reads the theme that holds at `element`. */
export function readTheme(element: HTMLElement): ViewTheme {
  const style = getComputedStyle(element);
  const found = Object.entries(TOKENS).map(([key, names]) => {
    const set = names.slice(0, -1).map((name) => style.getPropertyValue(name).trim());
    return [key, set.find((value) => value !== '') ?? names[names.length - 1]!];
  });
  return Object.fromEntries(found) as unknown as ViewTheme;
}
