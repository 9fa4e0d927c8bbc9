/**
 * One side of a programme as the audio thread wants it: at the rate and in the channels of the output. A file at
 * another rate is resampled piece by piece, each piece exactly as a conversion of the whole file would give it.
 */
import { AudioError, type ChannelLayout, namedLayout } from '@studiohand/core/audio';
import { type ChannelMatrix, channelMixMatrix, Resampler } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import type { PcmReader, ProgramSide } from './program.ts';

/** Input frames before and after a piece that its outputs may depend on, at equal rates; more when the rate falls. */
const FILTER_FRAMES = 512;
/** A piece starts on a whole output frame; a ratio whose common frames lie further apart is refused. */
const MAX_COMMON_FRAMES = 65536;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Gains from the file's channels to one or two output channels; the first two where the layout is not known. */
function outputMatrix(layout: ChannelLayout, outputs: number): ChannelMatrix {
  if (layout.length === 1) return Array.from({ length: outputs }, () => [1]);
  const plain = Array.from({ length: outputs }, (_, o) => layout.map((_role, i) => (i === o ? 1 : 0)));
  if (layout.length === outputs) return plain;
  try {
    return channelMixMatrix(layout, namedLayout(outputs === 1 ? 'mono' : 'stereo')!);
  } catch (error) {
    if (error instanceof AudioError) return plain;
    throw error;
  }
}

export class SideReader {
  readonly side: ProgramSide;
  /** Frames at the output rate. */
  readonly frameCount: number;
  readonly #reader: PcmReader;
  readonly #rateHz: number;
  readonly #matrix: ChannelMatrix;

  /** Throws AudioError for a pair of rates that have no ratio of manageable whole numbers. */
  constructor(reader: PcmReader, side: ProgramSide, rateHz: number, outputs: number) {
    this.#reader = reader;
    this.side = side;
    this.#rateHz = rateHz;
    this.#matrix = outputMatrix(side.layout, outputs);
    this.frameCount = Resampler.outputFrames(side.frameCount, side.sampleRateHz, rateHz);
    if (this.#common > MAX_COMMON_FRAMES)
      throw new AudioError(
        'unsupported-format',
        `${side.sampleRateHz} Hz cannot be played at ${rateHz} Hz`,
        'Convert the file to 44.1 or 48 kHz to listen to it.',
      );
  }

  /** Input frames between two moments at which both rates have a frame. */
  get #common(): number {
    return this.side.sampleRateHz / greatestCommonDivisor(this.side.sampleRateHz, this.#rateHz);
  }

  /** `frames` frames of every output channel; silence after the end of the file. */
  async read(fromFrame: number, frames: number, signal?: AbortSignal): Promise<Float32Array<ArrayBuffer>[]> {
    const { side } = this;
    if (side.sampleRateHz === this.#rateHz) {
      const count = Math.max(0, Math.min(frames, side.frameCount - fromFrame));
      const input = count > 0 ? await this.#reader.read(side.kind, side.id, fromFrame, count, signal) : [];
      return this.#mix(input, 0, frames);
    }
    const ratio = side.sampleRateHz / this.#rateHz;
    const margin = Math.ceil(FILTER_FRAMES * Math.max(1, ratio));
    const common = this.#common;
    const start = Math.max(0, Math.floor((fromFrame * ratio - margin) / common) * common);
    const end = Math.min(side.frameCount, Math.ceil((fromFrame + frames) * ratio) + margin);
    if (end <= start) return this.#mix([], 0, frames);
    const input = await this.#reader.read(side.kind, side.id, start, end - start, signal);
    const resampler = new Resampler({
      fromHz: side.sampleRateHz,
      toHz: this.#rateHz,
      channels: input.length,
      kernels: wasmKernels,
    });
    const copy = (block: { readonly channels: readonly Float64Array[]; readonly frames: number }): Float64Array[] =>
      block.channels.map((channel) => channel.slice(0, block.frames));
    const body = copy(resampler.process({ channels: input.map((x) => Float64Array.from(x)), frames: end - start }));
    const tail = copy(resampler.flush());
    const whole = body.map((part, c) => {
      const all = new Float64Array(part.length + tail[c]!.length);
      all.set(part);
      all.set(tail[c]!, part.length);
      return all;
    });
    return this.#mix(whole, fromFrame - Math.round(start / ratio), frames);
  }

  #mix(input: readonly (Float32Array | Float64Array)[], offset: number, frames: number): Float32Array<ArrayBuffer>[] {
    const count = Math.max(0, Math.min(frames, (input[0]?.length ?? 0) - offset));
    return this.#matrix.map((gains) => {
      const out = new Float32Array(frames);
      for (let i = 0; i < input.length; i++) {
        const gain = gains[i]!;
        const x = input[i]!;
        if (gain === 1) for (let n = 0; n < count; n++) out[n]! += x[offset + n]!;
        else if (gain !== 0) for (let n = 0; n < count; n++) out[n]! += gain * x[offset + n]!;
      }
      return out;
    });
  }
}
