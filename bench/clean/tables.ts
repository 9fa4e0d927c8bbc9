/** Prints the tables of the noise bench. */
import type { NoiseName } from './fixtures.ts';
import { type Figures, type NoiseCase, NULL_RATIOS_DB, RATIOS_DB } from './noise.ts';

export interface Row extends NoiseCase, Figures {
  readonly tool: string;
}

const mean = (list: readonly number[]): number => list.reduce((a, v) => a + v, 0) / list.length;
const cell = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '-').padStart(9);

function table(
  title: string,
  tools: readonly string[],
  columns: readonly string[],
  figure: (tool: string, column: number) => number,
): void {
  console.log(`\n${title}\n${''.padEnd(22)}${columns.map((c) => c.padStart(9)).join('')}`);
  for (const tool of tools) console.log(`${tool.padEnd(22)}${columns.map((_, i) => cell(figure(tool, i))).join('')}`);
}

export function printTables(
  rows: readonly Row[],
  tools: readonly string[],
  signals: readonly string[],
  noises: readonly NoiseName[],
): void {
  const find = (want: Partial<Row>): Row[] => {
    const keys = Object.keys(want) as (keyof Row)[];
    return rows.filter((row) => keys.every((k) => row[k] === want[k]));
  };
  const gain = (want: Partial<Row>): number => mean(find({ task: 'noise', ...want }).map((r) => r.gainDb));
  const ratios = RATIOS_DB.map((r) => `${r} dB`);

  table('SI-SDR improvement, dB, mean of recordings and noises', tools, ratios, (tool, i) =>
    gain({ tool, ratioDb: RATIOS_DB[i] }),
  );
  for (const noise of noises) {
    table(`  ${noise}, mean of recordings`, tools, ratios, (tool, i) => gain({ tool, noise, ratioDb: RATIOS_DB[i] }));
    for (const ratioDb of RATIOS_DB)
      table(`    ${noise} at ${ratioDb} dB`, tools, signals, (tool, i) =>
        gain({ tool, noise, ratioDb, signal: signals[i] }),
      );
    table(`    ${noise}, mean of 5, 10 and 20 dB`, tools, signals, (tool, i) =>
      mean([5, 10, 20].map((ratioDb) => gain({ tool, noise, ratioDb, signal: signals[i] }))),
    );
  }
  table('Worst improvement at 20 dB over the noises, dB', tools, signals, (tool, i) =>
    find({ task: 'noise', tool, signal: signals[i], ratioDb: 20 }).reduce((a, r) => Math.min(a, r.gainDb), Infinity),
  );
  for (const ratioDb of NULL_RATIOS_DB)
    table(`Change of clean music, profile learned ${ratioDb} dB down, dB`, tools, signals, (tool, i) =>
      mean(find({ task: 'null', tool, ratioDb, signal: signals[i] }).map((r) => r.nullDb)),
    );
  if (noises.includes('white')) {
    const white = (tool: string, signal: string, ratioDb: number): Row =>
      find({ task: 'noise', tool, signal, noise: 'white', ratioDb })[0];
    for (const ratioDb of [5, 20]) {
      const title = `Attacks, white noise at ${ratioDb} dB:`;
      const figure = (key: 'medianDb' | 'worstDb' | 'beforeDb') => (tool: string, i: number) =>
        white(tool, signals[i], ratioDb).attacks[key];
      table(`${title} change of energy, median, dB`, tools, signals, figure('medianDb'));
      table(`${title} change of energy, worst, dB`, tools, signals, figure('worstDb'));
      table(`${title} error before them against their level, dB`, tools, signals, figure('beforeDb'));
    }
    table(
      'Musical noise: log kurtosis ratio of white noise alone at 5 dB',
      tools,
      signals,
      (tool, i) => white(tool, signals[i], 5).musical,
    );
  }
  table('Times real time, mono (peers: whole process), median', tools, ['x'], (tool) => {
    const speeds = find({ tool }).map((r) => r.speed);
    return speeds.sort((a, b) => a - b)[speeds.length >> 1];
  });
}
