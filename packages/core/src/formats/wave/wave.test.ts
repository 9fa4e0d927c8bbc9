import { describe, expect, it } from 'vitest';
import {
  type ChannelLayout,
  type MetadataChunk,
  memoryAudio,
  memorySink,
  memorySource,
  namedLayout,
  type OutputSpec,
  readAll,
  type SampleEncoding,
} from '../../audio/index.ts';
import { createWaveWriter } from './createWaveWriter.ts';
import { openWave } from './openWave.ts';

const ENCODINGS: readonly SampleEncoding[] = [
  { kind: 'int', bits: 8 },
  { kind: 'int', bits: 16 },
  { kind: 'int', bits: 20 },
  { kind: 'int', bits: 24 },
  { kind: 'int', bits: 32 },
  { kind: 'float', bits: 32 },
  { kind: 'float', bits: 64 },
];

/** Seeded samples that the encoding holds exactly, extremes included. */
function samples(channels: number, frames: number, encoding: SampleEncoding): Float64Array[] {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  return Array.from({ length: channels }, () =>
    Float64Array.from({ length: frames }, (_, i) => {
      if (i === 0) return -1;
      if (encoding.kind === 'float')
        return encoding.bits === 32 ? Math.fround(next() * 3) : next() * 3 + next() * 1e-12;
      const scale = 2 ** (encoding.bits - 1);
      return i === 1 ? (scale - 1) / scale : Math.floor(next() * scale) / scale;
    }),
  );
}

async function write(
  audio: readonly Float64Array[],
  encoding: SampleEncoding,
  rest: Partial<OutputSpec> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const source = memoryAudio(audio, 48000);
  const sink = memorySink();
  const { sampleRateHz, channels, layout, frameCount } = source.info;
  const writer = await createWaveWriter(sink, {
    container: 'wav',
    codec: 'pcm',
    encoding,
    metadata: [],
    sampleRateHz,
    channels,
    layout,
    frameCount,
    ...rest,
  });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
  return sink.bytes();
}

const chunk = (id: string, length: number, beforeAudio: boolean): MetadataChunk => ({
  kind: 'riff',
  id,
  data: Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255),
  beforeAudio,
});

describe('WAVE round trip', () => {
  for (const encoding of ENCODINGS) {
    for (const channels of [1, 2, 6, 12, 64]) {
      it(`${encoding.kind} ${encoding.bits}, ${channels} channels, chunks before and after`, async () => {
        for (const frames of [0, 1, 3, 501]) {
          const audio = samples(channels, frames, encoding);
          const metadata = [
            chunk('bext', 603, true),
            chunk('LIST', 0, true),
            chunk('bext', 1, true),
            chunk('iXML', 77, false),
            chunk('xyz1', 2, false),
          ];
          for (const sampleRateHz of [1, 44100, 768000]) {
            for (const container of ['wav', 'rf64', 'bw64']) {
              const bytes = await write(audio, encoding, { metadata, sampleRateHz, container });
              const read = await openWave(memorySource(bytes, 'a.wav'));
              const expectedNotes = channels > 6 ? read.info.notes : [];
              expect(read.info.notes).toEqual(expectedNotes);
              expect(read.info).toMatchObject({ container, channels, sampleRateHz, frameCount: frames, metadata });
              expect(read.info.encoding).toEqual({ kind: encoding.kind, bits: Math.ceil(encoding.bits / 8) * 8 });
              expect(await readAll(read)).toEqual(audio);
              expect(bytes.length % 2).toBe(0);
            }
          }
        }
      });
    }
  }

  it('keeps the layouts that a mask can say, and the order of those it cannot', async () => {
    const layouts: ChannelLayout[] = ['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '7.1', '5.1.4', '7.1.4'].map(
      (name) => namedLayout(name) ?? [],
    );
    layouts.push(['L', 'R', 'C', 'LFE', 'Lrs', 'Rrs', 'Lss', 'Rss'], ['C', 'Cs'], ['L', 'R', 'Ltf', 'Rtf', 'unknown']);
    for (const layout of layouts) {
      const audio = samples(layout.length, 5, { kind: 'int', bits: 24 });
      const bytes = await write(audio, { kind: 'int', bits: 24 }, { layout });
      const read = await openWave(memorySource(bytes));
      expect(read.info.layout).toEqual(layout);
      expect(await readAll(read)).toEqual(audio);
    }
  });
});
