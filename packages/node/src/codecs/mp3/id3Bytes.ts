import type { FileSource } from '../../fileSource.ts';

/** Real files have one tag, seldom two. */
const MAX_TAGS = 16;

/** Bytes of the ID3v2 tags at the start of a file (ID3v2.4 structure, section 3.1: a 28-bit size in four bytes). */
export function id3Bytes(source: FileSource): number {
  let at = 0;
  const head = new Uint8Array(10);
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    if (source.read(at, head) < 10 || head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33) break;
    const size = ((head[6]! & 127) << 21) | ((head[7]! & 127) << 14) | ((head[8]! & 127) << 7) | (head[9]! & 127);
    at += 10 + size + (head[5]! & 0x10 ? 10 : 0);
  }
  return at;
}
