/**
 * The 80-bit IEEE 754 extended number of AIFF's COMM chunk (Apple SANE; AIFF 1.3, "extended"): sign and 15-bit exponent
 * (bias 16383), then a 64-bit mantissa with an explicit integer bit. Exact for every double of normal range.
 */
export function readExtended80(view: DataView, offset: number): number {
  const head = view.getUint16(offset);
  const high = view.getUint32(offset + 2);
  const low = view.getUint32(offset + 6);
  const exponent = head & 0x7fff;
  if (exponent === 0 && high === 0 && low === 0) return 0;
  if (exponent === 0x7fff) return Number.NaN;
  const magnitude = high * 2 ** (exponent - 16383 - 31) + low * 2 ** (exponent - 16383 - 63);
  return head & 0x8000 ? -magnitude : magnitude;
}

/** Writes a positive finite number. */
export function writeExtended80(view: DataView, offset: number, value: number): void {
  let exponent = Math.floor(Math.log2(value));
  // log2 may round up across a power of two.
  if (2 ** exponent > value) exponent--;
  else if (2 ** (exponent + 1) <= value) exponent++;
  const scaled = value * 2 ** (31 - exponent);
  const high = Math.floor(scaled);
  view.setUint16(offset, exponent + 16383);
  view.setUint32(offset + 2, high);
  view.setUint32(offset + 6, (scaled - high) * 2 ** 32);
}
