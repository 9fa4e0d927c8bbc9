/** What the tests of file formats share: a file copied into another format, and its content. */
import { type AudioInfo, type MetadataChunk, type OutputSpec, readAll } from '@studiohand/core/audio';
import { createAudio, openAudio } from '@studiohand/node';

/** A file's facts and samples. */
export async function contentOf(path: string): Promise<{ info: AudioInfo; samples: Float64Array[] }> {
  const source = await openAudio(path);
  try {
    return { info: source.info, samples: await readAll(source) };
  } finally {
    await source.close();
  }
}

/** Where two recordings differ first, in words; '' where nowhere. */
export function firstDifference(got: readonly Float64Array[], wanted: readonly Float64Array[]): string {
  if (got.length !== wanted.length) return `${got.length} channels, not ${wanted.length}`;
  for (const [c, channel] of got.entries()) {
    const other = wanted[c]!;
    if (channel.length !== other.length) return `${channel.length} frames, not ${other.length}`;
    const at = channel.findIndex((value, i) => !Object.is(value, other[i]));
    if (at >= 0) return `channel ${c}, frame ${at}: ${channel[at]}, not ${other[at]}`;
  }
  return '';
}

/** Copies samples and metadata of `from` to `to`; the encoding stays unless `changes` say otherwise. */
export async function transcode(
  from: string,
  to: string,
  container: string,
  changes: Partial<OutputSpec> = {},
): Promise<void> {
  const source = await openAudio(from);
  try {
    const { sampleRateHz, channels, layout, frameCount, encoding, metadata } = source.info;
    const codec = container === 'flac' ? 'flac' : 'pcm';
    const spec = { sampleRateHz, channels, layout, frameCount, encoding, metadata, container, codec, ...changes };
    const writer = await createAudio(to, spec);
    for await (const block of source.blocks()) await writer.write(block);
    await writer.finish();
  } finally {
    await source.close();
  }
}

const latin = (s: string): number[] => Array.from(s, (c) => c.charCodeAt(0) & 255);
const le = (...values: number[]): number[] =>
  values.flatMap((v) => [v & 255, (v >>> 8) & 255, (v >>> 16) & 255, (v >>> 24) & 255]);
const chunk = (id: string, beforeAudio: boolean, ...parts: (number[] | string)[]): MetadataChunk => ({
  kind: 'riff',
  id,
  data: Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? latin(p) : p))),
  beforeAudio,
});

/** One of each chunk that producers' files carry: odd and even lengths, an empty one, doubles, both sides of the data. */
export const CHUNKS: readonly MetadataChunk[] = [
  chunk('bext', true, new Array(602).fill(0x41), 'A=PCM,F=48000,W=24,M=stereo,T=test\r\n'),
  chunk('iXML', true, '<?xml version="1.0"?><BWFXML><SCENE>1</SCENE></BWFXML>\n\0'),
  chunk('LIST', true, 'INFO', 'INAM', le(5), 'Song\0', [0], 'IART', le(2), 'A\0'),
  chunk('chna', true, [1, 0, 1, 0, 1, 0], 'ATU_00000001', 'AT_00010001_01', 'AP_00010002', [0]),
  chunk('axml', true, '<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebucore"/>'),
  chunk('zzzz', true),
  chunk('cue ', false, le(2), le(1, 0), 'data', le(0, 0, 10), le(2, 50), 'data', le(0, 0, 50)),
  chunk('LIST', false, 'adtl', 'labl', le(9), le(1), 'Hook\0', [0], 'ltxt', le(20), le(2, 40), 'rgn ', le(0, 0)),
  chunk('smpl', false, le(0, 0, 20833, 60, 0, 0, 0, 1, 0), le(0, 0, 3, 77, 0, 0)),
  chunk('id3 ', false, 'ID3', [3, 0, 0, 0, 0, 0, 11], 'TIT2', [0, 0, 0, 1, 0, 0, 0]),
  chunk('xYz1', false, [0]),
  chunk('xYz1', false, [255, 0, 255]),
];
