/** What the processes of a browser hold and use, read from /proc (Linux). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

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
export async function processesOf(browser: Browser): Promise<readonly BrowserProcess[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const types = new Map(processInfo.map(({ id, type }) => [id, type]));
  const root = processInfo.find(({ type }) => type === 'browser')?.id;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) continue;
    parents.set(Number(name), Number(stat(`/proc/${name}/stat`).fields[1]));
  }
  const isOurs = (pid: number | undefined): boolean => pid !== undefined && (pid === root || isOurs(parents.get(pid)));
  return [...parents.keys()].filter(isOurs).map((pid) => ({ pid, type: types.get(pid) ?? 'helper' }));
}

/** Proportional set size in MiB: memory shared by several processes counts in parts. */
export function pssMiB(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / KIB_PER_MIB;
}

/** PSS in MiB by type of process, and of all. */
export function memoryOf(processes: readonly BrowserProcess[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { pid, type } of processes) {
    const mib = pssMiB(pid);
    sums[type] = (sums[type] ?? 0) + mib;
    sums['all'] = (sums['all'] ?? 0) + mib;
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
