import type { SampleEncoding } from '@studiohand/core/audio';
import type { MixFacts } from './facts.ts';

export type Figure = number | null;

/** Rounded for reports; null when it is no number. */
export function figure(value: number, digits = 2): Figure {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

/** '-14.0 LUFS', or that there is nothing to measure. */
export function shown(value: Figure, unit: string, digits = 1): string {
  return value === null ? 'nothing to measure' : `${fixed(value, digits)} ${unit}`;
}

/** Fixed digits, never '-0.0'. */
export function fixed(value: number, digits = 1): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** '+1.5 dB'; '0.0 dB' where nothing is left of it. */
export function signed(db: number, digits = 1): string {
  const text = fixed(db, digits);
  return `${Number(text) > 0 ? '+' : ''}${text} dB`;
}

/** Whether a file is long enough for a loudness range: short-term levels take 3 s each. */
export const hasRange = ({ durationSeconds, integratedLufs }: MixFacts): boolean =>
  durationSeconds >= 6 && integratedLufs !== null;

/** '850 Hz' or '3.2 kHz'. */
export function hertz(hz: number): string {
  return hz < 1000 ? `${Math.round(hz)} Hz` : `${(hz / 1000).toFixed(hz < 10000 ? 1 : 0)} kHz`;
}

export function depthName(encoding: SampleEncoding | undefined): string {
  return encoding ? `${encoding.bits}-bit${encoding.kind === 'float' ? ' float' : ''}` : 'lossy';
}
