/**
 * What clash costs: CPU seconds per stem and 30 s of music, start-up included and taken off (a run on a hundredth of a
 * second of the same stems). No masking analyser can be had from npm or Debian, so there is no peer; the bound is the
 * 0.1 s per stem and 30 s that the project asks for. Stems: the four of the CC0 song Sodium where the shared recordings
 * are there, else four synthesised songs an octave's filter apart.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machine, median, type Run, timed } from '../run.ts';
import { songFile } from '../song.ts';

const STEMS = ['drums', 'bass', 'other', 'vocals'];
const FILTERS = ['lowpass=f=200', 'bandpass=f=500', 'bandpass=f=2000', 'highpass=f=4000'];
const RUNS = 5;
const folder = '.cache/bench/clash';
const shared = fileURLToPath(new URL('../../../shared/audio/stems/sodium/', import.meta.url));
mkdirSync(folder, { recursive: true });

async function stemFiles(): Promise<string[]> {
  const real = existsSync(shared);
  const song = real ? '' : await songFile(5, 24);
  return STEMS.map((stem, i) => {
    const file = `${folder}/${real ? 'sodium' : 'song'}-${stem}.wav`;
    if (!existsSync(file)) {
      const input = real ? ['-i', `${shared}${stem}.flac`] : ['-i', song, '-af', FILTERS[i]];
      execFileSync('ffmpeg', ['-v', 'error', ...input, '-c:a', 'pcm_s24le', file]);
    }
    return file;
  });
}

function short(file: string): string {
  const out = file.replace('.wav', '-short.wav');
  if (!existsSync(out)) execFileSync('ffmpeg', ['-v', 'error', '-t', '0.01', '-i', file, '-c:a', 'pcm_s24le', out]);
  return out;
}

const files = await stemFiles();
const seconds = Number(
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', files[0]], {
    encoding: 'utf8',
  }),
);
const command = (list: readonly string[]): string[] => [process.execPath, 'bin/studiohand.mjs', 'clash', ...list];
const whole: Run[] = [];
const start: Run[] = [];
for (let i = -1; i < RUNS; i++) {
  const run = timed(command(files));
  const idle = timed(command(files.map(short)));
  if (i < 0) continue;
  whole.push(run);
  start.push(idle);
}
const units = (files.length * seconds) / 30;
const all = whole.map((run) => run.cpuSeconds / units);
const net = whole.map((run, i) => (run.cpuSeconds - start[i].cpuSeconds) / units);
const spread = (list: readonly number[]): string =>
  `${median(list).toFixed(3)} s (${Math.min(...list).toFixed(3)}-${Math.max(...list).toFixed(3)})`;
console.log(machine());
console.log(
  `${files.length} stems of ${seconds.toFixed(0)} s: per stem and 30 s, start-up included ${spread(all)}, without ${spread(net)}`,
);
console.log(`peak ${Math.max(...whole.map((run) => run.peakMegabytes)).toFixed(0)} MB`);
