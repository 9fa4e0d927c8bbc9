/** Numbers as a producer reads them. */

/** '-18.02 LKFS'; 'silence' for null. */
export function db(value: number | null, unit: string): string {
  return value === null ? 'silence' : `${value.toFixed(2)} ${unit}`;
}

/** Loudness and true peak of a render: 'silence', or that it is too short or quiet for a loudness (BS.1770-5). */
export function levelText(
  { integratedLufs, truePeakDbtp }: { readonly integratedLufs: number | null; readonly truePeakDbtp: number | null },
  unit: string,
): string {
  if (truePeakDbtp === null) return 'silence';
  const loudness = integratedLufs === null ? 'too short or quiet for a loudness' : db(integratedLufs, unit);
  return `${loudness}, ${db(truePeakDbtp, 'dBTP')}`;
}

/** '+1.50 dB' */
export function signed(gainDb: number): string {
  return `${gainDb < 0 ? '' : '+'}${gainDb.toFixed(2)} dB`;
}

/** '-0.27', never '-0.00'. */
export const signedLu = (lu: number): string => (Math.abs(lu) < 0.005 ? '0.00' : lu.toFixed(2));

/** '3:05.250' */
export function lengthText(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = String(milliseconds % 60_000).padStart(5, '0');
  return `${Math.floor(milliseconds / 60_000)}:${rest.slice(0, 2)}.${rest.slice(2)}`;
}
