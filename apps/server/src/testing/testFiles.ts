/** Audio files as bytes, for tests. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetadataChunk, memoryAudio, namedLayout, type SampleEncoding } from '@studiohand/core/audio';
import { Prng } from '@studiohand/core/dsp';
import { createAudio } from '@studiohand/node';

export interface FileOptions {
  readonly container?: 'wav' | 'flac';
  readonly encoding?: SampleEncoding;
  readonly sampleRateHz?: number;
  readonly metadata?: readonly MetadataChunk[];
}

/** Writes samples to a file of the format given (16-bit WAV at 48 kHz by default) and returns its bytes. */
export async function audioBytes(channels: Float64Array[], options: FileOptions = {}): Promise<Uint8Array> {
  const { container = 'wav', encoding = { kind: 'int', bits: 16 }, sampleRateHz = 48_000, metadata = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'studiohand-file-'));
  try {
    const path = join(folder, 'x');
    const codec = container === 'wav' ? 'pcm' : 'flac';
    const layout = namedLayout(channels.length === 1 ? 'mono' : 'stereo') ?? [];
    const frameCount = channels[0]?.length ?? 0;
    const format = { sampleRateHz, channels: channels.length, layout };
    const writer = await createAudio(path, { ...format, container, codec, encoding, frameCount, metadata });
    for await (const block of memoryAudio(channels, sampleRateHz).blocks()) await writer.write(block);
    await writer.finish();
    return new Uint8Array(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Noise on 16-bit steps, the same at every run; peak about -6 dBFS. */
export function noise(frames: number, channels = 2, seed = 1): Float64Array[] {
  const random = new Prng(seed);
  return Array.from({ length: channels }, () =>
    Float64Array.from({ length: frames }, () => Math.round(random.next() / 2 ** 17) / 32_768),
  );
}
