/**
 * Noise reduction on music beside ffmpeg and sox in the same run, as ../shared/reference/clean.md sets it up: improvement
 * in SI-SDR by noise and ratio, change of clean music by a profile 20 and 40 dB down, attacks, musical noise. Rows are
 * printed as they come, tables at the end. Figures of peers are kept in .cache/bench/clean by what they were given.
 * `npm run bench clean` takes three recordings, `npm run bench clean -- --whole` all; `--signals a,b`, `--noises a,b` and
 * `--tools a,b` choose. `npm run bench clean -- speed` and `-- stereo` time and judge stereo;
 * `-- room` judges room reduction. Needs ffmpeg, sox, GNU
 * time and the recordings of audio/clean (../shared/audio, or STUDIOHAND_AUDIO).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from '../run.ts';
import { MUSIC, NOISES, type NoiseName, QUICK } from './fixtures.ts';
import { cases, figuresOf, materialOf } from './noise.ts';
import { printTables, type Row } from './tables.ts';
import { folder, TOOLS } from './tools.ts';

const audio = `${process.env['STUDIOHAND_AUDIO'] ?? '../shared/audio'}/clean`;
if (!existsSync(audio)) {
  console.log(`Skipped: ${audio} is not there`);
  process.exit(0);
}
mkdirSync(folder, { recursive: true });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tools: { type: 'string' },
    signals: { type: 'string' },
    noises: { type: 'string' },
    whole: { type: 'boolean', default: false },
  },
});

function noiseBench(): void {
  const tools = values.tools?.split(',') ?? Object.keys(TOOLS);
  const signals = values.signals?.split(',') ?? (values.whole ? Object.keys(MUSIC) : [...QUICK]);
  const noises = (values.noises?.split(',') ?? [...NOISES]) as NoiseName[];
  console.log(machine());
  console.log('arnndn: no model is present, left out');
  console.log(`${'task signal noise dB'.padEnd(34)}${tools.map((t) => t.padStart(22)).join('')}`);
  const rows: Row[] = [];
  for (const signal of signals) {
    const material = materialOf(audio, signal);
    for (const one of cases([signal], noises)) {
      const own = tools.map((tool): Row => ({ ...one, ...figuresOf(tool, one, material), tool }));
      rows.push(...own);
      const title = `${one.task} ${signal} ${one.noise} ${one.ratioDb}`;
      const figures = own.map((row) => (one.task === 'null' ? row.nullDb : row.gainDb).toFixed(2).padStart(22));
      console.log(`${title.padEnd(34)}${figures.join('')}`);
    }
  }
  printTables(rows, tools, signals, noises);
}

if (positionals[0] === 'speed') (await import('./speed.ts')).speedBench(audio);
else if (positionals[0] === 'room') (await import('./room.ts')).roomBench(audio);
else if (positionals[0] === 'stereo') (await import('./stereo.ts')).stereoBench(audio);
else noiseBench();
