/**
 * Room reduction by material and room, against direct and early sound (50 ms): SI-SDR of the input, of prediction and
 * gains alone and together when told the room, and of what the tool does by itself: nothing where its analysis finds no
 * room. Then the change of the dry recordings, and the CPU time on a minute of 48 kHz stereo. No open program of apt or
 * npm does this to music: there is no peer. `npm run bench clean -- room`; needs the recordings of audio/clean.
 */
import { RealFft, RoomAnalyser, type RoomEstimate, RoomReducer, type RoomReducerOptions } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { roomResponse } from '../../packages/core/src/dsp/testing/room.ts';
import { machine, median } from '../run.ts';
import { decode, MUSIC, power, RATE_HZ } from './fixtures.ts';
import { nullDb, siSdr } from './metrics.ts';

const MATERIAL: Readonly<Record<string, string>> = { speech: 'speech_xmas.wav', ...MUSIC };
const SECONDS = 8;
const EARLY = 0.05 * RATE_HZ;
/** Samples before the direct sound of a response. */
const LEAD = 48;
const BLOCK = 4096;

interface Room {
  readonly name: string;
  readonly response: Float64Array;
  readonly decay: RoomReducerOptions['decay'];
  readonly directToReverbDb: number;
}

function convolve(x: Float64Array, h: Float64Array): Float64Array {
  const fft = new RealFft(2 ** Math.ceil(Math.log2(x.length + h.length)));
  const spectrum = (samples: Float64Array): [Float64Array, Float64Array] => {
    const padded = new Float64Array(fft.size);
    padded.set(samples);
    const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
    fft.forward(padded, re, im);
    return [re, im];
  };
  const [[a, b], [c, d]] = [spectrum(x), spectrum(h)];
  const out = new Float64Array(fft.size);
  const re = a.map((v, k) => v * c[k] - b[k] * d[k]);
  fft.inverse(
    re,
    a.map((v, k) => v * d[k] + b[k] * c[k]),
    out,
  );
  return out.slice(0, x.length);
}

function rooms(audio: string): Room[] {
  const clap = decode(`${audio}/rir_clap.wav`, 10);
  const peak = clap.reduce((at, v, i) => (Math.abs(v) > Math.abs(clap[at]) ? i : at), 0);
  const response = clap.slice(peak - LEAD).map((v) => v / Math.abs(clap[peak]));
  const simulated = (rt60Seconds: number, directToReverbDb: number, seed: number): Room => ({
    name: `${rt60Seconds} s, direct ${directToReverbDb} dB`,
    response: Float64Array.from([
      ...new Float64Array(LEAD),
      ...roomResponse({ sampleRateHz: RATE_HZ, rt60Seconds, directToReverbDb, seed }),
    ]),
    decay: [{ frequencyHz: 1000, rt60Seconds }],
    directToReverbDb,
  });
  const real = { name: 'real clap', response, decay: [{ frequencyHz: 1000, rt60Seconds: 0.6 }], directToReverbDb: -6 };
  return [real, simulated(0.4, 3, 1), simulated(0.9, 0, 2)];
}

function analyse(x: Float64Array): RoomEstimate {
  const analyser = new RoomAnalyser(RATE_HZ, 1);
  analyser.push([x], 0, x.length);
  return analyser.estimate();
}

type Part = Pick<RoomReducerOptions, 'decay' | 'directToReverbDb' | 'prediction' | 'reductionDb'>;

function reduced(x: Float64Array, part: Part): Float64Array {
  const reducer = new RoomReducer({ sampleRateHz: RATE_HZ, channels: 1, kernels: wasmKernels, ...part });
  const y = new Float64Array(x.length + reducer.latencyFrames);
  y.set(x);
  reducer.process([y], y.length);
  return y.slice(reducer.latencyFrames);
}

