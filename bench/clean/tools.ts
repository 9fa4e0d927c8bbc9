/** What the bench of noise reduction compares: ours, and public peers as whole processes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NoiseLearner, NoiseReducer } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { PROFILE, power, RATE_HZ } from './fixtures.ts';

/** Channels in, channels out, all of one length. */
export interface Tool {
  /** Whole commands of a peer: with the input, the key of its cached figures. Ours has none and is always run. */
  readonly version?: string;
  run(x: readonly Float64Array[]): { readonly y: Float64Array[]; readonly cpuSeconds: number };
}

export const folder = '.cache/bench/clean';

/** 32-bit float WAV. */
export function writeWav(path: string, channels: readonly Float64Array[]): void {
  const [count, frames] = [channels.length, channels[0].length];
  const bytes = Buffer.alloc(44 + 4 * count * frames);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 4 * count * frames, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(3, 20);
  bytes.writeUInt16LE(count, 22);
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(4 * count * RATE_HZ, 28);
  bytes.writeUInt16LE(4 * count, 32);
  bytes.writeUInt16LE(32, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(4 * count * frames, 40);
  for (let i = 0; i < frames; i++)
    for (let c = 0; c < count; c++) bytes.writeFloatLE(channels[c][i], 44 + 4 * (i * count + c));
  writeFileSync(path, bytes);
}

function run(command: readonly string[]): { stdout: Buffer; cpuSeconds: number } {
  const time = `${folder}/time`;
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S', '-o', time, ...command], {
    maxBuffer: 1 << 29,
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr.toString()}`);
  const [user, system] = readFileSync(time, 'utf8').trim().split(' ').map(Number);
  return { stdout, cpuSeconds: user + system };
}

function samples(bytes: Buffer, count: number): Float64Array[] {
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return Array.from({ length: count }, (_, c) =>
    Float64Array.from({ length: Math.floor(all.length / count) }, (__, i) => all[i * count + c]),
  );
}

function ffmpeg(filterFor: (x: readonly Float64Array[]) => string, version: string): Tool {
  return {
    version,
    run: (x) => {
      const input = `${folder}/in.wav`;
      writeWav(input, x);
      const one = ['-threads', '1', '-filter_threads', '1'];
      const { stdout, cpuSeconds } = run(
        ['ffmpeg', '-v', 'error', ...one, '-i', input, '-af', filterFor(x)].concat('-f', 'f32le', '-'),
      );
      return { y: samples(stdout, x.length), cpuSeconds };
    },
  };
}

function sox(amount: number): Tool {
  return {
    version: `sox noisered ${amount}`,
    run: (x) => {
      const [input, profile] = [`${folder}/in.wav`, `${folder}/sox.prof`];
      writeWav(input, x);
      rmSync(profile, { force: true });
      const learn = run(['sox', input, '-n', 'trim', '0', String(PROFILE / RATE_HZ), 'noiseprof', profile]);
      const raw = ['-t', 'raw', '-e', 'floating-point', '-b', '32', '-'];
      const { stdout, cpuSeconds } = run(['sox', '-D', input, ...raw, 'noisered', profile, String(amount)]);
      return { y: samples(stdout, x.length), cpuSeconds: learn.cpuSeconds + cpuSeconds };
    },
  };
}

/**
 * afftdn with a profile. It clamps the floor it learns at -20 dB and takes it for lower than it is by an amount that
 * depends on the level, so that the input is brought to a level first and back behind.
 */
const afftdn = (gainDb: number): string =>
  `volume=${gainDb}dB,asendcmd=c='0.0 afftdn sn start;1.4 afftdn sn stop',afftdn=nr=20:nf=-60,volume=${-gainDb}dB`;
/** Level of the noise in front at which afftdn did best on the bench's recordings with white noise, dB RMS. */
const AFFTDN_BEST_DB = -63;
const afftdnBest = (x: readonly Float64Array[]): string =>
  afftdn(Math.round(AFFTDN_BEST_DB - 10 * Math.log10(power(x[0].subarray(0, PROFILE)) + 1e-12)));

/** Ours, in this process: learning and reduction. */
export function reduceNoise(x: readonly Float64Array[]): Float64Array[] {
  const learner = new NoiseLearner(RATE_HZ, x.length);
  learner.push(x, 0, PROFILE);
  const profile = learner.profile();
  const reducer = new NoiseReducer({ sampleRateHz: RATE_HZ, channels: x.length, profile, kernels: wasmKernels });
  const late = reducer.latencyFrames;
  const y = x.map((own) => {
    const padded = new Float64Array(own.length + late);
    padded.set(own);
    return padded;
  });
  reducer.process(y, y[0].length);
  return y.map((own) => own.subarray(late));
}

function own(work: (x: readonly Float64Array[]) => Float64Array[]): Tool {
  return {
    run: (x) => {
      const start = process.cpuUsage();
      const y = work(x);
      const used = process.cpuUsage(start);
      return { y, cpuSeconds: (used.user + used.system) / 1e6 };
    },
  };
}

export const TOOLS: Readonly<Record<string, Tool>> = {
  ours: own(reduceNoise),
  'afftdn, level chosen': ffmpeg(afftdnBest, `ffmpeg afftdn chosen ${AFFTDN_BEST_DB} ${afftdn(0)}`),
  'afftdn, 24 dB down': ffmpeg(() => afftdn(-24), `ffmpeg ${afftdn(-24)}`),
  'anlmdn s=10': ffmpeg(() => 'anlmdn=s=10', 'ffmpeg anlmdn=s=10'),
  'sox noisered 0.21': sox(0.21),
};
