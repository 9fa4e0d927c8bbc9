/**
 * Declipping beside ffmpeg's adeclip in the same run: gain on the clipped samples in dB by input SDR, CPU speed, and
 * what is called clipped although it is not: every recording as it is and behind ffmpeg's limiter, 12 dB into it.
 * Two seconds of each recording, mono at 48 kHz, clipped symmetrically so that the whole has the given SDR.
 * Needs the shared recordings, ffmpeg and GNU time.
 * `node --conditions=source bench/clean/declip.ts [--levels 5,10,20] [--signals a,b] [--tools ours]`
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ClipFinder, Declipper } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { machine } from '../run.ts';
import { cached } from './cache.ts';
import { decode, RATE_HZ } from './fixtures.ts';
import { align } from './metrics.ts';
import { ours, peer, type RepairTool } from './repairTools.ts';

/** Recording and the second it starts at. */
const SIGNALS: Readonly<Record<string, readonly [string, number]>> = {
  guitar: ['clean/guit_em9.flac', 1],
  slide: ['clean/guit_e_slide.flac', 0],
  tabla: ['clean/loop_tabla.flac', 1],
  roll: ['clean/drum_roll.flac', 1],
  bell: ['clean/perc_bell.flac', 0],
  triangle: ['clean/ride_tri.flac', 0],
  beat: ['clean/arovane_beat_a.flac', 2],
  synth: ['clean/loop_garzul.flac', 1],
  bass: ['clean/bass_thick_c.flac', 0],
  piano: ['clean/ambi_piano.flac', 0],
  speech: ['clean/speech_xmas.wav', 0],
  trumpet: ['music/solo-trumpet.ogg', 1],
  jazz: ['music/vibe-ace.ogg', 20],
  strings: ['music/hungarian-dance-5.ogg', 10],
  song: ['music/lets-go-fishin.ogg', 40],
};
const SECONDS = 2;

const audio = fileURLToPath(new URL('../../../shared/audio', import.meta.url));
if (!existsSync(audio)) {
  console.log('Skipped: no shared recordings beside the project');
  process.exit(0);
}
mkdirSync('.cache/bench/clean', { recursive: true });

/** Ours, in this process: finding and restoring. */
function declip(x: Float64Array): Float64Array {
  const finder = new ClipFinder(RATE_HZ, 1);
  finder.push([x], 0, x.length);
  const stretches = finder.stretches();
  const declipper = new Declipper({ sampleRateHz: RATE_HZ, channels: 1, stretches, kernels: wasmKernels });
  const y = new Float64Array(x.length + declipper.latencyFrames);
  y.set(x);
  declipper.process([y], y.length);
  return y.slice(declipper.latencyFrames);
}

const TOOLS: Readonly<Record<string, RepairTool>> = { ours: ours(declip), adeclip: peer('adeclip') };

/** The clipped recording and its clip level, for an SDR of the whole. */
function clipped(x: Float64Array, inputSdrDb: number): { y: Float64Array; level: number } {
  const energy = x.reduce((a, v) => a + v * v, 0);
  let [low, high] = [0, x.reduce((a, v) => Math.max(a, Math.abs(v)), 0)];
  for (let n = 0; n < 50; n++) {
    const level = (low + high) / 2;
    const error = x.reduce((a, v) => a + Math.max(0, Math.abs(v) - level) ** 2, 1e-20);
    if (10 * Math.log10(energy / error) < inputSdrDb) low = level;
    else high = level;
  }
  return { y: x.map((v) => Math.min(high, Math.max(-high, v))), level: high };
}

function gainDb(clean: Float64Array, y: Float64Array, z: Float64Array, level: number): number {
  let [before, after] = [0, 0];
  clean.forEach((v, i) => {
    if (Math.abs(y[i]) < level) return;
    before += (y[i] - v) ** 2;
    after += (z[i] - v) ** 2;
  });
  return 10 * Math.log10(before / after);
}

const { values } = parseArgs({
  options: { tools: { type: 'string' }, signals: { type: 'string' }, levels: { type: 'string' } },
});
const tools = values.tools?.split(',') ?? Object.keys(TOOLS);
const signals = values.signals?.split(',') ?? Object.keys(SIGNALS);
const levels = (values.levels ?? '5,10,20').split(',').map(Number);
const mean = (list: readonly number[]): string => (list.reduce((a, v) => a + v, 0) / list.length).toFixed(1);

console.log(machine());
for (const inputSdrDb of levels) {
  console.log(`\nGain on clipped samples, dB, at ${inputSdrDb} dB input SDR: ${tools.join(', ')}`);
  const gains: number[][] = tools.map(() => []);
  const speeds: number[][] = tools.map(() => []);
  for (const signal of signals) {
    const [file, start] = SIGNALS[signal];
    const whole = decode(`${audio}/${file}`, start + SECONDS);
    const part = whole.subarray(Math.min(start * RATE_HZ, Math.max(0, whole.length - SECONDS * RATE_HZ)));
    const peak = part.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
    const clean = part.map((v) => (0.99 * v) / peak);
    const { y, level } = clipped(clean, inputSdrDb);
    const row = tools.map((tool, t) => {
      // A peer's latency shall cut nothing.
      const padded = new Float64Array(y.length + RATE_HZ / 2);
      padded.set(y);
      const { version, run } = TOOLS[tool];
      const work = (): { gain: number; speed: number } => {
        const { y: z, cpuSeconds } = run(padded);
        const gain = gainDb(clean, y, align(y, z).aligned, level);
        return { gain, speed: padded.length / RATE_HZ / cpuSeconds };
      };
      const { gain, speed } = version === undefined ? work() : cached([padded], version, work);
      gains[t].push(gain);
      speeds[t].push(speed);
      return gain.toFixed(1).padStart(8);
    });
    console.log(`${signal.padEnd(12)}${row.join('')}`);
  }
  console.log(`${'mean'.padEnd(12)}${gains.map((g) => mean(g).padStart(8)).join('')}`);
  console.log(`${'x real time'.padEnd(12)}${speeds.map((s) => mean(s).padStart(8)).join('')}`);
}

console.log('\nCalled clipped although it is not:');
let wrong = 0;
const folders = ['clean', 'music'].flatMap((f) => readdirSync(`${audio}/${f}`).map((name) => `${f}/${name}`));
for (const file of folders.filter((f) => /\.(flac|ogg|wav)$/.test(f)))
  for (const filter of ['anull', 'volume=12dB,alimiter=limit=0.9:level=false']) {
    const format = ['-af', filter, '-ac', '1', '-ar', String(RATE_HZ), '-f', 'f64le', '-'];
    const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', `${audio}/${file}`, ...format], {
      maxBuffer: 1 << 30,
    });
    const x = new Float64Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
    const finder = new ClipFinder(RATE_HZ, 1);
    finder.push([x], 0, x.length);
    const found = finder.stretches().length;
    if (found > 0) console.log(`${file} ${filter}: ${found} stretches`);
    wrong += found;
  }
console.log(wrong === 0 ? 'nothing' : `${wrong} stretches`);
