/** Axes of charts: from a value to a place 0..1 and back, round ticks, and words with units. */

/** Frequencies are logarithmic unless asked otherwise; everything else is linear. */
export interface Axis {
  readonly unit: 'Hz' | 'dB' | 's' | '';
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  /** What is measured, for the corner of the chart and for screen readers: "dBFS per third octave". */
  readonly title: string;
}

export interface Tick {
  readonly value: number;
  /** 0..1 along the axis. */
  readonly place: number;
  readonly text: string;
}

/** Frequency axis; 20 Hz to 20 kHz on a logarithmic scale by default. */
export function hzAxis({
  fromHz = 20,
  toHz = 20_000,
  scale = 'log',
  title = '',
}: {
  fromHz?: number;
  toHz?: number;
  scale?: 'linear' | 'log';
  title?: string;
} = {}): Axis {
  return { unit: 'Hz', from: fromHz, to: toHz, scale, title };
}

/** Level axis from the bottom to the top; `title` says which level: "dBFS", "Gain reduction, dB". */
export function dbAxis(fromDb: number, toDb: number, title = 'dB'): Axis {
  return { unit: 'dB', from: fromDb, to: toDb, scale: 'linear', title };
}

/** Time axis. */
export function secondsAxis(fromSeconds: number, toSeconds: number, title = ''): Axis {
  return { unit: 's', from: fromSeconds, to: Math.max(toSeconds, fromSeconds + 1e-6), scale: 'linear', title };
}

/** Axis without a unit: correlation, percent, azimuth. */
export function plainAxis(from: number, to: number, title = ''): Axis {
  return { unit: '', from, to, scale: 'linear', title };
}

/** Place 0..1 of a value; outside that range for values outside the axis. */
export function placeOf({ from, to, scale }: Axis, value: number): number {
  if (scale === 'linear') return (value - from) / (to - from);
  return Math.log(Math.max(value, 1e-9) / from) / Math.log(to / from);
}

/** Value at a place 0..1. */
export function valueAt({ from, to, scale }: Axis, place: number): number {
  return scale === 'linear' ? from + place * (to - from) : from * (to / from) ** place;
}

/** Round ticks at least `minPx` apart on an axis of this length, both in CSS pixels. */
export function ticksOf(axis: Axis, lengthPx: number, minPx = 40): readonly Tick[] {
  const wanted = Math.max(1, Math.floor(lengthPx / minPx));
  const values = axis.scale === 'log' ? logValues(axis, lengthPx, minPx) : linearValues(axis, wanted);
  return values.map((value) => ({ value, place: placeOf(axis, value), text: tickText(axis, value) }));
}

function linearValues({ from, to, unit }: Axis, most: number): readonly number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  const least = (high - low) / most;
  const unitSteps = unit === 's' ? [0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600] : [];
  const power = 10 ** Math.floor(Math.log10(least));
  const steps = unit === 's' && least > 0.5 ? unitSteps : unit === 'dB' ? [1, 2, 3, 6, 12, 24] : [];
  const step = steps.find((one) => one >= least) ?? [1, 2, 5, 10].map((m) => m * power).find((one) => one >= least)!;
  const values: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    values.push(Number((k * step).toPrecision(12)));
  }
  return values;
}

function logValues(axis: Axis, lengthPx: number, minPx: number): readonly number[] {
  const chosen: number[] = [];
  for (const multiples of [[1], [2, 5], [3, 4, 6, 7, 8, 9]]) {
    for (let decade = 10 ** Math.floor(Math.log10(axis.from)); decade <= axis.to; decade *= 10) {
      for (const m of multiples) {
        const value = Number((m * decade).toPrecision(6));
        if (value < axis.from * 0.999 || value > axis.to * 1.001) continue;
        const far = (other: number): boolean =>
          Math.abs(placeOf(axis, other) - placeOf(axis, value)) * lengthPx >= minPx;
        if (chosen.every(far)) chosen.push(value);
      }
    }
  }
  return chosen.sort((a, b) => a - b);
}

function minus(text: string): string {
  return text.replace('-', '\u2212');
}

function tickText({ unit }: Axis, value: number): string {
  if (unit === 'Hz') return value < 1000 ? String(value) : `${Number((value / 1000).toFixed(2))}k`;
  if (unit === 's') return timeText(value, value % 1 === 0 ? 0 : 2);
  return minus(String(Number(value.toFixed(3))));
}

/** "3:07", "0:12.34". */
export function timeText(seconds: number, digits = 1): string {
  const scale = 10 ** digits;
  const total = Math.round(Math.max(0, seconds) * scale) / scale;
  const rest = (total % 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return `${Math.floor(total / 60)}:${rest}`;
}

/** "63 Hz", "2.40 kHz". */
export function hzText(hz: number): string {
  return hz < 1000 ? `${hz < 100 ? Number(hz.toFixed(1)) : Math.round(hz)} Hz` : `${(hz / 1000).toFixed(2)} kHz`;
}

/** "+1.5 dB" with a true minus sign; without the plus where `signed` is false. */
export function dbText(db: number | null, unit = 'dB', signed = false, digits = 1): string {
  if (db === null || !Number.isFinite(db)) return `silent`;
  const text = db.toFixed(digits);
  const zero = Number(text) === 0;
  return `${signed && db > 0 && !zero ? '+' : ''}${minus(zero ? text.replace('-', '') : text)} ${unit}`;
}

/** A value of the axis in words with its unit. */
export function axisText(axis: Axis, value: number): string {
  if (axis.unit === 'Hz') return hzText(value);
  if (axis.unit === 's') return timeText(value);
  if (axis.unit === 'dB') return dbText(value);
  return minus(String(Number(value.toFixed(2))));
}
