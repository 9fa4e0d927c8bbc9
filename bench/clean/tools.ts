/** What the bench compares: our noise reduction and hum removal, and public peers as whole processes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NoiseLearner, NoiseReducer } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { PROFILE, RATE_HZ } from './fixtures.ts';

export type Tool = (x: Float64Array) => { y: Float64Array; cpuSeconds: number };

const folder = '.cache/bench/clean';

/** Mono 32-bit float WAV. */
function writeWav(path: string, x: Float64Array): void {
  const bytes = new DataView(new ArrayBuffer(44 + 4 * x.length));
  const text = (at: number, s: string): void => {
    for (let i = 0; i < s.length; i++) bytes.setUint8(at + i, s.charCodeAt(i));
  };
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + 4 * x.length, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 3, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE_HZ, true);
  bytes.setUint32(28, 4 * RATE_HZ, true);
  bytes.setUint16(32, 4, true);
  bytes.setUint16(34, 32, true);
  text(36, 'data');
  bytes.setUint32(40, 4 * x.length, true);
  x.forEach((v, i) => {
    bytes.setFloat32(44 + 4 * i, v, true);
  });
  writeFileSync(path, new Uint8Array(bytes.buffer));
}

function run(command: readonly string[]): { stdout: Buffer; cpuSeconds: number } {
  const time = `${folder}/time`;
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S', '-o', time, ...command], {
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr.toString()}`);
  const [user, system] = readFileSync(time, 'utf8').trim().split(' ').map(Number);
  return { stdout, cpuSeconds: user + system };
}

function samples(bytes: Buffer): Float64Array {
  return new Float64Array(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
}

function ffmpeg(filter: string): Tool {
  return (x) => {
    const input = `${folder}/in.wav`;
    writeWav(input, x);
    const { stdout, cpuSeconds } = run(
      ['ffmpeg', '-v', 'error', '-threads', '1', '-filter_threads', '1', '-i', input, '-af', filter].concat([
        ...['-f', 'f32le', '-'],
      ]),
    );
    return { y: samples(stdout), cpuSeconds };
  };
}

function sox(amount: number): Tool {
  return (x) => {
    const [input, profile] = [`${folder}/in.wav`, `${folder}/sox.prof`];
    writeWav(input, x);
    rmSync(profile, { force: true });
    const learn = run(['sox', input, '-n', 'trim', '0', String(PROFILE / RATE_HZ), 'noiseprof', profile]);
    const raw = ['-t', 'raw', '-e', 'floating-point', '-b', '32', '-'];
    const { stdout, cpuSeconds } = run(['sox', '-D', input, ...raw, 'noisered', profile, String(amount)]);
    return { y: samples(stdout), cpuSeconds: learn.cpuSeconds + cpuSeconds };
  };
}

/** Ours, in this process: learning and reduction. */
export function reduceNoise(x: Float64Array): Float64Array {
  const learner = new NoiseLearner(RATE_HZ, 1);
  learner.push([x], 0, PROFILE);
  const profile = learner.profile();
  const reducer = new NoiseReducer({ sampleRateHz: RATE_HZ, channels: 1, profile, kernels: wasmKernels });
  const y = new Float64Array(x.length + reducer.latencyFrames);
  y.set(x);
  reducer.process([y], y.length);
  return y.slice(reducer.latencyFrames);
}

function own(work: (x: Float64Array) => Float64Array): Tool {
  return (x) => {
    const start = process.cpuUsage();
    const y = work(x);
    const used = process.cpuUsage(start);
    return { y, cpuSeconds: (used.user + used.system) / 1e6 };
  };
}

/** afftdn's noise floor ends at -20 dB, so that louder noise is learned 24 dB down. */
const AFFTDN = "volume=-24dB,asendcmd=c='0.0 afftdn sn start;1.4 afftdn sn stop',afftdn=nr=20:nf=-60,volume=24dB";

export const TOOLS: Readonly<Record<string, Tool>> = {
  ours: own(reduceNoise),
  'afftdn profile': ffmpeg(AFFTDN),
  'afftdn default': ffmpeg('afftdn'),
  'anlmdn s=10': ffmpeg('anlmdn=s=10'),
  'sox noisered 0.21': sox(0.21),
};
