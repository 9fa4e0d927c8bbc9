/**
 * `studiohand measure` beside ffmpeg's ebur128 on a synthesised song: npm run bench measure [minutes].
 * Whole processes, start-up included, in turn. Needs ffmpeg and GNU time.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { demoSong } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';
import { compare } from '../run.ts';

const minutes = Number(process.argv[2] ?? 10);
const folder = '.cache/bench';
const file = `${folder}/song-${minutes}min-48k24.wav`;
mkdirSync(folder, { recursive: true });
if (!existsSync(file)) {
  const song = demoSong({ bars: 24 });
  const frameCount = Math.round(minutes * 60 * 48000);
  const writer = await createAudio(file, {
    ...song.info,
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits: 24 },
    frameCount,
  });
  for (let left = frameCount; left > 0; ) {
    for await (const { channels, frames } of song.blocks({ frameCount: left })) {
      await writer.write({ channels, frames });
      left -= frames;
    }
  }
  await writer.finish();
}
const own = (...sections: string[]): string[] => [
  process.execPath,
  'bin/studiohand.mjs',
  'measure',
  file,
  '--json',
  ...sections,
];
const peer = (filter: string): string[] => [
  'ffmpeg',
  '-hide_banner',
  '-nostats',
  '-threads',
  '1',
  '-i',
  file,
  '-af',
  filter,
  '-f',
  'null',
  '-',
];
compare({
  'ffmpeg ebur128=peak=true': peer('ebur128=peak=true:framelog=verbose'),
  'ffmpeg ebur128 (loudness alone)': peer('ebur128=framelog=verbose'),
  'measure, everything': own(),
  'measure, loudness and true peak': own('--sections', 'loudness,truePeak'),
  'measure, loudness alone': own('--sections', 'loudness'),
});
