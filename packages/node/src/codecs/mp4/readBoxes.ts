/** Boxes of MP4 and QuickTime files (ISO/IEC 14496-12, section 4.2). Damaged sizes end the list. */
import type { FileSource } from '../../fileSource.ts';

/** A box; `data` is what follows its header. */
export interface Mp4Box {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Larger movie boxes are not loaded. An hour of AAC has about 1 MB. */
const MAX_MOVIE_BYTES: number = 256 * 2 ** 20;
const MAX_BOXES = 100000;

/** What is in the movie box; nothing where there is none. */
export function movieBoxes(source: FileSource): Mp4Box[] {
  const header = new Uint8Array(16);
  let at = 0;
  for (let i = 0; i < MAX_BOXES && source.read(at, header) >= 8; i++) {
    const { type, headerBytes, bytes } = readHeader(header, source.size - at);
    if (bytes < headerBytes || at + bytes > source.size) return [];
    if (type === 'moov') {
      if (bytes > MAX_MOVIE_BYTES) return [];
      const data = new Uint8Array(bytes - headerBytes);
      return childBoxes(data.subarray(0, source.read(at + headerBytes, data)));
    }
    at += bytes;
  }
  return [];
}

/** The boxes in `data`, one after another. */
export function childBoxes(data: Uint8Array): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let at = 0; at + 8 <= data.length && boxes.length < MAX_BOXES; ) {
    const { type, headerBytes, bytes } = readHeader(data.subarray(at), data.length - at);
    if (bytes < headerBytes || at + bytes > data.length) break;
    boxes.push({ type, data: data.subarray(at + headerBytes, at + bytes) });
    at += bytes;
  }
  return boxes;
}

/** The first box down a path of types. */
export function findBox(boxes: readonly Mp4Box[], ...path: readonly string[]): Mp4Box | undefined {
  const [type, ...rest] = path;
  const box = boxes.find((candidate) => candidate.type === type);
  return box && rest.length > 0 ? findBox(childBoxes(box.data), ...rest) : box;
}

/** A view of the same bytes. */
export function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.length);
}

/** Size 1: a 64-bit size follows; size 0: up to the end. */
function readHeader(bytes: Uint8Array, left: number): { type: string; headerBytes: number; bytes: number } {
  const view = viewOf(bytes);
  const type = String.fromCharCode(...bytes.subarray(4, 8));
  const size = view.getUint32(0);
  if (size === 0) return { type, headerBytes: 8, bytes: left };
  if (size === 1) return { type, headerBytes: 16, bytes: bytes.length >= 16 ? Number(view.getBigUint64(8)) : 0 };
  return { type, headerBytes: 8, bytes: size };
}
