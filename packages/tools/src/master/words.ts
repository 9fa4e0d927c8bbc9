import type { SampleEncoding } from '@studiohand/core/audio';

export type Figure = number | null;

/** Rounded for reports; null when it is no number. */
export function figure(value: number, digits = 2): Figure {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

/** '-14.0 LUFS' or 'silence'. */
export function shown(value: Figure, unit: string, digits = 1): string {
  return value === null ? 'none' : `${value.toFixed(digits)} ${unit}`;
}

/** '+1.5 dB'. */
export function signed(db: number, digits = 1): string {
  return `${db >= 0 ? '+' : ''}${db.toFixed(digits)} dB`;
}

/** '850 Hz' or '3.2 kHz'. */
export function hertz(hz: number): string {
  return hz < 1000 ? `${Math.round(hz)} Hz` : `${(hz / 1000).toFixed(hz < 10000 ? 1 : 0)} kHz`;
}

export function depthName(encoding: SampleEncoding | undefined): string {
  return encoding ? `${encoding.bits}-bit${encoding.kind === 'float' ? ' float' : ''}` : 'lossy';
}
