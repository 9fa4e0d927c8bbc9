import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';

/** One finished run of a whole process: CPU and wall seconds and peak memory as GNU time saw them. */
export interface Run {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

/** Runs a command under `/usr/bin/time` (Debian: time); output is thrown away. */
export function timed(command: readonly string[]): Run {
  const format = '%U %S %e %M';
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', format, ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${stderr.slice(-2000)}`);
  const [user, system, wall, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { cpuSeconds: user + system, wallSeconds: wall, peakMegabytes: kilobytes / 1024 };
}

/** Middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** Runs commands in turn (A B A B ...), after one warm-up each, and prints medians, spread and the ratio to the first. */
export function compare(commands: Readonly<Record<string, readonly string[]>>, runs = 5): void {
  const names = Object.keys(commands);
  const results = new Map<string, Run[]>(names.map((name) => [name, []]));
  for (let i = -1; i < runs; i++) {
    for (const name of names) {
      const run = timed(commands[name] as readonly string[]);
      if (i >= 0) results.get(name)?.push(run);
    }
  }
  console.log(machine());
  const cpu = (name: string): number[] => (results.get(name) as Run[]).map((run) => run.cpuSeconds);
  const base = cpu(names[0] as string);
  for (const name of names) {
    const own = cpu(name);
    const ratio = median(own.map((value, i) => value / (base[i] as number)));
    const memory = Math.max(...(results.get(name) as Run[]).map((run) => run.peakMegabytes));
    console.log(
      `${name.padEnd(44)} CPU ${median(own).toFixed(2)} s (${Math.min(...own).toFixed(2)}-${Math.max(...own).toFixed(2)})  ratio ${ratio.toFixed(2)}  peak ${memory.toFixed(0)} MB`,
    );
  }
}

/** Machine stamp: without it a figure means nothing. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown CPU';
  return `${model}, ${cpus().length} cores, Linux ${release()}, Node ${process.versions.node}, load ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}`;
}

/** Size of a file in bytes. */
export const bytes = (path: string): number => statSync(path).size;

/** Text of a file. */
export const text = (path: string): string => readFileSync(path, 'utf8');
