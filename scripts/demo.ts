/**
 * The main job in a terminal: synthesise the demo song once, measure it, convert it, and say what to do with one's own
 * files. Everything lands in the folder `out/demo`; nothing else is touched.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { demoSong } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';

const folder = 'out/demo';
const song = `${folder}/Demo Song.wav`;
const page = `${folder}/Demo Song.html`;
const copy = `${folder}/Demo Song.flac`;

function studiohand(...args: string[]): void {
  process.stdout.write(`\n$ npx studiohand ${args.map((a) => (a.includes(' ') ? `"${a}"` : a)).join(' ')}\n`);
  const { status } = spawnSync(process.execPath, ['--conditions=source', 'apps/cli/src/main.ts', ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

mkdirSync(folder, { recursive: true });
if (!existsSync(song)) {
  process.stdout.write('Synthesising a demo song (made by this project, free of anybody’s rights) ...\n');
  const source = demoSong();
  const writer = await createAudio(song, {
    ...source.info,
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits: 24 },
  });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
}
for (const made of [page, copy]) rmSync(made, { force: true });
studiohand('measure', song, '--report', page);
studiohand('convert', song, '--to', 'flac', '--out', copy);
process.stdout.write(
  `\nOpen ${page} in a browser for the plots.\nYour own files: npx studiohand measure FILE...    npx studiohand convert FILE... --to flac    npx studiohand --help\n`,
);
