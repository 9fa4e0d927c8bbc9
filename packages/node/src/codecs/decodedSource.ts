/**
 * The AudioSource over a streaming decoder: cuts to the frames asked for, re-blocks to BLOCK_FRAMES, turns samples into
 * Float64, and checks that the decoder delivers the length that `info` promises. Every pass starts a decoder of its
 * own, so passes may run side by side. Weakness: without a seekable decoder the frames before `startFrame` are decoded
 * and dropped.
 */
import {
  type AudioBlock,
  AudioError,
  type AudioInfo,
  type AudioSource,
  BLOCK_FRAMES,
  type BlocksOptions,
} from '@studiohand/core/audio';

/** Some frames as the decoder gives them: valid until the next are asked for. */
export interface DecodedPart {
  readonly channels: readonly (Float32Array | Float64Array | Int32Array)[];
  readonly frames: number;
}

/** What {@link decodedSource} needs. */
export interface Decoding {
  readonly info: AudioInfo;
  /**
   * Starts a pass. The first part begins at a frame of the decoder's choice not after `startFrame`; `skip` tells how
   * many frames of the stream have to be dropped from there to reach `startFrame`.
   */
  start(
    startFrame: number,
    signal: AbortSignal | undefined,
  ): Promise<{ parts: AsyncIterable<DecodedPart>; skip: number }>;
  /** Sample value of full scale; default 1. */
  readonly fullScale?: number;
  /** Sample values are whole numbers divided by this; they are rounded back to them. */
  readonly divisor?: number;
  close(): void;
}

/** Wraps a decoder. */
export function decodedSource(decoding: Decoding): AudioSource {
  return {
    info: decoding.info,
    blocks: (options: BlocksOptions = {}): AsyncIterable<AudioBlock> => passes(decoding, options),
    async close(): Promise<void> {
      decoding.close();
    },
  };
}

async function* passes(decoding: Decoding, options: BlocksOptions): AsyncGenerator<AudioBlock> {
  const { info } = decoding;
  const start = Math.max(0, Math.floor(options.startFrame ?? 0));
  const end = Math.min(info.frameCount, start + (options.frameCount ?? Number.POSITIVE_INFINITY));
  if (start >= end) return;
  options.signal?.throwIfAborted();
  const channels = info.layout.map(() => new Float64Array(Math.min(BLOCK_FRAMES, end - start)));
  const size = channels[0]?.length ?? 0;
  const { parts, skip } = await decoding.start(start, options.signal);
  let drop = skip;
  let at = start;
  let filled = 0;
  for await (const part of guarded(info, parts)) {
    options.signal?.throwIfAborted();
    if (part.channels.length < channels.length) throw changedChannels(info, part.channels.length, at);
    let from = Math.min(drop, part.frames);
    drop -= from;
    while (from < part.frames && at + filled < end) {
      const count = Math.min(part.frames - from, size - filled, end - at - filled);
      for (let c = 0; c < channels.length; c++) {
        copySamples(part.channels[c]!, from, channels[c]!, filled, count, decoding.fullScale ?? 1, decoding.divisor);
      }
      filled += count;
      from += count;
      if (filled === size || at + filled === end) {
        yield { channels, frames: filled };
        options.signal?.throwIfAborted();
        at += filled;
        filled = 0;
      }
    }
    if (at >= end) return;
  }
  throw tooShort(info, at + filled);
}

/**
 * A decoder of WebAssembly that damaged data lead out of its memory traps, or reports lengths that cannot be, also while
 * it is freed: that is the file's fault. Its memory is its own, so nothing else is touched.
 */
async function* guarded(info: AudioInfo, parts: AsyncIterable<DecodedPart>): AsyncGenerator<DecodedPart> {
  try {
    yield* parts;
  } catch (error) {
    // A trap is a WebAssembly.RuntimeError.
    if (!(error instanceof Error) || (error.name !== 'RuntimeError' && !(error instanceof RangeError))) throw error;
    throw new AudioError(
      'corrupt',
      `${info.name}: the ${info.codec} data made the decoder stop (${error.message})`,
      'The file is damaged: copy or export it again.',
      { cause: error },
    );
  }
}

function copySamples(
  from: Float32Array | Float64Array | Int32Array,
  start: number,
  to: Float64Array,
  at: number,
  count: number,
  fullScale: number,
  divisor: number | undefined,
): void {
  const scale = 1 / fullScale;
  if (divisor === undefined) {
    for (let i = 0; i < count; i++) to[at + i] = from[start + i]! * scale;
    return;
  }
  for (let i = 0; i < count; i++) to[at + i] = Math.round(from[start + i]! * divisor) * scale;
}

/** Where something is, for a person. */
export function timeOf(frame: number, sampleRateHz: number): string {
  return `${(frame / sampleRateHz).toFixed(2)} s`;
}

function tooShort(info: AudioInfo, reached: number): AudioError {
  return new AudioError(
    'corrupt',
    `${info.name}: the ${info.codec} data can be decoded only to frame ${reached} (${timeOf(reached, info.sampleRateHz)}) of ${info.frameCount}`,
    'The file is damaged: copy or export it again, or cut it before that time.',
  );
}

function changedChannels(info: AudioInfo, channels: number, at: number): AudioError {
  return new AudioError(
    'corrupt',
    `${info.name}: at ${timeOf(at, info.sampleRateHz)} the stream changes from ${info.channels} to ${channels} channels`,
    'The file is damaged or joined from several: split it first.',
  );
}
