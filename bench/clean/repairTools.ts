/** Mono tools of the benches of declipping and declicking: ours in this process, ffmpeg's as whole processes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { folder, writeWav } from './tools.ts';

export interface Repair {
  readonly y: Float64Array;
  readonly cpuSeconds: number;
}

export interface RepairTool {
  /** Of a peer: with the input, the key of its kept figures. */
  readonly version?: string;
  run(x: Float64Array): Repair;
}

export function peer(filter: string): RepairTool {
  const run = (x: Float64Array): Repair => {
    const [input, time] = [`${folder}/repair.wav`, `${folder}/repair.time`];
    writeWav(input, [x]);
    const one = ['-threads', '1', '-filter_threads', '1', '-i', input, '-af', filter, '-f', 'f32le', '-'];
    const command = ['-f', '%U %S', '-o', time, 'ffmpeg', '-v', 'error', ...one];
    const { stdout, status } = spawnSync('/usr/bin/time', command, { maxBuffer: 1 << 29 });
    if (status !== 0) throw new Error(`ffmpeg ${filter} failed`);
    const [user, system] = readFileSync(time, 'utf8').trim().split(' ').map(Number);
    const bytes = stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength);
    return { y: new Float64Array(new Float32Array(bytes)), cpuSeconds: user + system };
  };
  return { version: `ffmpeg ${filter}`, run };
}

export function ours(work: (x: Float64Array) => Float64Array): RepairTool {
  return {
    run: (x) => {
      const start = process.cpuUsage();
      const y = work(x);
      const used = process.cpuUsage(start);
      return { y, cpuSeconds: (used.user + used.system) / 1e6 };
    },
  };
}
