import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyLedger } from './ledger.ts';
import { openStore } from './sqliteStore.ts';
import { faultsAfterCrash, type Saved, savedLines } from './testing/afterCrash.ts';
import { sampleSource } from './testing/samples.ts';

const child = fileURLToPath(new URL('./testing/crashChild.ts', import.meta.url));

const compiled = mkdtempSync(join(tmpdir(), 'studiohand-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

interface Run {
  readonly saved: Saved[];
  readonly ended: boolean;
  readonly faults: string[];
}

/** Runs the child in a new folder until it ends or is killed, and looks at what is left. */
async function crash(killAt: number, program: readonly string[] = []): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'studiohand-crash-'));
  const command = [...program, process.execPath, '--conditions=source', child, folder, String(killAt)];
  const stdout = await new Promise<string>((resolve) => {
    // One thread for files, so that their calls come in one order; compiled code kept, so that many starts are quick.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_COMPILE_CACHE: compiled };
    const running = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'ignore'], env });
    let text = '';
    running.stdout.on('data', (part) => (text += part));
    running.on('close', () => resolve(text));
  });
  const saved = savedLines(stdout);
  const faults = await faultsAfterCrash(folder, saved);
  rmSync(folder, { recursive: true, force: true });
  return { saved, ended: saved.at(-1)?.what === 'end', faults };
}

/** Runs of several kills, two at a time. */
async function crashes(kills: readonly (readonly [number, readonly string[]])[]): Promise<Run[]> {
  const runs: Run[] = [];
  const waiting = [...kills];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const run = await crash(...next);
      expect(run.faults, `killed at ${next.join(' ')}`).toEqual([]);
      runs.push(run);
    }
  };
  await Promise.all([worker(), worker()]);
  return runs;
}

describe('what was reported saved survives', () => {
  it('a kill before every write, sync and rename', async () => {
    const whole = await crash(0);
    expect([whole.ended, whole.faults]).toEqual([true, []]);
    const steps = whole.saved.at(-1)?.record.steps ?? 0;
    expect(steps).toBeGreaterThan(100);
    const runs = await crashes(Array.from({ length: steps }, (_, n) => [n + 1, []] as const));
    expect(runs.map(({ ended }) => ended)).toEqual(runs.map(() => false));
    const reached = new Set(runs.map(({ saved }) => saved.length));
    expect([...reached].sort((a, b) => a - b)).toEqual(whole.saved.map((_, n) => n));
  }, 240_000);

  const traces = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  if (!traces) console.log('strace cannot run here: kills inside SQLite are skipped');
  it.skipIf(!traces)(
    'a kill inside SQLite, at its own system calls',
    async () => {
      const kills: [number, string[]][] = [];
      const calls: readonly (readonly [string, number, number])[] = [
        ['pwrite64', 400, 23],
        ['fsync', 30, 5],
        ['unlink', 1, 1],
        ['ftruncate', 2, 1],
      ];
      for (const [call, count, stride] of calls) {
        for (let when = 1; when <= count; when += stride) {
          const inject = `inject=${call}:signal=KILL:when=${when}`;
          kills.push([0, ['strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject]]);
        }
      }
      const runs = await crashes(kills);
      expect(runs.filter(({ ended }) => !ended).length).toBeGreaterThan(kills.length * 0.7);
    },
    240_000,
  );

  it('a log that was cut off or spoilt at any place: a power cut', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'studiohand-power-'));
    const store = await openStore(folder);
    const session = await store.createSession('Blue Hour');
    for (let n = 0; n < 6; n++) await store.addSource(sampleSource(session.id, 'a'.repeat(64), `Song ${n}.wav`));
    const whole = await store.ledger();
    const log = readFileSync(join(folder, 'studio.sqlite-wal'));
    const seen = new Set<number>();
    for (let cut = 0; cut < log.length; cut += 1777) {
      for (const spoil of [false, true]) {
        const other = mkdtempSync(join(tmpdir(), 'studiohand-power-'));
        copyFileSync(join(folder, 'studio.sqlite'), join(other, 'studio.sqlite'));
        const path = join(other, 'studio.sqlite-wal');
        writeFileSync(path, log);
        if (spoil) writeFileSync(path, Buffer.concat([log.subarray(0, cut), Buffer.alloc(log.length - cut, 0xa5)]));
        else truncateSync(path, cut);
        const reopened = await openStore(other);
        const entries = await reopened.ledger();
        expect(entries).toStrictEqual(whole.slice(0, entries.length));
        expect((await verifyLedger(reopened)).ok).toBe(true);
        const sessions = await reopened.sessions();
        const sources = sessions[0] ? await reopened.sources(sessions[0].id) : [];
        expect(sources.map(({ id }) => id)).toEqual(entries.map(({ data }) => data['id']));
        seen.add(entries.length);
        await reopened.close();
        rmSync(other, { recursive: true, force: true });
      }
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
