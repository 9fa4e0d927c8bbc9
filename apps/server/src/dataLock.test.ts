import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from './startServer.ts';

let dataFolder: string;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'studiohand-lock-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

describe('a data folder', () => {
  it('belongs to one server at a time', async () => {
    const first = await startServer({ dataFolder, port: 0 });
    await expect(startServer({ dataFolder, port: 0 })).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringContaining(`127.0.0.1:${first.port}`),
    });
    expect((await fetch(`http://127.0.0.1:${first.port}/api/v1/tools`)).status).toBe(401);
    await first.close();
    expect(existsSync(join(dataFolder, 'server.lock'))).toBe(false);
    await (await startServer({ dataFolder, port: 0 })).close();
  });

  it('is free again after a crash: the process is gone, its port does not answer, or the lock is damaged', async () => {
    for (const lock of ['{"pid":999999999,"port":1}', `{"pid":${process.pid},"port":1}`, 'half']) {
      await writeFile(join(dataFolder, 'server.lock'), lock);
      await (await startServer({ dataFolder, port: 0 })).close();
    }
  });

  it('stays as it is when the port is taken', async () => {
    const first = await startServer({ dataFolder, port: 0 });
    const other = join(dataFolder, 'other');
    await expect(startServer({ dataFolder: other, port: first.port })).rejects.toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringContaining(String(first.port)),
    });
    await first.close();
    const file = join(dataFolder, 'a file');
    await writeFile(file, '');
    await expect(startServer({ dataFolder: file, port: 0 })).rejects.toMatchObject({ name: 'AudioError' });
  });
});
