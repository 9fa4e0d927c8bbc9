/** CPU of the noise reduction on a minute of 48 kHz stereo, in turn with ffmpeg's afftdn on the same file. */
import { NoiseLearner, NoiseReducer } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { machine, median } from '../run.ts';
import { LEAD, noiseOf, PROFILE, RATE_HZ, stereoMusic } from './fixtures.ts';
import { TOOLS } from './tools.ts';

const BLOCK = 4096;
const RUNS = 5;

/** A minute of music and noise. */
function minute(audio: string): Float64Array[] {
  const song = stereoMusic(`${audio}/../music/vibe-ace.ogg`);
  const length = 60 * RATE_HZ;
  return song.map((own, c) => {
    const noise = noiseOf(audio, 'white', length, c + 1);
    return Float64Array.from({ length }, (_, i) => {
      const music = i < LEAD ? 0 : own[LEAD + ((i - LEAD) % (10 * RATE_HZ))];
      return music + 0.005 * noise[i];
    });
  });
}

function ours(x: readonly Float64Array[]): number {
  const learner = new NoiseLearner(RATE_HZ, 2);
  learner.push(x, 0, PROFILE);
  const profile = learner.profile();
  const start = process.cpuUsage();
  const reducer = new NoiseReducer({ sampleRateHz: RATE_HZ, channels: 2, profile, kernels: wasmKernels });
  const block = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  for (let at = 0; at < x[0].length; at += BLOCK) {
    const count = Math.min(BLOCK, x[0].length - at);
    for (let c = 0; c < 2; c++) block[c].set(x[c].subarray(at, at + count));
    reducer.process(block, count);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

export function speedBench(audio: string): void {
  const x = minute(audio);
  const peer = TOOLS['afftdn, 24 dB down'];
  const [own, other]: [number[], number[]] = [[], []];
  ours(x);
  for (let run = 0; run < RUNS; run++) {
    own.push(ours(x));
    other.push(peer.run(x).cpuSeconds);
  }
  console.log(machine());
  const seconds = x[0].length / RATE_HZ;
  const range = (list: number[]): string => `${Math.min(...list).toFixed(2)}-${Math.max(...list).toFixed(2)} s`;
  console.log(
    `ours    CPU ${median(own).toFixed(2)} s (${range(own)}): ${(seconds / median(own)).toFixed(1)} times real time`,
  );
  console.log(
    `afftdn  CPU ${median(other).toFixed(2)} s (${range(other)}), whole process: ${(seconds / median(other)).toFixed(1)} times`,
  );
  console.log(`ratio of CPU ${median(own.map((v, i) => v / other[i])).toFixed(2)}`);
}
