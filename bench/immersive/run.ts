/**
 * What `immersive` costs: CPU and memory of analysis and rendering of 4 and 12 stereo stems of four minutes at 48 kHz,
 * 24 bit, half of them in the bed and half as objects, into an ADM BWF. Beside it ffmpeg, which knows neither ADM nor
 * objects, mixing the same files into a plain WAV of two tracks less, and measuring loudness and true peak of one stereo
 * file, where the level move measures the 5.1 render: npm run bench immersive [minutes].
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { bytes, machine, timed } from '../run.ts';
import { songFile } from '../song.ts';

const minutes = Number(process.argv[2] ?? 4);
const folder = '.cache/bench/immersive';
mkdirSync(folder, { recursive: true });

const song = await songFile(minutes, 24);

/** Stems that differ: slices of the spectrum of one song. */
function stems(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const file = `${folder}/stem-${minutes}-${i}.wav`;
    const filter = `bandpass=f=${Math.round(80 * 1.5 ** i)}:width_type=o:w=1.5`;
    timed(['ffmpeg', '-nostdin', '-y', '-i', song, '-af', filter, '-c:a', 'pcm_s24le', file]);
    return file;
  });
}

/** The largest bed that its layouts have a name for. */
const BED = 8;

/** ffmpeg: stems of the bed summed into its left and right of 7.1, each object stem two channels after them. */
function peerFilter(count: number): { filter: string; tracks: number } {
  const inBed = Math.ceil(count / 2);
  const tracks = BED + 2 * (count - inBed);
  const bed = Array.from({ length: inBed }, (_, i) => `[${i}]`).join('');
  const silent = `[bed]pan=7.1|c0=c0|c1=c1[wide]`;
  const objects = Array.from({ length: count - inBed }, (_, i) => `[${inBed + i}]`).join('');
  const filter = `${bed}amix=inputs=${inBed}:normalize=0[bed];${silent};[wide]${objects}amerge=inputs=${1 + count - inBed}[out]`;
  return { filter, tracks };
}

console.log(machine());
for (const count of [4, 12]) {
  const files = stems(count);
  const stage = files.map((_, i) =>
    i < Math.ceil(count / 2) ? { file: i + 1, to: 'bed' } : { file: i + 1, to: 'object', y: 0.5 - i / count, z: 0.5 },
  );
  const list = `${folder}/list.json`;
  writeFileSync(list, JSON.stringify({ files, stage }));
  const output = `${folder}/out.wav`;
  rmSync(output, { force: true });
  const own = timed([process.execPath, '--conditions=source', 'bench/immersive/render.ts', list, output]);
  const { filter, tracks } = peerFilter(count);
  const peerOut = `${folder}/peer.wav`;
  const inputs = files.flatMap((file) => ['-i', file]);
  const mix = timed([
    ...['ffmpeg', '-nostdin', '-y', ...inputs, '-filter_complex', filter, '-map', '[out]'],
    ...['-c:a', 'pcm_s24le', '-rf64', 'auto', peerOut],
  ]);
  const measure = timed([
    'ffmpeg',
    '-nostdin',
    '-i',
    files[0] as string,
    '-af',
    'ebur128=peak=true',
    '-f',
    'null',
    '-',
  ]);
  const peer = mix.cpuSeconds + measure.cpuSeconds;
  console.log(
    `${String(count).padStart(2)} stems of ${minutes} min: CPU ${own.cpuSeconds.toFixed(1)} s, peak ${own.peakMegabytes.toFixed(0)} MB, ${(bytes(output) / 2 ** 20).toFixed(0)} MB written; ` +
      `ffmpeg, ${tracks} tracks: mix ${mix.cpuSeconds.toFixed(1)} s and loudness of one stem ${measure.cpuSeconds.toFixed(1)} s, peak ${mix.peakMegabytes.toFixed(0)} MB; ratio ${(own.cpuSeconds / peer).toFixed(1)}`,
  );
  for (const file of [...files, output, peerOut]) rmSync(file, { force: true });
}
