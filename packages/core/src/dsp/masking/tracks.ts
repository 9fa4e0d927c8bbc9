/** All stems read side by side, once: their band powers over time, low end, level and stereo. */
import { AudioError, type AudioSource, lockstep } from '../../audio/index.ts';
import type { Band } from '../bands.ts';
import { erbBands } from '../erb.ts';
import type { DspKernels } from '../kernels.ts';
import { LoudnessMeter } from '../loudness.ts';
import { BandFrames, hopFrames } from './bandFrames.ts';
import { LowEnd, type LowEndPair } from './lowEnd.ts';

/** Bands per ERB: twice as fine as the ear's filters. */
const STEP_ERB = 0.5;
/** Memory for all band powers. Longer files keep one mean of several frames instead. */
const LARGEST_BYTES = 64 * 2 ** 20;

/** One stem as the ear hears it. */
export interface Track {
  readonly name: string;
  /** 2 for stereo, otherwise 1, which counts for both ears. */
  readonly ears: number;
  /** `power[(f * ears + e) * bands + b]`, mean square. */
  readonly power: Float32Array;
  /** Level of the mono sum below that of two equal sides, in dB, at most 0; null for silence or other channel counts. */
  readonly monoLossDb: number | null;
  readonly meanSquare: number;
}

/** What reading needs from its host; a tool's context will do. */
export interface ReadContext {
  readonly kernels: DspKernels;
  readonly signal?: AbortSignal;
  progress(stage: string, fraction: number): void;
}

/** Everything the masking model needs. */
export interface Tracks {
  readonly tracks: readonly Track[];
  readonly bands: readonly Band[];
  readonly frameCount: number;
  readonly frameSeconds: number;
  /** Loudness of the sum of all stems; null for silence. */
  readonly integratedLufs: number | null;
  readonly lowEnd: readonly LowEndPair[];
}

/** File names without what they share and without the extension: '01_Song_Kick.wav' and '02_Song_Bass.wav' give Kick, Bass. */
export function shortNames(names: readonly string[]): string[] {
  const stems = names.map((name) => name.replace(/\.[^.]*$/, ''));
  const words = stems.map((stem) => stem.split(/[_\s-]+/));
  const shared = new Set((words[0] ?? []).filter((word) => words.every((list) => list.includes(word))));
  const short = words.map((list) => list.filter((word) => !shared.has(word) && !/^\d+$/.test(word)).join(' '));
  const distinct = short.every((name, i) => name !== '' && short.indexOf(name) === i);
  return distinct ? short : stems.map((stem, i) => (stems.indexOf(stem) === i ? stem : `${stem} (${i + 1})`));
}

class Collector {
  readonly frames: BandFrames;
  readonly low: Float64Array;
  readonly power: Float32Array;
  readonly #every: number;
  readonly #width: number;
  readonly #channels: number;
  #frame = 0;
  #sumSquares = 0;
  #monoSquares = 0;
  #samples = 0;

  constructor({ info }: AudioSource, bands: readonly Band[], kept: number, every: number, kernels: DspKernels) {
    this.frames = new BandFrames(info.sampleRateHz, info.channels, bands, kernels, {
      frame: (power, low): void => this.#keep(power, low),
    });
    this.low = new Float64Array(2 * this.frames.lowBins);
    this.#every = every;
    this.#width = this.frames.ears * bands.length;
    this.#channels = info.channels;
    this.power = new Float32Array(kept * this.#width);
  }

  #keep(power: Float32Array, low: Float64Array): void {
    this.low.set(low);
    const at = Math.floor(this.#frame++ / this.#every) * this.#width;
    const share = 1 / this.#every;
    for (let i = 0; i < power.length && at + i < this.power.length; i++) this.power[at + i] += power[i] * share;
  }

  /** Takes the next frames, and adds them to what is heard of all stems: left, right, or both for mono. */
  push(channels: readonly Float64Array[], frames: number, [mixLeft, mixRight]: readonly Float64Array[]): void {
    if (this.#channels === 2) {
      const [left, right] = channels;
      let sum = 0;
      let mono = 0;
      for (let i = 0; i < frames; i++) {
        const l = left[i];
        const r = right[i];
        sum += l * l + r * r;
        mono += (l + r) * (l + r);
        mixLeft[i] += l;
        mixRight[i] += r;
      }
      this.#sumSquares += sum;
      this.#monoSquares += mono;
    } else this.#pushOther(channels, frames, mixLeft, mixRight);
    this.#samples += frames;
    this.frames.push(channels, frames);
  }

  #pushOther(channels: readonly Float64Array[], frames: number, left: Float64Array, right: Float64Array): void {
    const gain = channels.length > 2 ? 1 / Math.sqrt(channels.length / 2) : 1;
    channels.forEach((channel, c) => {
      let sum = 0;
      for (let i = 0; i < frames; i++) {
        const x = channel[i];
        sum += x * x;
        if (c % 2 === 0) left[i] += gain * x;
        if (c % 2 === 1 || channels.length === 1) right[i] += gain * x;
      }
      this.#sumSquares += sum;
    });
  }

