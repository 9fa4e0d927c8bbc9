import { AudioError } from '@studiohand/core/audio';
import { box, fullBox, u32, u64 } from './boxes.ts';

/** Packets in a chunk: about a second and a half. */
const CHUNK_PACKETS = 64;

/** Sizes and places of the packets of one track, four bytes each, and the boxes that tell them. */
export class SampleTable {
  count = 0;
  /** Bytes of all packets. */
  bytes = 0;
  maxBytes = 0;
  #sizes = new Uint32Array(4096);
  readonly #chunkOffsets: number[] = [];

  /** Notes a packet at `offset` of the file. */
  add(size: number, offset: number): void {
    if (this.count === this.#sizes.length) {
      if (this.count >= 2 ** 28) throw new AudioError('too-large', 'The M4A file has too many packets', 'Split it.');
      const grown = new Uint32Array(this.#sizes.length * 2);
      grown.set(this.#sizes);
      this.#sizes = grown;
    }
    if (this.count % CHUNK_PACKETS === 0) this.#chunkOffsets.push(offset);
    this.#sizes[this.count++] = size;
    this.bytes += size;
    this.maxBytes = Math.max(this.maxBytes, size);
  }

  /**
   * Boxes stts, stsc, stsz, stco or co64 (ISO/IEC 14496-12, section 8.6 and 8.7), and the roll group that says that a
   * decoder needs one packet before the wanted one (section 10.1). `duration` is that of a packet in frames,
   * `lastDuration` that of the last.
   */
  boxes(duration: number, lastDuration: number): Uint8Array[] {
    const { count } = this;
    const chunks = this.#chunkOffsets;
    const times = count === 0 ? [] : [count - 1, duration, 1, lastDuration].slice(count === 1 ? 2 : 0);
    const rest = count % CHUNK_PACKETS;
    const whole = Math.floor(count / CHUNK_PACKETS);
    const runs = [...(whole > 0 ? [1, CHUNK_PACKETS, 1] : []), ...(rest > 0 ? [whole + 1, rest, 1] : [])];
    const sizes = new Uint8Array(4 * count);
    const view = new DataView(sizes.buffer);
    for (let i = 0; i < count; i++) view.setUint32(4 * i, this.#sizes[i]!);
    const wide = (chunks.at(-1) ?? 0) >= 2 ** 32;
    const group =
      count === 0
        ? []
        : [
            box('sgpd', u32(2 ** 24), new TextEncoder().encode('roll'), u32(2, 1), Uint8Array.of(0xff, 0xff)),
            box('sbgp', u32(0), new TextEncoder().encode('roll'), u32(1, count, 1)),
          ];
    return [
      fullBox('stts', 0, 0, u32(times.length / 2, ...times)),
      fullBox('stsc', 0, 0, u32(runs.length / 3, ...runs)),
      fullBox('stsz', 0, 0, u32(0, count), sizes),
      wide
        ? fullBox('co64', 0, 0, u32(chunks.length), u64(...chunks))
        : fullBox('stco', 0, 0, u32(chunks.length, ...chunks)),
      ...group,
    ];
  }
}
