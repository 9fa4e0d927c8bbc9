/** A figure of a report: null where there is nothing to measure. */
export type Figure = number | null;

/** Rounded for reports; null when it is no number. */
export function figure(value: number, digits = 2): Figure {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

/** '-62.1 dBFS' or 'none'. */
export function shown(value: Figure, unit: string, digits = 1): string {
  return value === null ? 'none' : `${value.toFixed(digits)} ${unit}`;
}

/** '63 Hz', '2.5 kHz'. */
export function hertz(hz: number): string {
  return hz < 1000 ? `${Number(hz.toPrecision(3))} Hz` : `${Number((hz / 1000).toPrecision(3))} kHz`;
}

/** '1:07.5'. */
export function clock(seconds: number): string {
  const tenths = Math.floor(10 * seconds + 1e-6);
  const whole = Math.floor(tenths / 10);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}.${tenths % 10}`;
}

/** A stretch of time in a file, seconds. */
export interface Stretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export const span = ({ fromSeconds, toSeconds }: Stretch): string => `${clock(fromSeconds)}-${clock(toSeconds)}`;

/** 'one', 'one and two', 'one, two and 3 more'. */
export function some(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names.join('');
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A line of a table: label, value with unit. */
export interface Row {
  readonly label: string;
  readonly value: string;
}
