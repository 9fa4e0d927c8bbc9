/**
 * `master` beside ffmpeg's two-pass loudnorm on real songs: npm run bench master [seconds per song] [song ...].
 * Loudness by ffmpeg's ebur128 and true peak by soxr at sixteen times the rate, neither of them ours. Whole songs when the
 * seconds are 0. Then the time of analysis and rendering of a four-minute song, the peer's in the same run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { timed } from '../run.ts';
import { mixFile, songNames } from './songFiles.ts';

const seconds = Number(process.argv[2] ?? 60);
const wanted = process.argv.slice(3);
const folder = '.cache/bench/master';
mkdirSync(folder, { recursive: true });

const TARGETS = [
  { name: 'spotify', lufs: -14, dbtp: -1, options: ['--for', 'spotify'] },
  { name: 'loud', lufs: -11, dbtp: -1, options: ['--for', 'club', '--ceiling-dbtp', '-1'] },
  { name: 'very loud', lufs: -9, dbtp: -1, options: ['--for', 'club', '--intent', 'balanced', '--ceiling-dbtp', '-1'] },
  { name: 'r128', lufs: -23, dbtp: -1, options: ['--for', 'ebu-r128'] },
];

function ffmpeg(...args: string[]): string {
  const { status, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr.slice(-1000));
  return stderr;
}

/** Loudness and true peak by programs that are not ours. */
function measured(file: string): { lufs: number; dbtp: number } {
  const loudness = ffmpeg('-i', file, '-af', 'ebur128', '-f', 'null', '-');
  const rate = Number(/(\d+) Hz/.exec(loudness)?.[1]);
  const peaks = ffmpeg(
    '-i',
    file,
    '-af',
    `aresample=${16 * rate}:resampler=soxr:precision=28:osf=fltp,astats`,
    '-f',
    'null',
    '-',
  );
  return {
    lufs: Number([...loudness.matchAll(/I:\s+(-?[\d.]+) LUFS/g)].at(-1)?.[1]),
    dbtp: Math.max(...[...peaks.matchAll(/Peak level dB: (-?[\d.]+)/g)].map((m) => Number(m[1]))),
  };
}

const loudnorm = (lufs: number, dbtp: number): string => `loudnorm=I=${lufs}:TP=${dbtp}:LRA=20:linear=true`;

/** loudnorm as its guide asks: the second pass gets the figures of the first. Says whether it stayed linear. */
function peer(input: string, output: string, lufs: number, dbtp: number): string {
  const first = ffmpeg('-i', input, '-af', `${loudnorm(lufs, dbtp)}:print_format=json`, '-f', 'null', '-');
  const found = JSON.parse(first.slice(first.lastIndexOf('{'), first.lastIndexOf('}') + 1)) as Record<string, string>;
  const given = `measured_I=${found['input_i']}:measured_TP=${found['input_tp']}:measured_LRA=${found['input_lra']}:measured_thresh=${found['input_thresh']}:offset=${found['target_offset']}`;
  const second = ffmpeg(
    ...['-y', '-i', input, '-af', `${loudnorm(lufs, dbtp)}:${given}:print_format=json`],
    ...['-ar', '48000', '-c:a', 'pcm_s24le', output],
  );
  return /"normalization_type"\s*:\s*"(\w+)"/.exec(second)?.[1] ?? '?';
}

function own(input: string, output: string, options: readonly string[]): { loudness: number; peak: number } {
  const args = [
    'bin/studiohand.mjs',
    'master',
    input,
    ...options,
    '--codec-preview',
    'none',
    '--out',
    output,
    '--json',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.slice(-1000));
  const error = /"loudnessErrorLu":\s*(-?[\d.]+|null)/.exec(stdout)?.[1];
  const after = /"after":\s*\{[^}]*?"truePeakDbtp":\s*(-?[\d.]+)/g;
  return { loudness: Number(error), peak: Number([...stdout.matchAll(after)].at(-1)?.[1]) };
}

const row = (cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell, i) => (i < 2 ? String(cell).padEnd(20) : String(cell).padStart(12))).join(''));
row(['song', 'target', 'ours LU', 'ours dBTP16', 'by ebur128', 'by soxr 16x', 'loudnorm LU', 'dBTP 16x', 'mode']);
let worstLu = 0;
let worstOver = Number.NEGATIVE_INFINITY;
for (const name of wanted.length > 0 ? wanted : songNames()) {
  const input = mixFile(name, seconds);
  for (const { name: target, lufs, dbtp, options } of TARGETS) {
    const output = `${folder}/out.wav`;
    rmSync(output, { force: true });
    const { loudness, peak } = own(input, output, options);
    const ours = existsSync(output) ? measured(output) : { lufs: Number.NaN, dbtp: Number.NaN };
    const mode = peer(input, `${folder}/peer.wav`, lufs, dbtp);
    const theirs = measured(`${folder}/peer.wav`);
    worstLu = Math.max(worstLu, Math.abs(loudness));
    worstOver = Math.max(worstOver, ours.dbtp - dbtp);
    const cells = [
      loudness,
      peak,
      (ours.lufs - lufs).toFixed(1),
      ours.dbtp.toFixed(2),
      (theirs.lufs - lufs).toFixed(1),
    ];
    row([name, target, ...cells, theirs.dbtp.toFixed(2), mode]);
  }
}
console.log(`worst of ours: ${worstLu.toFixed(3)} LU, ${worstOver.toFixed(2)} dB against the ceiling`);

rmSync(`${folder}/out.wav`, { force: true });
const long = mixFile('long', 240);
const [analysis, all] = [
  timed([process.execPath, 'bin/studiohand.mjs', 'master', long, '--dry-run']),
  timed([process.execPath, 'bench/master/render.ts', long, `${folder}/out.wav`].toSpliced(1, 0, '--conditions=source')),
];
const filter = (extra: string): string[] => ['ffmpeg', '-y', '-i', long, '-af', `${loudnorm(-14, -1)}${extra}`];
const [first, second] = [
  timed([...filter(':print_format=json'), '-f', 'null', '-']),
  timed([...filter(''), '-ar', '48000', '-c:a', 'pcm_s24le', `${folder}/peer.wav`]),
];
console.log(
  `four minutes, CPU seconds: analysis ${analysis.cpuSeconds.toFixed(1)}; analysis and rendering ${all.cpuSeconds.toFixed(1)}, ${all.peakMegabytes.toFixed(0)} MB`,
);
console.log(
  `loudnorm, both passes: ${(first.cpuSeconds + second.cpuSeconds).toFixed(1)}, ${Math.max(first.peakMegabytes, second.peakMegabytes).toFixed(0)} MB`,
);
