/** CRC-16 as the LAME tag uses it (LAME, "Mp3 Info Tag rev 1"): polynomial 0x8005, bits reversed, start 0. */

const TABLE: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xa001 : 0);
  return crc;
});

/** Continues `crc` over `bytes`. */
export function crc16(bytes: Uint8Array, crc = 0): number {
  for (const byte of bytes) crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 255]!;
  return crc;
}
