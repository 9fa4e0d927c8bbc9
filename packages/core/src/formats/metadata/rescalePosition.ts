/**
 * A sample position at another rate: position * toHz / fromHz, rounded to nearest (ties up), in exact integer
 * arithmetic. Milliseconds or doubles on the way would lose the position of a long recording.
 */
export function rescalePosition(position: bigint, fromHz: number, toHz: number): bigint {
  const { numerator, denominator } = exactRatio(toHz, fromHz);
  return (2n * position * numerator + denominator) / (2n * denominator);
}

/** {@link rescalePosition} for an unsigned 32-bit field, held at its largest value instead of wrapping. */
export function rescalePosition32(position: number, fromHz: number, toHz: number): number {
  return Number(smaller(rescalePosition(BigInt(position), fromHz, toHz), 0xffffffffn));
}

/** The smaller of two bigints. */
export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Every finite double is a whole number times a power of two, so the ratio of two rates is exact. */
function exactRatio(a: number, b: number): { numerator: bigint; denominator: bigint } {
  if (!(a > 0 && b > 0 && Number.isFinite(a) && Number.isFinite(b))) throw new RangeError(`rates ${a} and ${b}`);
  while (!Number.isInteger(a) || !Number.isInteger(b)) {
    a *= 2;
    b *= 2;
  }
  return { numerator: BigInt(a), denominator: BigInt(b) };
}
