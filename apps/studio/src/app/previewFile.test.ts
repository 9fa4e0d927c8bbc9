import { memoryAudio, memorySink, memorySource } from '@studiohand/core/audio';
import { createWaveWriter } from '@studiohand/core/formats';
import { describe, expect, it } from 'vitest';
import { coarseToFine, fileBytes, previewFile } from './previewFile.ts';

async function wave(samples: Float64Array): Promise<Uint8Array<ArrayBuffer>> {
  const source = memoryAudio([samples, samples.map((v) => v / 2)], 48000);
  const sink = memorySink();
  const spec = { container: 'wav', codec: 'pcm', encoding: { kind: 'int', bits: 24 } } as const;
  const writer = await createWaveWriter(sink, { ...source.info, ...spec });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
  return sink.bytes();
}

describe('the overview of a file that is still being copied', () => {
  it('shows where it is loud', async () => {
    const bytes = await wave(Float64Array.from({ length: 480000 }, (_, i) => (i < 240000 ? 0.1 : 0.8)));
    const levels = new Map<number, number>();
    const draw = (column: number, level: number): void => void levels.set(column, level);
    await previewFile(memorySource(bytes, 'a.wav'), 100, draw, new AbortController().signal);
    expect(levels.size).toBe(100);
    expect(levels.get(10)).toBeCloseTo(0.1, 5);
    expect(levels.get(90)).toBeCloseTo(0.8, 5);
  });

  it('reads a file in slices, draws nothing for text, and stops when asked', async () => {
    const drawn: number[] = [];
    const text = Object.assign(new Blob(['this is a letter']), { name: 'a.txt' });
    await previewFile(fileBytes(text), 100, (column) => drawn.push(column), new AbortController().signal);
    expect(drawn).toEqual([]);
    const song = Object.assign(new Blob([await wave(new Float64Array(48000))]), { name: 'a.wav' });
    const end = new AbortController();
    await previewFile(fileBytes(song), 100, (column) => drawn.push(column) === 5 && end.abort(), end.signal);
    expect(drawn).toHaveLength(5);
  });

  it('visits every column once', () => {
    expect(coarseToFine(150).sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, i) => i));
    expect(coarseToFine(150).slice(0, 3)).toEqual([0, 64, 128]);
  });
});
