import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetadataChunk } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildId3 } from './tags/buildId3.ts';
import { textTags } from './tags/textTags.ts';
import { decodeByFfmpeg, encodeFile, musicLike, noFfmpeg } from './testing/lossy.ts';
import { concat } from './vorbisComment.ts';

/** Titles and covers in the lossy formats, as ffprobe reads them. */
if (noFfmpeg) console.log(`Skipped, ${noFfmpeg}: tags of lossy files`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-tags-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const tag = (id: string, value: string): MetadataChunk => ({ kind: 'tag', id, data: utf8(value), beforeAudio: true });

/** The smallest PNG: one grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

function picture(image: Uint8Array): MetadataChunk {
  const u32 = (value: number): Uint8Array => Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
  const mime = utf8('image/png');
  const sizes = [1, 1, 8, 0].map(u32);
  const data = concat([u32(3), u32(mime.length), mime, u32(0), ...sizes, u32(image.length), image]);
  return { kind: 'picture', id: 'PICTURE', data, beforeAudio: true };
}

function infoList(fields: Readonly<Record<string, Uint8Array>>): MetadataChunk {
  const parts = Object.entries(fields).flatMap(([id, data]) => [
    utf8(id),
    Uint8Array.of(data.length, 0, 0, 0),
    data,
    new Uint8Array(data.length & 1),
  ]);
  return { kind: 'riff', id: 'LIST', data: concat([utf8('INFO'), ...parts]), beforeAudio: true };
}

function probe(path: string): { tags: Record<string, string>; codecs: string[] } {
  const args = ['-v', 'error', '-show_entries', 'format_tags:stream_tags:stream=codec_name', '-of', 'json', path];
  const { format, streams } = JSON.parse(spawnSync('ffprobe', args, { encoding: 'utf8' }).stdout) as {
    format?: { tags?: Record<string, string> };
    streams: { codec_name: string; tags?: Record<string, string> }[];
  };
  const all = [...Object.entries(streams[0]?.tags ?? {}), ...Object.entries(format?.tags ?? {})];
  const tags = Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
  return { tags, codecs: streams.map((stream) => stream.codec_name) };
}

const FORMATS = [
  { container: 'mp3', codec: 'mp3' },
  { container: 'm4a', codec: 'aac' },
  { container: 'ogg', codec: 'vorbis' },
  { container: 'opus', codec: 'opus' },
];
const TEXTS = {
  title: 'Föhnwelle 🎧',
  artist: '東京 Ensemble',
  album: 'Songs = Words',
  comment: 'Line one\nline two',
  genre: 'Dub',
  track: '3/12',
};

describe.skipIf(noFfmpeg !== '')('tags of lossy files', () => {
  it.each(FORMATS)('$codec keeps texts and a cover', async ({ container, codec }) => {
    const metadata = [
      ...Object.entries(TEXTS).map(([name, value]) =>
        tag(name === 'track' ? 'TRACKNUMBER' : name.toUpperCase(), value),
      ),
      tag('CATALOGID', 'SH-001'),
      picture(PNG),
    ];
    const path = join(folder, `tags.${container}`);
    await encodeFile(path, musicLike(2, 5000, 48000), { container, codec, sampleRateHz: 48000, metadata });
    const { tags, codecs } = probe(path);
    expect(tags).toMatchObject({ ...TEXTS, catalogid: 'SH-001' });
    expect(codecs).toEqual([codec, 'png']);
  });

  it.each(FORMATS)('$codec takes the texts of a WAV file', async ({ container, codec }) => {
    const list = infoList({
      INAM: utf8('Take 7\0'),
      IART: Uint8Array.of(0x4a, 0xfc, 0x72, 0x67),
      IPRD: utf8('Demos'),
      ICMT: utf8('rough'),
    });
    const bext: MetadataChunk = { kind: 'riff', id: 'bext', data: new Uint8Array(602), beforeAudio: true };
    const path = join(folder, `info.${container}`);
    const format = { container, codec, sampleRateHz: 48000, metadata: [bext, list] };
    await encodeFile(path, musicLike(1, 5000, 48000), format);
    expect(probe(path).tags).toMatchObject({ title: 'Take 7', artist: 'Jürg', album: 'Demos', comment: 'rough' });
  });

  it.each(FORMATS)('$codec holds a cover larger than a page', async ({ container, codec }) => {
    const path = join(folder, `large.${container}`);
    const cover = concat([PNG, new Uint8Array(300_000)]);
    const metadata = [tag('TITLE', 'Large'), picture(cover)];
    const audio = musicLike(2, 5000, 48000);
    await encodeFile(path, audio, { container, codec, sampleRateHz: 48000, metadata });
    expect(probe(path).tags).toMatchObject({ title: 'Large' });
    expect(decodeByFfmpeg(path, 2)[0]?.length).toBe(codec === 'aac' ? 5120 : 5000);
  });
});

describe('texts', () => {
  it('prefers tags, and reads AIFF chunks and damaged lists without harm', () => {
    const aiff = (id: string, value: string): MetadataChunk => ({ ...tag(id, value), kind: 'aiff' });
    const broken = infoList({ INAM: utf8('From the list'), ICMT: utf8('whole') });
    const cut = { ...broken, data: broken.data.subarray(0, broken.data.length - 3) };
    expect(textTags([tag('title', 'Tag'), cut, aiff('AUTH', 'Someone'), aiff('ANNO', '')])).toEqual([
      { name: 'TITLE', value: 'Tag' },
      { name: 'COMMENT', value: 'who' },
      { name: 'ARTIST', value: 'Someone' },
    ]);
    expect(buildId3([{ kind: 'riff', id: 'bext', data: new Uint8Array(602), beforeAudio: true }]).length).toBe(0);
  });
});
