import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSink } from './fileSink.ts';
import { fileSource } from './fileSource.ts';
import { systemError } from './systemErrors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'studiohand-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof AudioError && error.hint.length > 10 && error.message.includes(folder)) return error.code;
    throw error;
  }
  return 'no error';
};

describe('fileSource', () => {
  it('reads anywhere, fewer bytes only at the end', () => {
    const path = join(folder, 'a.bin');
    writeFileSync(
      path,
      Uint8Array.from({ length: 100 }, (_, i) => i),
    );
    const source = fileSource(path);
    const target = new Uint8Array(10);
    expect([source.name, source.size, source.read(40, target), target[9]]).toEqual(['a.bin', 100, 10, 49]);
    expect([source.read(95, target), source.read(100, target), source.read(200, target)]).toEqual([5, 0, 0]);
    source.close();
    source.close();
    expect(() => source.read(0, target)).toThrow(AudioError);
  });

  it('says what is wrong with a path', async () => {
    expect(await code(() => fileSource(join(folder, 'missing.wav')))).toBe('not-found');
    expect(await code(() => fileSource(folder))).toBe('not-a-file');
    writeFileSync(join(folder, 'plain'), 'x');
    expect(await code(() => fileSource(join(folder, 'plain', 'b.wav')))).toBe('not-found');
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      expect(await code(() => fileSource(join(folder, 'pipe')))).toBe('not-a-file');
    }
  });

  it('maps the codes of the system', () => {
    const map = (name: string, doing: 'reading' | 'writing'): string =>
      systemError(Object.assign(new Error(name), { code: name }), '/x/y.wav', doing).code;
    expect(['EACCES', 'EISDIR', 'ENOENT', 'EIO', 'EWHAT'].map((c) => map(c, 'reading'))).toEqual([
      'not-readable',
      'not-a-file',
      'not-found',
      'not-readable',
      'not-readable',
    ]);
    expect(['EACCES', 'EROFS', 'ENOSPC', 'EEXIST', 'ENOENT', 'EWHAT'].map((c) => map(c, 'writing'))).toEqual([
      'not-writable',
      'not-writable',
      'disk-full',
      'output-exists',
      'not-writable',
      'not-writable',
    ]);
  });
});

describe('fileSink', () => {
  it('shows the file only after commit, with patched bytes', async () => {
    const path = join(folder, 'out.bin');
    const sink = await fileSink(path);
    const big = new Uint8Array(3 << 20).fill(7);
    await sink.write(Uint8Array.of(1, 2, 3));
    await sink.write(big);
    await sink.writeAt(1, Uint8Array.of(9));
    await sink.write(Uint8Array.of(4));
    expect(existsSync(path)).toBe(false);
    await sink.commit();
    const got = readFileSync(path);
    expect([got.length, ...got.subarray(0, 4), got.at(-1)]).toEqual([big.length + 4, 1, 9, 3, 7, 4]);
    expect(readdirSync(folder).filter((n) => n.includes('partial'))).toEqual([]);
  });

  it('never overwrites, not even a file that appears meanwhile', async () => {
    const path = join(folder, 'taken.bin');
    const sink = await fileSink(path);
    await sink.write(Uint8Array.of(1));
    writeFileSync(path, 'mine');
    expect(await code(() => sink.commit())).toBe('output-exists');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await code(() => fileSink(path))).toBe('output-exists');
    mkdirSync(join(folder, 'dir'));
    expect(await code(() => fileSink(join(folder, 'dir')))).toBe('output-exists');
    expect(readdirSync(folder).filter((n) => n.includes('partial'))).toEqual([]);
  });

  it('leaves nothing after abort and names a missing folder', async () => {
    const sink = await fileSink(join(folder, 'gone.bin'));
    await sink.write(Uint8Array.of(1));
    await sink.abort();
    await sink.abort();
    expect(readdirSync(folder).filter((n) => n.includes('gone'))).toEqual([]);
    expect(await code(() => fileSink(join(folder, 'no', 'such', 'a.wav')))).toBe('not-writable');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing after %s', async (signal) => {
    const where = join(folder, signal);
    mkdirSync(where);
    const script = `import { fileSink } from ${JSON.stringify(new URL('./fileSink.ts', import.meta.url).href)};
      await fileSink(${JSON.stringify(join(where, 'a.wav'))}); process.stdout.write('ready'); setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readdirSync(where)).toHaveLength(1);
    const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(readdirSync(where)).toEqual([]);
  });
});
