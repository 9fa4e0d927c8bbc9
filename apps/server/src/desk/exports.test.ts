import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MetadataChunk } from '@studiohand/core/audio';
import type { ExportRecord, Session, Source, Take } from '@studiohand/core/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBytes, noise } from '../testing/testFiles.ts';
import { type TestServer, testServer } from '../testing/testServer.ts';
import type { ExportPreview } from './exports.ts';

/** A chunk of a kind that nobody knows: it has to come through untouched. */
const CHUNK: MetadataChunk = { kind: 'riff', id: 'xyz ', data: new Uint8Array([9, 8, 7, 6, 5, 4]), beforeAudio: true };
const TITLE = '../..\\My: "Song"?';
const FOLDER = '-..-My- -Song--';

let t: TestServer;
let session: Session;
let source: Source;
let take: Take;
const opened: string[] = [];

beforeAll(async () => {
  t = await testServer({
    openFolder: async (folder) => {
      opened.push(folder);
    },
  });
  session = await t.session(TITLE);
  source = await t.upload(session.id, 'Track 1.wav', await audioBytes(noise(30_000), { metadata: [CHUNK] }));
  const body = {
    sessionId: session.id,
    sourceId: source.id,
    kind: 'render',
    tool: 'gain',
    params: { invertPolarity: true },
  };
  const job = await t.ended((await t.json<{ id: string }>('POST', '/jobs', body)).id);
  const { takes } = await t.json<{ takes: Take[] }>('GET', `/sessions/${session.id}`);
  take = takes.find(({ id }) => id === job.result?.takeId) as Take;
});
afterAll(() => t.close());

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const exportTake = (body: object): Promise<ExportRecord> => t.json('POST', `/takes/${take.id}/exports`, body);

describe('an export', () => {
  it('is by default the take, bit for bit, under the previewed name, metadata and all', async () => {
    const preview = await t.json<ExportPreview>('GET', `/takes/${take.id}/export-preview`);
    const record = await exportTake({});
    expect(preview.name).toBe('Track 1_Gain +0.00 dB, polarity inverted.wav');
    expect(record.path).toBe(join(preview.folder, preview.name));
    expect(preview.folder.endsWith(join('exports', FOLDER))).toBe(true);
    expect(record.sha256).toBe(take.sha256);
    expect(hash(record.path)).toBe(take.sha256);
    expect(preview.chunks).toContain('xyz ');
    expect(preview.spec).toEqual(take.audio);
    expect(readFileSync(record.path).includes(Buffer.from(CHUNK.data))).toBe(true);
  });

  it('never overwrites: taken names are numbered', async () => {
    const first = await exportTake({ name: 'Master' });
    writeFileSync(first.path, 'mine now');
    const second = await exportTake({ name: 'Master' });
    expect(second.path).toBe(join(dirname(first.path), 'Master (2).wav'));
    expect(readFileSync(first.path, 'utf8')).toBe('mine now');
    const both = await Promise.all([exportTake({ name: 'Twice' }), exportTake({ name: 'Twice' })]);
    expect(new Set(both.map(({ path }) => path)).size).toBe(2);
    for (const { path } of both) expect(hash(path)).toBe(take.sha256);
  });

  it('stays in its folder, whatever it is called', async () => {
    for (const [name, file] of [
      ['../../../evil', '-..-..-evil.wav'],
      ['/etc/passwd', '-etc-passwd.wav'],
      ['..\\..\\evil', '-..-evil.wav'],
      ['...', 'Export.wav'],
      ['CON', '_CON.wav'],
      ['a\u0000\u202Eb', 'ab.wav'],
      [`${'ü'.repeat(180)}`, `${'ü'.repeat(75)}.wav`],
    ] as const) {
      const { path } = await exportTake({ name });
      expect(path).toBe(join(t.dataFolder, 'exports', FOLDER, file));
    }
    expect(readdirSync(join(t.dataFolder, 'exports'))).toEqual([FOLDER]);
  });

  it('goes through convert where another format is asked for', async () => {
    const request = { to: 'flac', name: 'Archive' };
    const preview = await t.json<ExportPreview>('GET', `/takes/${take.id}/export-preview?to=flac&name=Archive`);
    expect(preview).toMatchObject({ name: 'Archive.flac', spec: { container: 'flac', encoding: { bits: 16 } } });
    const { path } = await exportTake(request);
    expect(path.endsWith('Archive.flac')).toBe(true);
    if (spawnSync('flac', ['--version']).error) {
      console.log('Skipped, flac is not installed: decoding the export with it');
    } else {
      const raw = execFileSync('flac', ['-dcs', '--force-raw-format', '--endian=little', '--sign=signed', path]);
      const inverted = noise(30_000).map((channel) => channel.map((value) => -value * 32_768 + 0));
      for (let i = 0; i < 30_000; i += 997) expect(raw.readInt16LE(i * 4 + 2)).toBe(inverted[1]?.[i]);
    }
    const deep = await exportTake({ bitDepth: '24', sampleRateHz: 44_100, ditherMode: 'tpdf', name: 'Other' });
    const header = readFileSync(deep.path);
    expect(header.readUInt32LE(header.indexOf('fmt ') + 12)).toBe(44_100);
    expect(header.readUInt16LE(header.indexOf('fmt ') + 22)).toBe(24);
    const same = await exportTake({ to: 'wav', bitDepth: '16', sampleRateHz: 48_000, name: 'Same' });
    expect(same.sha256).toBe(take.sha256);
    await expect(exportTake({ to: 'exe' })).rejects.toThrow(/400.*to/);
  });

  it('opens its folder, and nothing else', async () => {
    const record = await exportTake({ name: 'Shown' });
    await t.json('POST', `/exports/${record.id}/reveal`);
    expect(opened).toEqual([join(t.dataFolder, 'exports', FOLDER)]);
    rmSync(join(t.dataFolder, 'exports'), { recursive: true });
    await expect(t.json('POST', `/exports/${record.id}/reveal`)).rejects.toThrow(/404/);
    await expect(t.json('POST', '/exports/none/reveal')).rejects.toThrow(/404/);
  });

  it('of a damaged take is refused, and leaves nothing', async () => {
    const blob = join(t.dataFolder, 'blobs', take.sha256.slice(0, 2), take.sha256);
    const bytes = readFileSync(blob);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(blob, bytes);
    await expect(exportTake({ name: 'Damaged' })).rejects.toThrow(/422.*corrupt/);
    expect(readdirSync(join(t.dataFolder, 'exports', FOLDER))).toEqual([]);
    expect(readdirSync(join(t.dataFolder, 'tmp'))).toEqual([]);
  });
});
