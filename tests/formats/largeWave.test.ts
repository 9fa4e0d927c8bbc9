/** Sizes around and beyond 4 GiB, with files that exist only as their first and last bytes. */
import type { ByteSink, ByteSource, MetadataChunk, OutputSpec } from '@studiohand/core/audio';
import { createWaveWriter, openAiff, openWave } from '@studiohand/core/formats';
import { describe, expect, it } from 'vitest';

/** Keeps what is written first and counts the rest. */
function countingSink(): ByteSink & { first(): Uint8Array; size(): number } {
  const kept: Uint8Array[] = [];
  let size = 0;
  return {
    async write(bytes): Promise<void> {
      if (size < 65536) kept.push(bytes.slice());
      size += bytes.length;
    },
    async writeAt(): Promise<void> {},
    async commit(): Promise<void> {},
    async abort(): Promise<void> {},
    first: () => new Uint8Array(Buffer.concat(kept)),
    size: () => size,
  };
}

/** These bytes, zeros up to the tail, and the tail. */
function sparseSource(first: Uint8Array, size: number, tail: Uint8Array): ByteSource {
  return {
    name: 'large.wav',
    size,
    read(offset, target): number {
      const count = Math.max(0, Math.min(target.length, size - offset));
      for (let i = 0; i < count; i++) {
        const at = offset + i;
        target[i] = at < first.length ? first[at]! : at >= size - tail.length ? tail[at - size + tail.length]! : 0;
      }
      return count;
    },
  };
}

const spec = (frameCount: number, metadata: readonly MetadataChunk[] = []): OutputSpec => ({
  container: 'wav',
  codec: 'pcm',
  encoding: { kind: 'int', bits: 16 },
  channels: 1,
  layout: ['M'],
  sampleRateHz: 48000,
  frameCount,
  metadata,
});
async function header(frameCount: number, metadata: readonly MetadataChunk[] = []): Promise<Uint8Array> {
  const sink = countingSink();
  await createWaveWriter(sink, spec(frameCount, metadata));
  return sink.first();
}
const id = (bytes: Uint8Array, at = 0): string => String.fromCharCode(...bytes.subarray(at, at + 4));

describe('WAVE of 4 GiB', () => {
  /** 'WAVE', `fmt ` of 16 bytes and the head of `data` stand between the RIFF size and the samples. */
  const LARGEST_FRAMES = (0xfffffffe - 36) / 2;

  it('stays RIFF up to the last byte that its size field can say, then becomes RF64', async () => {
    const riff = await header(LARGEST_FRAMES);
    expect(id(riff)).toBe('RIFF');
    expect(new DataView(riff.buffer).getUint32(4, true)).toBe(0xfffffffe);
    const rf64 = await header(LARGEST_FRAMES + 1);
    const view = new DataView(rf64.buffer);
    expect([id(rf64), view.getUint32(4, true), id(rf64, 12)]).toEqual(['RF64', 0xffffffff, 'ds64']);
    expect(view.getBigUint64(20, true)).toBe(BigInt(0xfffffffe + 2 + 36));
    expect(view.getBigUint64(28, true)).toBe(BigInt((LARGEST_FRAMES + 1) * 2));
    expect(view.getBigUint64(36, true)).toBe(BigInt(LARGEST_FRAMES + 1));
  });

  it('becomes RF64 earlier where chunks take the room', async () => {
    const data = new Uint8Array(3);
    for (const beforeAudio of [true, false]) {
      const metadata: MetadataChunk[] = [{ kind: 'riff', id: 'abcd', data, beforeAudio }];
      expect(id(await header(LARGEST_FRAMES - 6, metadata))).toBe('RIFF');
      expect(id(await header(LARGEST_FRAMES - 5, metadata))).toBe('RF64');
    }
  });

  it('is read back far behind 4 GiB, its last samples and chunks too', async () => {
    const frames = 3_000_000_001;
    const metadata: MetadataChunk[] = [
      { kind: 'riff', id: 'bext', data: new Uint8Array(603).fill(7), beforeAudio: true },
    ];
    const first = await header(frames, metadata);
    const tail = Uint8Array.of(0, 0x40, 0, 0x80, ...new TextEncoder().encode('LIST'), 4, 0, 0, 0, 73, 78, 70, 79);
    const size = first.length + frames * 2 + 12;
    const source = await openWave(sparseSource(first, size, tail));
    expect(source.info).toMatchObject({ container: 'rf64', frameCount: frames, notes: [] });
    expect(source.info.metadata.map((chunk) => [chunk.id, chunk.beforeAudio])).toEqual([
      ['bext', true],
      ['LIST', false],
    ]);
    const got: number[] = [];
    for await (const block of source.blocks({ startFrame: frames - 3 })) {
      got.push(...block.channels[0]!.subarray(0, block.frames));
    }
    expect(got).toEqual([0, 0.5, -1]);
  });

  it('cut off is read to its end, with a note', async () => {
    const frames = 3_000_000_001;
    const source = await openWave(sparseSource(await header(frames), 5_000_000_000, new Uint8Array(0)));
    expect(source.info.notes.join()).toMatch(/6000000002 bytes but only 49\d+ are there/);
  });

  it('with plain RIFF sizes that wrapped is read as a stream would be', async () => {
    const first = (await header(1)).slice();
    new DataView(first.buffer).setUint32(40, 0, true);
    const source = await openWave(sparseSource(first, 44 + 2 ** 32, new Uint8Array(0)));
    expect(source.info.frameCount).toBe(2 ** 31);
    expect(source.info.notes.join()).toMatch(/declares 0 bytes/);
  });
});

it('an AIFF cannot hide a size of 2^32', async () => {
  const bytes = new Uint8Array(64);
  bytes.set(new TextEncoder().encode('FORM\xff\xff\xff\xffAIFF'));
  await expect(openAiff(sparseSource(bytes, 2 ** 33, new Uint8Array(0)))).rejects.toMatchObject({
    code: expect.any(String),
  });
});