function found({ dry, rt60Seconds, directToReverbDb, confidence }: RoomEstimate): string {
  const sure = `${(100 * confidence).toFixed(0)} % sure`;
  return dry
    ? `declined, ${sure}`
    : `RT60 ${rt60Seconds.toFixed(2)} s, direct ${directToReverbDb.toFixed(0)} dB, ${sure}`;
}

function minute(audio: string): void {
  const [room] = rooms(audio);
  const speech = decode(`${audio}/${MATERIAL['speech']}`, SECONDS);
  const loop = convolve(
    Float64Array.from({ length: 60 * RATE_HZ }, (_, i) => speech[i % speech.length]),
    room.response,
  );
  const x = [loop, loop.map((v, i) => 0.7 * v + 0.3 * (loop[i - 400] ?? 0))];
  const run = (work: (block: Float64Array[], frames: number) => void): number => {
    const start = process.cpuUsage();
    const block = x.map(() => new Float64Array(BLOCK));
    for (let at = 0; at < loop.length; at += BLOCK) {
      const count = Math.min(BLOCK, loop.length - at);
      block.forEach((samples, c) => {
        samples.set(x[c].subarray(at, at + count));
      });
      work(block, count);
    }
    const { user, system } = process.cpuUsage(start);
    return loop.length / RATE_HZ / ((user + system) / 1e6);
  };
  const stages: Readonly<Record<string, () => (block: Float64Array[], frames: number) => void>> = {
    analysis: () => {
      const analyser = new RoomAnalyser(RATE_HZ, 2);
      return (block, frames) => analyser.push(block, 0, frames);
    },
    reduction: () => {
      const reducer = new RoomReducer({ sampleRateHz: RATE_HZ, channels: 2, kernels: wasmKernels, ...room });
      return (block, frames) => reducer.process(block, frames);
    },
  };
  for (const [name, make] of Object.entries(stages)) {
    const speeds = [1, 2, 3, 4].map(() => run(make())).slice(1);
    const range = `${Math.min(...speeds).toFixed(1)}-${Math.max(...speeds).toFixed(1)}`;
    console.log(`${name}: ${median(speeds).toFixed(1)} times real time (${range}), 48 kHz stereo, one core`);
  }
}

export function roomBench(audio: string): void {
  console.log(machine());
  console.log('No open program of apt or npm reduces rooms on music: no peer.\n');
  console.log('SI-SDR, dB: input, prediction, gains, both (told the room), by itself; what it finds');
  for (const room of rooms(audio))
    for (const [name, file] of Object.entries(MATERIAL)) {
      const recording = decode(`${audio}/${file}`, SECONDS);
      const level = 0.07 / Math.sqrt(power(recording));
      const dry = recording.map((v) => v * level);
      const wet = convolve(dry, room.response);
      const early = convolve(dry, room.response.subarray(0, LEAD + EARLY));
      const estimate = analyse(wet);
      const { decay, directToReverbDb } = room;
      const own = estimate.dry ? wet : reduced(wet, estimate);
      const outputs = [
        wet,
        reduced(wet, { decay, directToReverbDb, reductionDb: 0 }),
        reduced(wet, { decay, directToReverbDb, prediction: 0 }),
        reduced(wet, { decay, directToReverbDb }),
        own,
      ];
      const figures = outputs.map((y) => siSdr(early, y).toFixed(1).padStart(7)).join('');
      console.log(`${room.name.padEnd(20)}${name.padEnd(10)}${figures}   ${found(estimate)}`);
    }
  console.log('\nChange of the dry recordings, dB (-Infinity: bit by bit the same)');
  for (const [name, file] of Object.entries(MATERIAL)) {
    const dry = decode(`${audio}/${file}`, 60);
    const estimate = analyse(dry);
    const change = estimate.dry ? Number.NEGATIVE_INFINITY : nullDb(dry, reduced(dry, estimate));
    console.log(`${name.padEnd(10)}${change.toFixed(1).padStart(10)}   ${found(estimate)}`);
  }
  console.log();
  minute(audio);
}
