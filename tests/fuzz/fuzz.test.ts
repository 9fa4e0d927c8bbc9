/**
 * 10,000 damaged files per format through openAudio: each gives audio or an AudioError that says where and what to do,
 * within a second and 256 MiB. Every format runs in a process of its own (fuzzChild.ts), so that a crash, a hang and an
 * unhandled rejection are seen as what they are. To look at one case:
 * `node --conditions=source tests/fuzz/fuzzChild.ts <format> 1 <seed> 1 <case>`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type FuzzedFormat, seedFiles } from './seeds.ts';

const CASES = 10000;
const SEED = 20261125;
const LIMIT_MS = 1000;
const LIMIT_BYTES = 256 * 2 ** 20;
/** Every file is opened; every n-th is decoded too, since a decoder of WebAssembly takes milliseconds to start. */
const DECODE_EVERY: Readonly<Record<FuzzedFormat, number>> = {
  wave: 1,
  aiff: 1,
  flac: 8,
  mp3: 16,
  vorbis: 2,
  opus: 2,
};

interface Summary {
  readonly seeds: number;
  readonly failures: readonly string[];
  readonly codes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly slowest: number;
  readonly largestBytes: number;
  readonly peakBytes: number;
  readonly openFiles: number;
}

function run(format: FuzzedFormat, cases: number, decodeEvery: number, first = 0): Promise<Summary> {
  const child = fileURLToPath(new URL('./fuzzChild.ts', import.meta.url));
  const args = ['--conditions=source', child, format, cases, SEED, decodeEvery, first].map(String);
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 110000,
      killSignal: 9,
    });
    let out = '';
    let errors = '';
    running.stdout.on('data', (data) => {
      out += data;
    });
    running.stderr.on('data', (data) => {
      errors = `${errors}${data}`.slice(-2000);
    });
    running.once('error', reject);
    running.once('close', (status, signal) => {
      const lines = out.trimEnd().split('\n');
      if (status === 0) resolve(JSON.parse(lines.at(-1) ?? ''));
      else reject(new Error(`${format}: ended by ${signal ?? status} behind case ${lines.at(-1)}: ${errors}`));
    });
  });
}

describe('damaged files', () => {
  it.for(Object.keys(DECODE_EVERY) as FuzzedFormat[])('%s', async (format, { skip }) => {
    if ((await seedFiles(format)).length === 0) {
      console.log(`Skipped, nothing here writes seeds for it: fuzzing of ${format}`);
      skip();
    }
    const summary = await run(format, CASES, DECODE_EVERY[format]);
    expect(summary.failures).toEqual([]);
    expect(Object.values(summary.codes).reduce((sum, n) => sum + n, 0)).toBe(CASES);
    // Damage that no file survives would test nothing.
    expect((summary.codes['opened'] ?? 0) + (summary.codes['decoded'] ?? 0)).toBeGreaterThan(CASES / 20);
    expect(summary.largestBytes).toBeLessThan(LIMIT_BYTES);
    expect(summary.peakBytes).toBeLessThan(LIMIT_BYTES);
    expect(summary.openFiles).toBeLessThan(64);
    // A busy machine may stop the process for a while; the same file is slow twice only if the parser is.
    const slowestMs =
      summary.slowestMs < LIMIT_MS ? summary.slowestMs : (await run(format, 1, 1, summary.slowest)).slowestMs;
    expect(slowestMs).toBeLessThan(LIMIT_MS);
  });
});
