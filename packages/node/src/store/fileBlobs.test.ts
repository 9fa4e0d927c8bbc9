import { createHash, randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileBlobs, openBlobs } from './fileBlobs.ts';

let folder = '';
let blobs: FileBlobs;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-blobs-'));
  blobs = await openBlobs(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* parts(bytes: Uint8Array, size = 7000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function listed(): Promise<string[]> {
  const names: string[] = [];
  for await (const name of blobs.list()) names.push(name);
  return names;
}

async function code(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AudioError && error.message.length > 10 && error.hint.length > 10) return error.code;
  throw error;
}

describe('FileBlobs', () => {
  it('keeps content under its hash, once, also the empty one', async () => {
    const contents = [randomBytes(100_000), randomBytes(1), new Uint8Array(0)];
    for (const content of [...contents, ...contents]) {
      expect(await blobs.add(parts(content))).toEqual({ sha256: sha256(content), bytes: content.length });
      expect(readFileSync(await blobs.path(sha256(content))).equals(content)).toBe(true);
    }
    expect(await listed()).toEqual(contents.map(sha256).sort());
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(await blobs.path(sha256(contents[0] as Uint8Array))).toBe(
      join(folder, 'blobs', sha256(contents[0] as Uint8Array).slice(0, 2), sha256(contents[0] as Uint8Array)),
    );
  });

  it('syncs the content before its name, and the name before it is reported', async () => {
    const steps: string[] = [];
    const told = await openBlobs(folder, { onStep: (step) => steps.push(step) });
    steps.length = 0;
    await told.add(parts(randomBytes(10)));
    const inOrder = ['create', 'write', 'sync', 'make folder', 'rename', 'sync folder', 'sync folder'];
    expect(steps).toEqual(inOrder.flatMap((step) => [`${step} before`, `${step} after`]));
    const path = await told.temporaryPath('.wav');
    writeFileSync(path, randomBytes(10));
    steps.length = 0;
    await told.adopt(path);
    expect(steps).toEqual(inOrder.slice(2).flatMap((step) => [`${step} before`, `${step} after`]));
  });

  it('takes many at once, the same and others', async () => {
    const contents = Array.from({ length: 12 }, (_, n) => Buffer.alloc(50_000, n % 4));
    const stored = await Promise.all(contents.map((content) => blobs.add(parts(content))));
    expect(stored.map((one) => one.sha256)).toEqual(contents.map(sha256));
    expect((await listed()).length).toBe(4);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it('adopts a finished file, also where its content is there already', async () => {
    const content = randomBytes(3_000_000);
    for (let n = 0; n < 2; n++) {
      const path = await blobs.temporaryPath('.wav');
      writeFileSync(path, content);
      expect(await blobs.adopt(path)).toEqual({ sha256: sha256(content), bytes: content.length });
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    }
    expect(await listed()).toEqual([sha256(content)]);
    expect(await code(blobs.adopt(join(folder, 'tmp', 'gone.wav')))).toBe('not-found');
  });

  it('replaces a copy that was cut short', async () => {
    const content = randomBytes(10_000);
    await blobs.add(parts(content));
    writeFileSync(await blobs.path(sha256(content)), content.subarray(0, 4096));
    await blobs.add(parts(content));
    expect(readFileSync(await blobs.path(sha256(content))).equals(content)).toBe(true);
  });

  it('leaves nothing after too many bytes, a cancel or a failing source', async () => {
    const content = randomBytes(20_000);
    expect(await code(blobs.add(parts(content), { maxBytes: 19_999 }))).toBe('too-large');
    const controller = new AbortController();
    async function* cancelling(): AsyncIterable<Uint8Array> {
      yield content;
      controller.abort();
      yield content;
    }
    expect(await code(blobs.add(cancelling(), { signal: controller.signal }))).toBe('cancelled');
    async function* failing(): AsyncIterable<Uint8Array> {
      yield content;
      throw new AudioError('truncated', 'The upload ended early', 'Send the file again.');
    }
    expect(await code(blobs.add(failing()))).toBe('truncated');
    expect([await listed(), readdirSync(join(folder, 'tmp'))]).toEqual([[], []]);
    expect((await blobs.add(parts(content), { maxBytes: 20_000 })).bytes).toBe(20_000);
  });

  it('removes, and says what is not there', async () => {
    const { sha256: hash } = await blobs.add(parts(randomBytes(10)));
    await blobs.remove(hash);
    await blobs.remove(hash);
    expect(await code(blobs.path(hash))).toBe('not-found');
    expect(await listed()).toEqual([]);
  });

  it('refuses names that are no hashes', async () => {
    const names = ['', '../studio.sqlite', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`, 'a'.repeat(65)];
    expect(await Promise.all(names.map((name) => code(blobs.path(name))))).toEqual(
      names.map(() => 'invalid-parameter'),
    );
    expect(await Promise.all(names.map((name) => code(blobs.remove(name))))).toEqual(
      names.map(() => 'invalid-parameter'),
    );
    for (const ending of ['/../x', '.wav/', 'wav', '.a b']) {
      expect(await code(blobs.temporaryPath(ending))).toBe('invalid-parameter');
    }
  });

  it.skipIf(process.platform === 'win32')('refuses symbolic links everywhere', async () => {
    const content = randomBytes(100);
    const secret = join(folder, 'secret');
    writeFileSync(secret, content);
    const link = join(folder, 'tmp', 'link.wav');
    symlinkSync(secret, link);
    expect(await code(blobs.adopt(link))).toBe('not-a-file');
    expect(await code(blobs.adopt(folder))).toBe('not-a-file');
    const hash = sha256(content);
    mkdirSync(join(folder, 'blobs', hash.slice(0, 2)));
    symlinkSync(secret, join(folder, 'blobs', hash.slice(0, 2), hash));
    expect(await code(blobs.path(hash))).toBe('corrupt');
    expect(await code(blobs.add(parts(content)))).toBe('corrupt');
    expect(await listed()).toEqual([]);
    rmSync(join(folder, 'blobs'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    mkdirSync(join(folder, 'blobs'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'blobs', hash.slice(0, 2)));
    expect(await code(blobs.add(parts(content)))).toBe('not-writable');
    expect([await listed(), readdirSync(join(folder, 'elsewhere'))]).toEqual([[], []]);
    rmSync(join(folder, 'tmp'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'tmp'));
    expect(await code(openBlobs(folder))).toBe('not-writable');
    expect(readFileSync(secret).equals(content)).toBe(true);
  });

  it('removes what a crash left, and nothing else', async () => {
    const { sha256: hash } = await blobs.add(parts(randomBytes(10)));
    writeFileSync(await blobs.temporaryPath('.part'), 'half');
    writeFileSync(join(folder, 'tmp', '.Song.wav.partial-00ff00ff'), 'half');
    mkdirSync(join(folder, 'tmp', 'stems'));
    linkSync(await blobs.path(hash), join(folder, 'tmp', 'stems', 'a.wav'));
    expect(await blobs.recover()).toEqual({ removedTemporaryFiles: 3 });
    expect([readdirSync(join(folder, 'tmp')), await listed()]).toEqual([[], [hash]]);
  });
});
