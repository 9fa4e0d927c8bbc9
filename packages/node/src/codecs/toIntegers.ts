/** Planar samples of full scale ±1 to interleaved integers; values that are no multiples are rounded, overs clipped. */
import { AudioError } from '@studiohand/core/audio';

/** Fills `target` with `frames` frames from index `at`; `position` is the place in the stream, for the message. */
export function toIntegers(
  channels: readonly Float64Array[],
  at: number,
  frames: number,
  bits: number,
  target: Int32Array,
  position: number,
): void {
  const scale = 2 ** (bits - 1);
  const count = channels.length;
  for (let c = 0; c < count; c++) {
    const from = channels[c]!;
    for (let i = 0; i < frames; i++) {
      const value = Math.round(from[at + i]! * scale);
      if (Number.isNaN(value)) {
        throw new AudioError(
          'invalid-samples',
          `Frame ${position + i} is not a number (NaN) and cannot be written as integer`,
          'Repair the source, or write 32-bit float WAV, which keeps such samples as they are.',
        );
      }
      target[i * count + c] = value >= scale ? scale - 1 : value < -scale ? -scale : value;
    }
  }
}
