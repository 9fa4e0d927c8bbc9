/** Files and folders that cannot be read: each error names the file and says what is wrong and what to do. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, readAll } from '@studiohand/core/audio';
import { openAudio } from '@studiohand/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FuzzedFormat, seedFiles } from '../fuzz/seeds.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-bad-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The error of opening and reading; its message names the file, its hint is a sentence. */
async function failure(path: string, name: string): Promise<AudioError> {
  const error: unknown = await openAudio(path).then(
    async (source) => {
      await readAll(source).finally(() => source.close());
      return undefined;
    },
    (e: unknown) => e,
  );
  if (!(error instanceof AudioError)) throw error ?? new Error(`${name} was read`);
  expect(error.message).toContain(name);
  expect(error.hint).toMatch(/^[A-Z'].{10,}\.$/s);
  return error;
}
const given = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe('what is no audio file', () => {
  it('is named: missing, a folder, a part of the path that is a file, a circle of links', async () => {
    const missing = await failure(join(folder, 'missing.wav'), 'missing.wav');
    expect([missing.code, missing.message]).toEqual(['not-found', expect.stringContaining('no such file')]);
    mkdirSync(join(folder, 'a.wav'));
    expect((await failure(join(folder, 'a.wav'), 'a.wav')).code).toBe('not-a-file');
    given('plain', 'x');
    expect((await failure(join(folder, 'plain', 'b.wav'), 'b.wav')).code).toBe('not-found');
    symlinkSync('circle.wav', join(folder, 'circle.wav'));
    expect((await failure(join(folder, 'circle.wav'), 'circle.wav')).code).toBe('not-found');
    expect((await failure('', '')).code).toBe('not-found');
    expect((await failure(`${'x'.repeat(5000)}.wav`, 'xxx')).code).toBe('not-found');
    expect((await failure('a\0b.wav', 'b.wav')).code).toMatch(/not-/);
  });

  it('is told by its content, not by its name', async () => {
    const cases: [string, string | Uint8Array, RegExp][] = [
      ['empty.wav', '', /empty \(0 bytes\)/],
      ['text.wav', 'This is a text that someone renamed.\r\n', /text file/],
      ['zeros.aiff', new Uint8Array(5000), /zeros only/],
      ['image.flac', '\x89PNG\r\n\x1a\n', /no known audio|PNG/],
      ['archive.mp3', 'PK\x03\x04\x14\0\0\0', /ZIP archive/],
      ['page.html', '<!DOCTYPE html><html><body>404</body></html>', /text file/],
      ['one.wav', 'R', /text file|no known/],
      ['noise.wav', Uint8Array.from({ length: 999 }, (_, i) => (i * i * 31 + 5) & 127), /no known audio format/],
    ];
    for (const [name, bytes, what] of cases) {
      const error = await failure(given(name, bytes), name);
      expect(error.code).toBe('not-audio');
      expect(error.message).toMatch(what);
    }
  });

  it('may not be readable', async ({ skip }) => {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      console.log('Skipped, permissions do not bind this user: a file without read permission');
      skip();
    }
    const path = given('locked.wav', 'RIFF');
    chmodSync(path, 0);
    expect((await failure(path, 'locked.wav')).code).toBe('not-readable');
  });
});

describe('cut files', () => {
  it.each(['wave', 'aiff', 'flac', 'mp3', 'vorbis', 'opus'] as FuzzedFormat[])(
    '%s, at every header byte and on',
    async (format) => {
      const [seed = new Uint8Array()] = await seedFiles(format);
      const path = join(folder, `cut.${format}`);
      const outcomes = new Set<string>();
      for (let length = 1; length < seed.length; length += length < 400 ? 3 : 331) {
        writeFileSync(path, seed.subarray(0, length));
        const source = await openAudio(path).catch((error: unknown) => {
          if (!(error instanceof AudioError)) throw error;
          expect(error.message).toContain(`cut.${format}`);
          return error.code;
        });
        if (typeof source === 'string') {
          outcomes.add(source);
          continue;
        }
        // What can still be read is delivered in the length that is announced, and the loss is said.
        const { info } = source;
        const samples = await readAll(source).finally(() => source.close());
        expect(samples[0]?.length).toBe(info.frameCount);
        outcomes.add('read');
      }
      for (const code of outcomes) expect(['read', 'corrupt', 'truncated', 'not-audio']).toContain(code);
      expect(outcomes.has('corrupt') || outcomes.has('not-audio')).toBe(true);
    },
  );

  it('say in a note that something is missing', async () => {
    for (const format of ['wave', 'aiff', 'flac', 'mp3'] as const) {
      const [seed = new Uint8Array()] = await seedFiles(format);
      const soundBytes = { wave: 150, aiff: 1000, flac: 3000, mp3: 500 }[format];
      const source = await openAudio(given(`short.${format}`, seed.subarray(0, seed.length - soundBytes)));
      await source.close();
      expect(source.info.notes.join('\n'), format).toMatch(/cut off|truncated|left|corrected/);
    }
  });

  it('that become shorter while they are read', async () => {
    for (const format of ['wave', 'aiff', 'flac', 'mp3', 'vorbis', 'opus'] as const) {
      const [seed = new Uint8Array()] = await seedFiles(format);
      const path = given(`shrinking.${format}`, seed);
      const source = await openAudio(path);
      truncateSync(path, 60);
      const error: unknown = await readAll(source).then(
        () => undefined,
        (e: unknown) => e,
      );
      await source.close();
      if (!(error instanceof AudioError)) throw error ?? new Error(`${format} was read`);
      expect(['truncated', 'corrupt']).toContain(error.code);
      expect(error.message).toContain(`shrinking.${format}`);
    }
  });
});
