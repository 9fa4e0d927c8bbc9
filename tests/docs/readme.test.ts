import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoSong } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';
import { tools } from '@studiohand/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The commands that the README and the tools' guides show are run as they stand there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'studiohand-docs-'));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function commandsOf(markdown: string): string[] {
  return [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((block) => (block[1] as string).split('\n'))
    .filter((line) => /^(npx )?studiohand /.test(line))
    .map((line) => line.replace(/^(npx )?studiohand /, '').replace(/\s+#.*$/, ''));
}

async function song(path: string): Promise<void> {
  const source = demoSong({ bars: 2 });
  const spec = { container: 'wav', codec: 'pcm', encoding: { kind: 'int', bits: 24 } } as const;
  const writer = await createAudio(path, { ...source.info, ...spec });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
}

beforeAll(async () => {
  await song(join(folder, 'song.wav'));
  mkdirSync(join(folder, 'album'));
  await song(join(folder, 'album', 'one.wav'));
  await song(join(folder, 'album', 'two.wav'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  const commands = commandsOf(read('README.md'));

  it('shows some commands', () => expect(commands.length).toBeGreaterThan(4));

  it.each(commands)('studiohand %s', (command) => {
    const args = command.split(/\s+/);
    const run = spawnSync(process.execPath, [join(root, 'bin/studiohand.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.stderr).not.toContain('studiohand:');
    expect(run.status).toBe(0);
    for (const option of ['--out', '--report']) {
      const at = args.indexOf(option);
      if (at >= 0) expect(existsSync(join(folder, args[at + 1] as string))).toBe(true);
    }
  });

  it('names every tool and links its guide', () => {
    const readme = read('README.md');
    for (const { id } of tools) {
      expect(readme).toContain(`packages/tools/src/${id}/README.md`);
      expect(existsSync(join(root, `packages/tools/src/${id}/README.md`))).toBe(true);
    }
  });

  it('has no link to a file that is not there', () => {
    for (const [, target] of read('README.md').matchAll(/\]\(([^)#:]+)\)/g))
      expect(existsSync(join(root, target as string)), target).toBe(true);
  });
});
