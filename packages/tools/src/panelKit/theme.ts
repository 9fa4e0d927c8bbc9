/** Colours and fonts for drawing, from the CSS custom properties of the page. */
export interface PanelTheme {
  /** Behind everything; text on it reaches a contrast of 4.5:1. */
  readonly ground: string;
  readonly surface: string;
  readonly text: string;
  readonly textSoft: string;
  readonly grid: string;
  readonly gridStrong: string;
  readonly accent: string;
  /** The source. */
  readonly a: string;
  /** The take. */
  readonly b: string;
  readonly delta: string;
  readonly ok: string;
  readonly notice: string;
  readonly warning: string;
  readonly problem: string;
  /** For `CanvasRenderingContext2D.font`, size included. */
  readonly font: string;
}

const TOKENS: Readonly<Record<Exclude<keyof PanelTheme, 'font'>, string>> = {
  ground: '--sunken',
  surface: '--surface',
  text: '--text',
  textSoft: '--text-soft',
  grid: '--line',
  gridStrong: '--line-strong',
  accent: '--accent',
  a: '--a',
  b: '--b',
  delta: '--delta',
  ok: '--ok',
  notice: '--notice',
  warning: '--warning',
  problem: '--problem',
};

/** Reads the theme that holds at `element`. */
export function readPanelTheme(element: Element): PanelTheme {
  const style = getComputedStyle(element);
  const value = (token: string): string => style.getPropertyValue(token).trim();
  const colors = Object.fromEntries(Object.entries(TOKENS).map(([key, token]) => [key, value(token) || '#888']));
  const font = `${value('--text-s') || '12px'} ${value('--font') || 'system-ui, sans-serif'}`;
  return { ...colors, font } as unknown as PanelTheme;
}
