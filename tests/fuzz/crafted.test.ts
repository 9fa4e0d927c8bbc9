/** Files made to keep a parser busy or to fill the memory, of some MB: each is read or refused within seconds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { openAudio } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedFiles } from './seeds.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-crafted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MEGABYTE = 2 ** 20;
const text = (s: string): Uint8Array => Uint8Array.from(s, (c) => c.charCodeAt(0));
const join2 = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const repeated = (part: Uint8Array, bytes: number): Uint8Array =>
  new Uint8Array(Buffer.alloc(bytes - (bytes % part.length), part));
const be32 = (v: number): Uint8Array => Uint8Array.of(v >>> 24, v >>> 16, v >>> 8, v);
const le32 = (v: number): Uint8Array => be32(v).reverse();

/** Reads the whole file; 'read', or the code of its AudioError. */
async function outcome(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'crafted');
  writeFileSync(path, bytes);
  try {
    const source = await openAudio(path);
    try {
      for await (const block of source.blocks()) expect(block.frames).toBeGreaterThan(0);
    } finally {
      await source.close();
    }
    return 'read';
  } catch (error) {
    if (error instanceof AudioError) return error.code;
    throw error;
  }
}

async function timed(bytes: Uint8Array): Promise<string> {
  const started = performance.now();
  const result = await outcome(bytes);
  expect(performance.now() - started).toBeLessThan(4000);
  return result;
}

/** STREAMINFO for blocks of 65,535 frames of 8 channels of 24 bits, by which a frame may have 2 MB. */
const streamInfo = (last: boolean): Uint8Array =>
  join2(
    Uint8Array.of(last ? 0x80 : 0, 0, 0, 34, 0, 16, 0xff, 0xff, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(0x0a, 0xc4, 0x4f, 0x70, 0, 1, 0, 0),
    new Uint8Array(16),
  );

describe('hostile files', () => {
  it('FLAC of frame headers only', async () => {
    // Fixed blocks of 192 frames, 44.1 kHz, 8 channels, 24 bits, frame 0: a header whose CRC-8 is right.
    const header = Uint8Array.of(0xff, 0xf8, 0x19, 0x7c, 0x00, 0x00);
    let crc = 0;
    for (const byte of header.subarray(0, 5)) {
      crc ^= byte;
      for (let i = 0; i < 8; i++) crc = crc & 0x80 ? ((crc << 1) ^ 7) & 0xff : crc << 1;
    }
    header[5] = crc;
    const start = join2(text('fLaC'), streamInfo(true));
    expect(await timed(join2(start, repeated(header, 8 * MEGABYTE)))).toBe('corrupt');
    const tail = new Uint8Array(1.5 * MEGABYTE).fill(1);
    expect(await timed(join2(start, repeated(header, 0.3 * MEGABYTE), tail))).toBe('corrupt');
  });

  it('FLAC of empty metadata blocks, and of millions of tags', async () => {
    const blocks = repeated(join2(Uint8Array.of(2, 0, 0, 4), text('riff')), 8 * MEGABYTE);
    expect(await timed(join2(text('fLaC'), streamInfo(false), blocks))).toBe('corrupt');
    const tags = repeated(join2(le32(2), text('A=')), 12 * MEGABYTE);
    const size = 8 + tags.length;
    const head = Uint8Array.of(0x84, size >> 16, size >> 8, size);
    const before = process.memoryUsage().heapUsed;
    await timed(join2(text('fLaC'), streamInfo(false), head, le32(0), le32(tags.length / 6), tags));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(128 * MEGABYTE);
  });

  it('MP3 of ID3 tags only, of sync bytes only, and behind junk', async () => {
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0);
    expect(await timed(repeated(tag, 16 * MEGABYTE))).toBe('corrupt');
    const sync = repeated(Uint8Array.of(0xff, 0xfb, 0x90, 0x00), 8 * MEGABYTE);
    expect(['read', 'corrupt', 'not-audio']).toContain(await timed(sync));
    expect(['corrupt', 'not-audio']).toContain(await timed(repeated(Uint8Array.of(0xff), 8 * MEGABYTE)));
  });

  it('WAVE and AIFF of empty chunks only', async () => {
    const wave = repeated(join2(text('abcd'), le32(0)), 8 * MEGABYTE);
    expect(await timed(join2(text('RIFF'), le32(wave.length + 4), text('WAVE'), wave))).toBe('corrupt');
    const aiff = repeated(join2(text('abcd'), be32(0)), 8 * MEGABYTE);
    expect(await timed(join2(text('FORM'), be32(aiff.length + 4), text('AIFF'), aiff))).toBe('corrupt');
  });

  it('a WAVE whose ds64 promises 2^63 bytes and rows without end', async () => {
    const ds64 = join2(repeated(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 24), le32(0xffffffff));
    const [wave = new Uint8Array()] = await seedFiles('wave');
    const body = join2(text('ds64'), le32(28), ds64, wave.slice(12));
    expect(await timed(join2(text('RF64'), le32(0xffffffff), text('WAVE'), body))).toBe('read');
  });
});
