import { AudioError } from '../../audio/index.ts';

/**
 * How interleaved samples lie in a byte stream.
 * `int`: two's complement; `offset`: unsigned with the middle at half range (8-bit WAV, AIFF-C 'raw ');
 * `float`: IEEE 754; `mulaw` and `alaw`: ITU-T G.711.
 */
export interface PcmFormat {
  readonly kind: 'int' | 'offset' | 'float' | 'mulaw' | 'alaw';
  /** Bytes of one sample: 1 to 4 for int, 1 for offset, mulaw and alaw, 4 or 8 for float. */
  readonly bytesPerSample: number;
  readonly littleEndian: boolean;
}

/** Byte order of this machine; typed-array views read in it. */
export const HOST_LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reverses the bytes of each word of `size` bytes in place. */
export function swapWords(bytes: Uint8Array, from: number, to: number, size: number): void {
  const half = size >> 1;
  for (let at = from; at < to; at += size) {
    for (let i = 0, j = size - 1; i < half; i++, j--) {
      const low = bytes[at + i]!;
      bytes[at + i] = bytes[at + j]!;
      bytes[at + j] = low;
    }
  }
}

/** Sample formats that decoder and encoder know; anything else is a mistake of the calling reader. */
export function checkPcmFormat(format: PcmFormat): void {
  const { kind, bytesPerSample: size } = format;
  const good =
    (kind === 'int' && size >= 1 && size <= 4) ||
    (kind === 'float' && (size === 4 || size === 8)) ||
    (kind !== 'int' && kind !== 'float' && size === 1);
  if (!good) {
    throw new AudioError(
      'unsupported-codec',
      `${kind} samples of ${size * 8} bits are not supported`,
      'Save the file as 16-, 24- or 32-bit integer or as 32- or 64-bit float.',
    );
  }
}
