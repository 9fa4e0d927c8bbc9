/** Turns left and right into mid (L+R)/2 and side (L-R)/2, in place. */
export function encodeMidSide(channels: readonly Float64Array[], offset: number, count: number): void {
  const left = channels[0];
  const right = channels[1];
  for (let i = offset, end = offset + count; i < end; i++) {
    const mid = (left[i] + right[i]) / 2;
    right[i] = (left[i] - right[i]) / 2;
    left[i] = mid;
  }
}

/** Turns mid and side back into left and right, in place; equal to the original within rounding. */
export function decodeMidSide(channels: readonly Float64Array[], offset: number, count: number): void {
  const mid = channels[0];
  const side = channels[1];
  for (let i = offset, end = offset + count; i < end; i++) {
    const left = mid[i] + side[i];
    side[i] = mid[i] - side[i];
    mid[i] = left;
  }
}
