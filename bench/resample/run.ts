/**
 * Rate conversion beside `sox rate -v` on the same file, in turn. Like for like is file to file: a whole process that
 * reads, converts and writes. `studiohand convert` also analyses, dithers and proves; the resampler alone reads and
 * writes nothing, so its figure is no comparison with sox. Needs sox and GNU time. The file is made by bench/measure/run.ts.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { Resampler } from '@studiohand/core/dsp';
import { demoSong } from '@studiohand/core/music';
import { wasmKernels } from '@studiohand/kernels';
import { createAudio } from '@studiohand/node';
import { machine, median, timed } from '../run.ts';

const SECONDS = 300;
mkdirSync('.cache/bench', { recursive: true });
for (const [fromHz, toHz] of [
  [44100, 48000],
  [48000, 44100],
  [96000, 44100],
] as const) {
  const file = `.cache/bench/song-${fromHz}.wav`;
  if (!existsSync(file)) {
    const song = demoSong({ bars: 24, sampleRateHz: fromHz });
    const frameCount = SECONDS * fromHz;
    const spec = { container: 'wav', codec: 'pcm', encoding: { kind: 'int', bits: 24 }, frameCount } as const;
    const writer = await createAudio(file, { ...song.info, ...spec });
    for (let left = frameCount; left > 0; ) {
      for await (const block of song.blocks({ frameCount: left })) {
        await writer.write(block);
        left -= block.frames;
      }
    }
    await writer.finish();
  }
  const own: number[] = [];
  const peer: number[] = [];
  const alone: number[] = [];
  const plain: number[] = [];
  let memory = 0;
  for (let i = -1; i < 5; i++) {
    for (const out of ['.cache/bench/own.wav', '.cache/bench/plain.wav', '.cache/bench/peer.wav'])
      rmSync(out, { force: true });
    const sox = timed(['sox', file, '-b', '24', '.cache/bench/peer.wav', 'rate', '-v', String(toHz)]);
    const flags = [process.execPath, '--conditions=source', 'bench/resample/fileToFile.ts'];
    const fileToFile = timed([...flags, file, '.cache/bench/plain.wav', String(toHz)]);
    const cli = [process.execPath, '--conditions=source', 'apps/cli/src/main.ts', 'convert', file, '--json'];
    const convert = timed([...cli, '--out', '.cache/bench/own.wav', '--sample-rate-hz', String(toHz)]);
    const start = process.cpuUsage();
    kernelOnly(fromHz, toHz);
    const used = process.cpuUsage(start);
    if (i < 0) continue;
    peer.push(sox.cpuSeconds);
    plain.push(fileToFile.cpuSeconds);
    own.push(convert.cpuSeconds);
    alone.push((used.user + used.system) / 1e6);
    memory = Math.max(memory, convert.peakMegabytes);
  }
  const line = (name: string, seconds: number[]): string =>
    `  ${name.padEnd(28)} CPU ${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(2)}-${Math.max(...seconds).toFixed(2)}), ${(SECONDS / median(seconds)).toFixed(0)}x real time, speed against sox ${median(seconds.map((s, i) => (peer[i] as number) / s)).toFixed(2)}`;
  console.log(`${fromHz} to ${toHz} Hz, ${SECONDS} s stereo. ${machine()}`);
  console.log(line('sox rate -v', peer));
  console.log(line('file to file', plain));
  console.log(line('resampler alone, in memory', alone));
  console.log(`${line('convert, with proof', own)}, peak ${memory.toFixed(0)} MB`);
}

console.log('Other rates, the resampler alone, in memory:');
for (const [fromHz, toHz] of [
  [48000, 96000],
  [88200, 44100],
  [192000, 48000],
  [192000, 44100],
  [22050, 48000],
] as const) {
  const seconds: number[] = [];
  for (let i = -1; i < 5; i++) {
    const start = process.cpuUsage();
    kernelOnly(fromHz, toHz);
    const { user, system } = process.cpuUsage(start);
    if (i >= 0) seconds.push((user + system) / 1e6);
  }
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
  console.log(
    `  ${fromHz} to ${toHz} Hz: CPU ${median(seconds).toFixed(2)} s (${least.toFixed(2)}-${most.toFixed(2)}), ${(SECONDS / median(seconds)).toFixed(0)}x real time`,
  );
}

function kernelOnly(fromHz: number, toHz: number): void {
  const resampler = new Resampler({ fromHz, toHz, channels: 2, kernels: wasmKernels });
  const channels = [0, 1].map((c) => Float64Array.from({ length: 8192 }, (_, i) => Math.sin(i * i + c)));
  for (let left = SECONDS * fromHz; left > 0; left -= 8192)
    resampler.process({ channels, frames: Math.min(8192, left) });
  resampler.flush();
}
