/** What the tests of WAVE and AIFF share: seeded samples, chunks, and a file made from them in memory. */
import {
  type AudioWriter,
  type ByteSink,
  type MetadataChunk,
  memoryAudio,
  memorySink,
  type OutputSpec,
  type SampleEncoding,
} from '../../audio/index.ts';

/** A seeded generator of numbers from -1 to 1 (linear congruential, Numerical Recipes constants). */
export function seededNoise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** Samples that the encoding holds exactly, the extremes of its range among them; float ones beyond full scale. */
export function exactSamples(channels: number, frames: number, encoding: SampleEncoding, seed = 1): Float64Array[] {
  const next = seededNoise(seed);
  const scale = 2 ** (encoding.bits - 1);
  return Array.from({ length: channels }, () =>
    Float64Array.from({ length: frames }, (_, i) => {
      if (i === 0) return -1;
      if (encoding.kind === 'float')
        return encoding.bits === 32 ? Math.fround(next() * 3) : next() * 3 + next() * 1e-12;
      return i === 1 ? (scale - 1) / scale : Math.floor(next() * scale) / scale;
    }),
  );
}

/** A chunk with bytes that follow from its length. */
export function testChunk(kind: 'riff' | 'aiff', id: string, length: number, beforeAudio: boolean): MetadataChunk {
  return { kind, id, data: Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255), beforeAudio };
}

/** The bytes of a file with these samples. */
export async function fileOf(
  create: (sink: ByteSink, spec: OutputSpec) => Promise<AudioWriter>,
  audio: readonly Float64Array[],
  spec: Partial<OutputSpec> & Pick<OutputSpec, 'container' | 'encoding'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = memoryAudio(audio, spec.sampleRateHz ?? 48000);
  const sink = memorySink();
  const { sampleRateHz, channels, layout, frameCount } = source.info;
  const writer = await create(sink, {
    codec: 'pcm',
    metadata: [],
    sampleRateHz,
    channels,
    layout,
    frameCount,
    ...spec,
  });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
  return sink.bytes();
}
