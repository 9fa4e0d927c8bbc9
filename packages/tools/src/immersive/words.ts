/** Numbers as a producer reads them. */

/** '-18.02 LKFS'; 'silence' for null. */
export function db(value: number | null, unit: string): string {
  return value === null ? 'silence' : `${value.toFixed(2)} ${unit}`;
}

/** '+1.50 dB' */
export function signed(gainDb: number): string {
  return `${gainDb < 0 ? '' : '+'}${gainDb.toFixed(2)} dB`;
}

/** '3:05.250' */
export function lengthText(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = String(milliseconds % 60_000).padStart(5, '0');
  return `${Math.floor(milliseconds / 60_000)}:${rest.slice(0, 2)}.${rest.slice(2)}`;
}
