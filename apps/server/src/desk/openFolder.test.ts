import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from './openFolder.ts';

const isLinux = process.platform === 'linux';
if (!isLinux) console.log('Skipped, not Linux: opening folders through a program of our own');

let folder: string;
const path = process.env['PATH'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studiohand-open-'));
});
afterEach(() => {
  process.env['PATH'] = path;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!isLinux)('openFolder', () => {
  it('hands the name over as one argument that no shell reads', async () => {
    const told = join(folder, 'told');
    await writeFile(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf '%s|' "$#" "$@" > '${told}.part'\nmv '${told}.part' '${told}'\n`,
    );
    await chmod(join(folder, 'xdg-open'), 0o755);
    process.env['PATH'] = `${folder}:${path}`;
    const odd = join(folder, `a "b" $(touch pwned); 'c' & d`);
    await mkdir(odd);
    await openFolder(odd);
    await expect.poll(() => existsSync(told)).toBe(true);
    expect(await readFile(told, 'utf8')).toBe(`1|${odd}|`);
  });

  it('says where the files are when there is no file manager', async () => {
    process.env['PATH'] = '';
    await expect(openFolder(folder)).rejects.toMatchObject({
      code: 'missing-program',
      hint: expect.stringContaining(folder),
    });
  });
});
