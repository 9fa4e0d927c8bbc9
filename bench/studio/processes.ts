/** What the processes of a browser hold and use, read from /proc (Linux). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { BareBrowser } from './bareBrowser.ts';

/** Clock ticks per second of /proc; 100 on every Linux of today. */
const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1024;

export interface BrowserProcess {
  readonly pid: number;
  /** browser, renderer, GPU, utility, or "helper" for what the browser does not list (its zygotes). */
  readonly type: string;
}

/** Fields of a stat file after the name in brackets, which may hold blanks; index 0 is the state. */
function stat(path: string): { readonly name: string; readonly fields: readonly string[] } {
  const text = readFileSync(path, 'utf8');
  const end = text.lastIndexOf(')');
  return { name: text.slice(text.indexOf('(') + 1, end), fields: text.slice(end + 2).split(' ') };
}

/** Every process of a browser, its helpers included. */
export async function processesOf(browser: BareBrowser): Promise<readonly BrowserProcess[]> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo', {}, 'browser');
  const types = new Map((processInfo as { id: number; type: string }[]).map(({ id, type }) => [id, type]));
  const root = browser.pid;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) continue;
    parents.set(Number(name), Number(stat(`/proc/${name}/stat`).fields[1]));
  }
  const isOurs = (pid: number | undefined): boolean => pid !== undefined && (pid === root || isOurs(parents.get(pid)));
  return [...parents.keys()].filter(isOurs).map((pid) => ({ pid, type: types.get(pid) ?? 'helper' }));
}

/**
 * MiB that a process holds, memory shared by several counting in parts (PSS). `own` leaves out what is mapped from
 * files: programme text, which every other browser on the machine shares and makes look smaller.
 */
export interface Held {
  readonly own: number;
  readonly pss: number;
}

function held(pid: number): Held {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / KIB_PER_MIB;
  return { own: mib('Pss_Anon') + mib('Pss_Shmem'), pss: mib('Pss') };
}

/** What each type of process holds, and all of them. */
export function memoryOf(processes: readonly BrowserProcess[]): ReadonlyMap<string, Held> {
  const sums = new Map<string, Held>();
  for (const { pid, type } of processes) {
    const one = held(pid);
    for (const key of [type, 'all']) {
      const sum = sums.get(key) ?? { own: 0, pss: 0 };
      sums.set(key, { own: sum.own + one.own, pss: sum.pss + one.pss });
    }
  }
  return sums;
}

/** CPU seconds used so far, by type of process and name of thread. The first thread of a process is "main". */
export function cpuSeconds(processes: readonly BrowserProcess[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { pid, type } of processes) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const path = `/proc/${pid}/task/${thread}/stat`;
      if (!existsSync(path)) continue;
      const { name, fields } = stat(path);
      const key = `${type} ${thread === String(pid) ? 'main' : name}`;
      const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      sums.set(key, (sums.get(key) ?? 0) + seconds);
    }
  }
  return sums;
}
