/**
 * Noise reduction on music beside ffmpeg and sox in the same run: improvement in SI-SDR by noise and ratio, change of
 * clean music by a profile 20 and 40 dB down, attacks, CPU seconds. Needs the shared folder audio/clean, ffmpeg, sox
 * and GNU time. `node --conditions=source bench/clean/run.ts [--tools a,b] [--signals a,b] [--noises a,b]`
 */
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../run.ts';
import { body, cleanMusic, LEAD, MUSIC, NOISES, type NoiseName, noiseGain, noiseOf, RATE_HZ } from './fixtures.ts';
import { align, attackChange, nullDb, siSdr } from './metrics.ts';
import { TOOLS } from './tools.ts';

interface Row {
  readonly tool: string;
  readonly signal: string;
  readonly noise: string;
  readonly ratioDb: number;
  readonly gainDb: number;
  readonly attackDb: number;
  readonly speed: number;
}

const audio = fileURLToPath(new URL('../../../shared/audio/clean', import.meta.url));
if (!existsSync(audio)) {
  console.log('Skipped: no shared recordings beside the project');
  process.exit(0);
}
mkdirSync('.cache/bench/clean', { recursive: true });
const { values } = parseArgs({
  options: { tools: { type: 'string' }, signals: { type: 'string' }, noises: { type: 'string' } },
});
const chosen = (list: string | undefined, all: readonly string[]): string[] => list?.split(',') ?? [...all];
const tools = chosen(values.tools, Object.keys(TOOLS));
const signals = chosen(values.signals, Object.keys(MUSIC));
const noises = chosen(values.noises, NOISES) as NoiseName[];
const RATIOS_DB = [0, 5, 10, 20];

const rows: Row[] = [];
const nulls = new Map<string, number[]>();
for (const signal of signals) {
  const clean = cleanMusic(audio, signal);
  const wanted = body(clean);
  const seed = 7 + 100 * Object.keys(MUSIC).indexOf(signal);
  for (const noise of noises) {
    const disturbance = noiseOf(audio, noise, clean.length, seed);
    for (const ratioDb of RATIOS_DB) {
      const gain = noiseGain(clean, disturbance, ratioDb);
      const x = clean.map((v, i) => v + gain * disturbance[i]);
      const before = siSdr(wanted, body(x));
      for (const tool of tools) {
        const { y, cpuSeconds } = TOOLS[tool](x);
        const after = body(align(clean, y).aligned);
        rows.push({
          tool,
          signal,
          noise,
          ratioDb,
          gainDb: siSdr(wanted, after) - before,
          attackDb: attackChange(wanted, after, RATE_HZ).medianDb,
          speed: x.length / RATE_HZ / cpuSeconds,
        });
      }
    }
  }
  const white = noiseOf(audio, 'white', clean.length, seed);
  for (const ratioDb of [20, 40]) {
    const gain = noiseGain(clean, white, ratioDb);
    const x = clean.map((v, i) => (i < LEAD ? gain * white[i] : v));
    for (const tool of tools) {
      const key = `${tool} ${ratioDb}`;
      const figure = nullDb(wanted, body(align(x, TOOLS[tool](x).y).aligned));
      nulls.set(key, [...(nulls.get(key) ?? []), figure]);
    }
  }
}

const mean = (list: readonly number[]): number => list.reduce((a, v) => a + v, 0) / list.length;
const cell = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : '-').padStart(9);
function table(title: string, columns: readonly string[], figure: (tool: string, column: number) => number): void {
  console.log(`\n${title}\n${''.padEnd(20)}${columns.map((c) => c.padStart(9)).join('')}`);
  for (const tool of tools) console.log(`${tool.padEnd(20)}${columns.map((_, i) => cell(figure(tool, i))).join('')}`);
}
function gains(tool: string, want: Partial<Row>): number {
  const keys = Object.keys(want) as (keyof Row)[];
  return mean(rows.filter((r) => r.tool === tool && keys.every((k) => r[k] === want[k])).map((r) => r.gainDb));
}

console.log(machine());
const ratios = RATIOS_DB.map((r) => `${r} dB`);
table('SI-SDR improvement in dB, mean of music and noises', ratios, (tool, i) =>
  gains(tool, { ratioDb: RATIOS_DB[i] }),
);
for (const noise of noises) {
  table(`  ${noise}, mean of music`, ratios, (tool, i) => gains(tool, { noise, ratioDb: RATIOS_DB[i] }));
  for (const ratioDb of RATIOS_DB)
    table(`    ${noise} at ${ratioDb} dB`, signals, (tool, i) => gains(tool, { noise, ratioDb, signal: signals[i] }));
}
for (const ratioDb of [20, 40])
  table(
    `Change of clean music, profile learned ${ratioDb} dB down, dB`,
    signals,
    (tool, i) => (nulls.get(`${tool} ${ratioDb}`) as number[])[i],
  );
table('Attacks, white noise at 20 dB: median change, dB', signals, (tool, i) => {
  const own = rows.filter((r) => r.tool === tool && r.noise === 'white' && r.ratioDb === 20);
  return own.find((r) => r.signal === signals[i])?.attackDb ?? Number.NaN;
});
table('Times real time, mono, one core (peers: whole process)', ['median'], (tool) => {
  const speeds = rows.filter((r) => r.tool === tool).map((r) => r.speed);
  return speeds.sort((a, b) => a - b)[speeds.length >> 1];
});
