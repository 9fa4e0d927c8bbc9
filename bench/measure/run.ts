/**
 * `studiohand measure` beside ffmpeg's ebur128 on a synthesised song: npm run bench measure [minutes].
 * Whole processes, start-up included, in turn. Needs ffmpeg and GNU time.
 */
import { compare } from '../run.ts';
import { songFile } from '../song.ts';

const minutes = Number(process.argv[2] ?? 10);
const file = await songFile(minutes, 24);
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
