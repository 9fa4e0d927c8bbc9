/** Times of BS.2076 section 8: `hh:mm:ss.zzzzz`, or with a fraction of samples `hh:mm:ss.zzzzzS48000`. */

const TICKS_PER_SECOND = 100_000;

/** Seconds; undefined where the text is no time. */
export function parseAdmTime(text: string): number | undefined {
  const match = /^\s*(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,12})(?:S(\d{1,9}))?)?\s*$/.exec(text);
  if (!match) return undefined;
  const [, hours, minutes, seconds, fraction, base] = match;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (fraction === undefined) return whole;
  const part = base === undefined ? Number(`0.${fraction}`) : Number(fraction) / Math.max(1, Number(base));
  return whole + part;
}

/** `hh:mm:ss.zzzzz` of a length in frames, to the nearest 10 microseconds. */
export function admTime(frames: number, sampleRateHz: number): string {
  const ticks = Math.round((frames * TICKS_PER_SECOND) / sampleRateHz);
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${clock}.${String(ticks % TICKS_PER_SECOND).padStart(5, '0')}`;
}