  /** Throws AudioError 'invalid-samples' when a sample was not a number; `file` is its name for the message. */
  finish(name: string, file: string): Track {
    if (!Number.isFinite(this.#sumSquares))
      throw new AudioError(
        'invalid-samples',
        `${file}: not every sample is a number.`,
        'Render the file again from its source; studiohand measure lists where such samples are.',
      );
    const stereo = this.#channels === 2 && this.#sumSquares > 0;
    const loss = this.#monoSquares / (2 * this.#sumSquares);
    return {
      name,
      ears: this.frames.ears,
      power: this.power,
      monoLossDb: stereo ? Math.max(-99, 10 * Math.log10(loss)) : null,
      meanSquare: this.#sumSquares / Math.max(1, this.#samples),
    };
  }
}

/** Reads all stems. Throws AudioError when their rates differ or a sample is not a number. */
export async function readTracks(sources: readonly AudioSource[], context: ReadContext): Promise<Tracks> {
  const { sampleRateHz } = sources[0].info;
  const bands = erbBands(sampleRateHz, STEP_ERB);
  const hop = hopFrames(sampleRateHz);
  const length = sources.reduce((most, { info }) => Math.max(most, info.frameCount), 0);
  const frames = Math.ceil(length / hop);
  const width = sources.reduce((sum, { info }) => sum + (info.channels === 2 ? 2 : 1), 0) * bands.length * 4;
  const every = Math.max(1, Math.ceil((frames * width) / LARGEST_BYTES));
  const kept = Math.floor(frames / every);
  const collectors = sources.map((source) => new Collector(source, bands, kept, every, context.kernels));
  const lowEnd = new LowEnd(collectors.map((collector) => collector.low));
  const mix: [Float64Array, Float64Array] = [new Float64Array(hop), new Float64Array(hop)];
  const loudness = new LoudnessMeter({ sampleRateHz, channels: 2, layout: ['L', 'R'] }, context.kernels);
  // Two hops more than there are, so that the last frame has its window.
  const options = {
    frameCount: (frames + 2) * hop,
    blockFrames: hop,
    ...(context.signal && { signal: context.signal }),
  };
  for await (const block of lockstep(sources, options)) {
    for (const side of mix) side.fill(0);
    collectors.forEach((collector, s) => {
      collector.push(block.channels[s], block.frames, mix);
    });
    loudness.push({ channels: mix, frames: Math.max(0, Math.min(block.frames, length - block.position)) });
    lowEnd.frame();
    context.progress('listening to the stems', Math.min(1, block.position / Math.max(1, length)));
  }
  const names = shortNames(sources.map(({ info }) => info.name));
  return {
    tracks: collectors.map((collector, s) => collector.finish(names[s], sources[s].info.name)),
    bands,
    frameCount: kept,
    frameSeconds: (hop * every) / sampleRateHz,
    integratedLufs: loudness.finish().integratedLufs,
    lowEnd: lowEnd.finish(),
  };
}
