import { layoutName } from '@studiohand/core/audio';
import type { AudioSummary } from '@studiohand/core/engine';

/** "3:07" or "1:02:03"; with `digits`, fractions of a second. */
export function clockText(seconds: number, digits = 0): string {
  const scale = 10 ** digits;
  const total = Math.max(0, Math.floor(seconds * scale + 1e-6)) / scale;
  const h = Math.floor(total / 3600);
  const m = Math.floor(total / 60) % 60;
  const s = (total % 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** "about 2 min", "12 s": how long something still takes. */
export function remainingText(seconds: number): string {
  if (seconds < 1) return 'under 1 s left';
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}

/** "34.2 MB", decimal units. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power > 1 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** A level with sign and unit: "+1.5 dB"; a true minus sign. */
export function signed(value: number, digits: number, unit: string): string {
  const text = Math.abs(value).toFixed(digits);
  const sign = Number(text) === 0 ? '' : value < 0 ? '\u2212' : '+';
  return `${sign}${text} ${unit}`;
}

/** A level: always as many digits, so that figures under each other line up; a true minus sign. */
export function level(value: number, digits = 1): string {
  return value.toFixed(digits).replace('-', '\u2212');
}

/** "−18.3 dB"; "none" for a take that equals its source, which the server gives as -300 dB or less. */
export function deltaText(deltaDb: number): string {
  return Number.isFinite(deltaDb) && deltaDb > NO_CHANGE_DB ? `${level(deltaDb)} dB` : 'none';
}

const NO_CHANGE_DB = -300;

/** A number without needless digits, with a true minus sign. */
export function plain(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits))).replace('-', '\u2212');
}

/** "44.1 kHz · 24 bit · stereo · WAVE". */
export function audioText(audio: AudioSummary): string {
  const { encoding, channels } = audio;
  const depth =
    encoding === null
      ? audio.codec.toUpperCase()
      : encoding.kind === 'float'
        ? `${encoding.bits} bit float`
        : `${encoding.bits} bit`;
  const layout = layoutText(audio.layout, channels);
  return `${plain(audio.sampleRateHz / 1000, 3)} kHz · ${depth} · ${layout} · ${audio.container.toUpperCase()}`;
}

/** "stereo", "5.1", "12 channels". */
export function layoutText(layout: AudioSummary['layout'], channels: number): string {
  if (channels === 1) return 'mono';
  return layoutName(layout) ?? (channels === 2 ? 'stereo' : `${channels} channels`);
}

/** "today 14:05", "12 Nov 2026". */
export function dateText(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  if (date.toDateString() === now.toDateString()) {
    return `today ${date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}`;
  }
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
