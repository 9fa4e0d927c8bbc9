/** Small valid files of every kind that the fuzzers damage, made by the project's own writers and by ffmpeg. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLayout, type MetadataChunk, type OutputSpec } from '@studiohand/core/audio';
import { createAudio, outputFormats } from '@studiohand/node';

/** What is fuzzed. */
export type FuzzedFormat = 'wave' | 'aiff' | 'flac' | 'mp3' | 'vorbis' | 'opus';

const chunk = (kind: 'riff' | 'aiff', id: string, length: number, beforeAudio: boolean): MetadataChunk => ({
  kind,
  id,
  data: Uint8Array.from({ length }, (_, i) => (i * 29 + length) & 255),
  beforeAudio,
});
const RIFF: readonly MetadataChunk[] = [
  chunk('riff', 'bext', 604, true),
  chunk('riff', 'cue ', 28, true),
  chunk('riff', 'LIST', 33, false),
  chunk('riff', 'iXML', 51, false),
];
const AIFF: readonly MetadataChunk[] = [chunk('aiff', 'MARK', 21, true), chunk('aiff', 'NAME', 5, false)];
const TAGS: readonly MetadataChunk[] = ['TITLE', 'ARTIST'].map((id) => ({
  kind: 'tag',
  id,
  data: new TextEncoder().encode(`${id} of a seed`),
  beforeAudio: true,
}));

type Kind = readonly [id: string, bits: number, channels: number, sampleRateHz: number, frames: number];

const KINDS: Readonly<Record<FuzzedFormat, readonly Kind[]>> = {
  wave: [
    ['wav', 16, 2, 44100, 200],
    ['wav', 24, 6, 96000, 40],
    ['wav', -32, 1, 48000, 100],
    ['rf64', 8, 1, 8000, 301],
    ['bw64', -64, 12, 48000, 10],
  ],
  aiff: [
    ['aiff', 16, 2, 44100, 200],
    ['aiff', 24, 1, 96000, 101],
    ['aifc', -32, 2, 48000, 100],
    ['aifc', 8, 3, 22050, 99],
  ],
  flac: [
    ['flac', 16, 2, 44100, 9000],
    ['flac', 24, 1, 96000, 3000],
    ['flac', 8, 6, 48000, 600],
  ],
  mp3: [
    ['mp3', 0, 2, 44100, 6000],
    ['mp3', 0, 1, 24000, 4000],
  ],
  vorbis: [
    ['ogg', 0, 2, 44100, 6000],
    ['ogg', 0, 1, 48000, 3000],
  ],
  opus: [
    ['opus', 0, 2, 48000, 9600],
    ['opus', 0, 1, 48000, 4800],
  ],
};

/** Arguments of ffmpeg for a file as other programs write it. */
const FFMPEG: Readonly<Partial<Record<FuzzedFormat, readonly string[]>>> = {
  flac: ['-c:a', 'flac', '-f', 'flac'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'],
  vorbis: ['-c:a', 'libvorbis', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'],
};

/** The files; an empty list where nothing here can write that format. */
export async function seedFiles(format: FuzzedFormat): Promise<Uint8Array[]> {
  const folder = mkdtempSync(join(tmpdir(), 'studiohand-seeds-'));
  try {
    const files: Uint8Array[] = [];
    for (const [index, kind] of KINDS[format].entries()) {
      const spec = specOf(kind, format);
      if (!spec) continue;
      const path = join(folder, `${index}.bin`);
      const writer = await createAudio(path, spec);
      await writer.write({ channels: tone(kind), frames: spec.frameCount });
      await writer.finish();
      files.push(new Uint8Array(readFileSync(path)));
    }
    const options = FFMPEG[format];
    const input = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=0.3', '-ac', '2', '-metadata', 'title=Seed'];
    const made = options && spawnSync('ffmpeg', ['-v', 'error', ...input, ...options, '-']);
    if (made?.status === 0) files.push(new Uint8Array(made.stdout));
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function specOf([id, bits, channels, sampleRateHz, frameCount]: Kind, format: FuzzedFormat): OutputSpec | undefined {
  const output = outputFormats.find((f) => f.id === id || (f.codec === format && f.container === id));
  if (!output) return undefined;
  return {
    container: output.container,
    codec: output.codec,
    encoding: bits === 0 ? undefined : { kind: bits < 0 ? 'float' : 'int', bits: Math.abs(bits) },
    channels,
    layout: defaultLayout(channels),
    sampleRateHz,
    frameCount,
    metadata: format === 'wave' ? RIFF : format === 'aiff' ? [...AIFF, ...RIFF] : [...TAGS, ...RIFF],
  };
}

/** A tone with some noise: something for every part of a codec to do. */
function tone([, , channels, sampleRateHz, frames]: Kind): Float64Array[] {
  return Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: frames }, (__, i) => {
      const noise = (((i + 1) * (c + 3) * 7919) % 101) / 101 - 0.5;
      return 0.5 * Math.sin((2 * Math.PI * (440 + 110 * c) * i) / sampleRateHz) + 0.05 * noise;
    }),
  );
}
