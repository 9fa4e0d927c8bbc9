import { describe, expect, it } from 'vitest';
import { type ChannelLayout, memorySource, namedLayout, readAll, type SampleEncoding } from '../../audio/index.ts';
import { exactSamples, fileOf, testChunk } from '../testing/pcmFixtures.ts';
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

describe('WAVE round trip', () => {
  for (const encoding of ENCODINGS) {
    for (const channels of [1, 2, 6, 12, 64]) {
      it(`${encoding.kind} ${encoding.bits}, ${channels} channels, chunks before and after`, async () => {
        for (const frames of [0, 1, 3, 501]) {
          const audio = exactSamples(channels, frames, encoding);
          const metadata = [
            testChunk('riff', 'bext', 603, true),
            testChunk('riff', 'LIST', 0, true),
            testChunk('riff', 'bext', 1, true),
            testChunk('riff', 'iXML', 77, false),
            testChunk('riff', 'xyz1', 2, false),
          ];
          for (const sampleRateHz of [1, 44100, 768000]) {
            for (const container of ['wav', 'rf64', 'bw64']) {
              const bytes = await fileOf(createWaveWriter, audio, { encoding, metadata, sampleRateHz, container });
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
    const encoding = { kind: 'int', bits: 24 } as const;
    for (const layout of layouts) {
      const audio = exactSamples(layout.length, 5, encoding);
      const bytes = await fileOf(createWaveWriter, audio, { container: 'wav', encoding, layout });
      const read = await openWave(memorySource(bytes));
      expect(read.info.layout).toEqual(layout);
      expect(await readAll(read)).toEqual(audio);
    }
  });
});
