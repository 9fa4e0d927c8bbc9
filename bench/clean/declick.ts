/**
 * Declicking beside ffmpeg's adeclick in the same run. Repair: four seconds of each recording (peak 0.5, mono, 48 kHz)
 * with ten noise bursts a second of 3 to 60 samples, 2 to 8 times the level around them; SDR before and after, dB.
 * Null: what the same recording without the bursts loses. Then what each whole recording loses to ours, and the speed.
 * Needs the shared recordings, ffmpeg and GNU time.
 * `node --conditions=source bench/clean/declick.ts [--threshold 16] [--signals a,b]`
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Declicker, Prng } from '@studiohand/core/dsp';
import { machine } from '../run.ts';
import { cached } from './cache.ts';
import { decode, RATE_HZ } from './fixtures.ts';
import { align, nullDb } from './metrics.ts';
import { ours, peer, type RepairTool } from './repairTools.ts';

/** Recording and the second it starts at. */
const SIGNALS: Readonly<Record<string, readonly [string, number]>> = {
  speech: ['clean/speech_xmas.wav', 0],
  reading: ['music/speech-198.ogg', 1],
  guitar: ['clean/guit_em9.flac', 0],
  tabla: ['clean/loop_tabla.flac', 0],
  roll: ['clean/drum_roll.flac', 0],
  snap: ['clean/perc_snap.flac', 0],
  triangle: ['clean/ride_tri.flac', 0],
  beat: ['clean/arovane_beat_a.flac', 0],
  synth: ['clean/loop_garzul.flac', 0],
  trumpet: ['music/solo-trumpet.ogg', 0],
  jazz: ['music/vibe-ace.ogg', 20],
  strings: ['music/hungarian-dance-5.ogg', 10],
  song: ['music/lets-go-fishin.ogg', 40],
};
const SECONDS = 4;
const CLICKS_PER_SECOND = 10;
const EDGE_FRAMES = 2000;
const LEVEL_FRAMES = 0.05 * RATE_HZ;

const audio = fileURLToPath(new URL('../../../shared/audio', import.meta.url));
if (!existsSync(audio)) {
  console.log('Skipped: no shared recordings beside the project');
  process.exit(0);
}
mkdirSync('.cache/bench/clean', { recursive: true });
const { values } = parseArgs({ options: { threshold: { type: 'string' }, signals: { type: 'string' } } });
const thresholdDb = Number(values.threshold ?? 16);
const signals = values.signals?.split(',') ?? Object.keys(SIGNALS);

function declick(x: Float64Array): Float64Array {
  const declicker = new Declicker({ sampleRateHz: RATE_HZ, channels: 1, thresholdDb });
  const y = new Float64Array(x.length + declicker.latencyFrames);
  y.set(x);
  declicker.process([y], y.length);
  return y.slice(declicker.latencyFrames);
}

const TOOLS: Readonly<Record<string, RepairTool>> = {
  ours: ours(declick),
  adeclick: peer('adeclick'),
  'adeclick t=5:a=10': peer('adeclick=t=5:a=10'),
};

/** Twelve uniform numbers: as good as Gaussian, deviation 1. */
function gaussian(random: Prng): number {
  let sum = 0;
  for (let n = 0; n < 12; n++) sum += random.centred();
  return sum;
}

function withClicks(x: Float64Array): Float64Array {
  const random = new Prng(3);
  const uniform = (): number => random.centred() + 0.5;
  const y = x.slice();
  for (let n = 0; n < (CLICKS_PER_SECOND * x.length) / RATE_HZ; n++) {
    const at = EDGE_FRAMES + Math.floor(uniform() * (x.length - 2 * EDGE_FRAMES));
    const count = 3 + Math.floor(uniform() * 57);
    const around = x.subarray(Math.max(0, at - LEVEL_FRAMES / 2), at + LEVEL_FRAMES / 2);
    const level = Math.sqrt(around.reduce((a, v) => a + v * v, 0) / LEVEL_FRAMES) + 1e-3;
    const gain = level * (2 + 6 * uniform());
    for (let i = 0; i < count; i++)
      y[at + i] += gain * gaussian(random) * Math.sin((Math.PI * (i + 1)) / (count + 1)) ** 2;
  }
  return y;
}

interface Figures {
  readonly sdr: number;
  readonly loss: number;
  readonly speed: number;
}

console.log(`${machine()}\nThreshold ${thresholdDb} dB`);
console.log(`${'SDR / null, dB'.padEnd(12)}${['before', ...Object.keys(TOOLS)].map((t) => t.padStart(20)).join('')}`);
for (const signal of signals) {
  const [file, start] = SIGNALS[signal];
  const part = decode(`${audio}/${file}`, start + SECONDS).subarray(start * RATE_HZ);
  const peak = part.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  const clean = part.map((v) => (0.5 * v) / peak);
  const clicked = withClicks(clean);
  // A peer's latency shall cut nothing.
  const padded = (x: Float64Array): Float64Array => {
    const y = new Float64Array(x.length + RATE_HZ / 2);
    y.set(x);
    return y;
  };
  const cells = Object.values(TOOLS).map(({ version, run }) => {
    const work = (): Figures => {
      const { y, cpuSeconds } = run(padded(clicked));
      const sdr = -nullDb(clean, align(clean, y).aligned);
      // JSON knows no infinity.
      const loss = Math.max(-999, nullDb(clean, align(clean, run(padded(clean)).y).aligned));
      return { sdr, loss, speed: y.length / RATE_HZ / cpuSeconds };
    };
    const { sdr, loss } = version === undefined ? work() : cached([clicked], version, work);
    return `${sdr.toFixed(1)} / ${loss === -999 ? 'exact' : loss.toFixed(1)}`.padStart(20);
  });
  console.log(`${signal.padEnd(12)}${(-nullDb(clean, clicked)).toFixed(1).padStart(20)}${cells.join('')}`);
}

console.log('\nWhole recordings, up to a minute: clicks called, change in dB, times real time (mono)');
for (const folder of ['clean', 'music'])
  for (const file of readdirSync(`${audio}/${folder}`).filter((f) => /\.(flac|ogg|wav)$/.test(f))) {
    const x = decode(`${audio}/${folder}/${file}`, 60);
    const declicker = new Declicker({ sampleRateHz: RATE_HZ, channels: 1, thresholdDb });
    const y = new Float64Array(x.length + declicker.latencyFrames);
    y.set(x);
    const start = process.cpuUsage();
    declicker.process([y], y.length);
    const { user, system } = process.cpuUsage(start);
    const loss = nullDb(x, y.subarray(declicker.latencyFrames));
    const speed = y.length / RATE_HZ / ((user + system) / 1e6);
    const change = loss === -Infinity ? 'exact' : loss.toFixed(1);
    console.log(
      `${file.padEnd(24)}${String(declicker.repairs).padStart(6)}${change.padStart(9)}${speed.toFixed(0).padStart(6)}`,
    );
  }
