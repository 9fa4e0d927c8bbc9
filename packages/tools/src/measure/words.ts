import type { Figure } from './figures.ts';

/** `1:02.4`, `1:00:02.4`: positions as a transport shows them. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = ((tenths % 600) / 10).toFixed(1);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${rest.padStart(4, '0')}`
    : `${minutes}:${rest.padStart(4, '0')}`;
}

/** A figure with its unit, `none` where there is no level. */
export function show(value: Figure | undefined, unit: string, digits = 1, none = 'silence'): string {
  return value === null || value === undefined ? none : `${signed(value, digits)} ${unit}`;
}

/** With a true minus sign left out: terminals and spreadsheets want the ASCII one. */
function signed(value: number, digits: number): string {
  return (Math.round(value * 10 ** digits) / 10 ** digits + 0).toFixed(digits);
}

/** `1 run`, `3 runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** What producers call a channel. */
export function channelName(channel: number, layout: readonly string[]): string {
  const role = layout[channel];
  if (role === 'L') return 'left';
  if (role === 'R') return 'right';
  return role === undefined || role === 'unknown' || role === 'M' ? `channel ${channel + 1}` : role;
}

/** `16.0 kHz`, `440 Hz`. */
export function frequency(hz: number): string {
  return hz >= 1000 ? `${(hz / 1000).toFixed(1)} kHz` : `${hz.toFixed(hz % 1 === 0 ? 0 : 1)} Hz`;
}
