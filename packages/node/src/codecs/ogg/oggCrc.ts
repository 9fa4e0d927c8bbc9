/** The page checksum of Ogg (RFC 3533, section 6): CRC-32 with polynomial 0x04c11db7, not reflected, initial value 0. */

const POLYNOMIAL = 0x04c11db7;
const BYTES_AT_ONCE = 4;

/** Table k gives the effect of a byte that k further bytes follow. */
const TABLES: readonly Uint32Array[] = tables();

function tables(): Uint32Array[] {
  const all = Array.from({ length: BYTES_AT_ONCE }, () => new Uint32Array(256));
  const first = all[0]!;
  for (let i = 0; i < 256; i++) {
    let value = i << 24;
    for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ POLYNOMIAL : value << 1;
    first[i] = value;
  }
  for (let k = 1; k < BYTES_AT_ONCE; k++) {
    for (let i = 0; i < 256; i++) {
      const before = all[k - 1]![i]!;
      all[k]![i] = (before << 8) ^ first[before >>> 24]!;
    }
  }
  return all;
}

/** Checksum of `bytes`, continuing from `crc`. Unsigned. */
export function oggCrc(bytes: Uint8Array, crc = 0): number {
  const [t0, t1, t2, t3] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const whole = bytes.length - (bytes.length % BYTES_AT_ONCE);
  let i = 0;
  for (; i < whole; i += BYTES_AT_ONCE) {
    crc ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    crc = t3[crc >>> 24]! ^ t2[(crc >>> 16) & 255]! ^ t1[(crc >>> 8) & 255]! ^ t0[crc & 255]!;
  }
  for (; i < bytes.length; i++) crc = (crc << 8) ^ t0[(crc >>> 24) ^ bytes[i]!]!;
  return crc >>> 0;
}
