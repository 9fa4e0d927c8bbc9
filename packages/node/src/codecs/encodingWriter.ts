/**
 * The AudioWriter over a lossy encoder: hands samples on in 32-bit float, in batches of one size however they come, so
 * that the result does not depend on the blocks, and watches that the announced length is kept. Samples above full
 * scale are not clipped: the encoders work in floating point.
 */
import { type AudioBlock, AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';

/** Frames handed to an encoder at a time; fewer at the end. */
const ENCODER_BATCH_FRAMES = 16384;
/** 120 dB above full scale: no music, and the encoders' own arithmetic overflows not far beyond. */
const MAX_SAMPLE = 1e6;

/** An encoder that writes to its sink by itself. */
export interface FloatEncoder {
  /** Planar samples, all arrays of one length, valid during the call only. */
  encode(channels: readonly Float32Array[]): Promise<void>;
  /** Writes what is left and completes the headers. */
  finish(): Promise<void>;
  /** Frees memory and workers. May be called more than once. */
  release(): Promise<void>;
}

/** Wraps `encoder`; `finish` commits the sink and `abort` aborts it. */
export function encodingWriter(sink: ByteSink, spec: OutputSpec, encoder: FloatEncoder): AudioWriter {
  const batch = spec.layout.map(() => new Float32Array(ENCODER_BATCH_FRAMES));
  let filled = 0;
  let written = 0;
  const flush = async (): Promise<void> => {
    if (filled > 0) await encoder.encode(batch.map((samples) => samples.subarray(0, filled)));
    filled = 0;
  };
  /** After a failure nothing more will come: an encoder left open would keep its worker, and the process, alive. */
  const orRelease = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await encoder.release();
      throw error;
    }
  };
  const write = async (block: AudioBlock): Promise<void> => {
    if (written + block.frames > spec.frameCount) throw wrongLength(written + block.frames, spec.frameCount);
    for (let at = 0; at < block.frames; ) {
      const frames = Math.min(ENCODER_BATCH_FRAMES - filled, block.frames - at);
      batch.forEach((samples, c) => {
        toFloats(block.channels[c]!, at, frames, samples, filled, written + at);
      });
      filled += frames;
      at += frames;
      if (filled === ENCODER_BATCH_FRAMES) await flush();
    }
    written += block.frames;
  };
  const finish = async (): Promise<void> => {
    if (written !== spec.frameCount) throw wrongLength(written, spec.frameCount);
    await flush();
    await encoder.finish();
    await encoder.release();
    await sink.commit();
  };
  return {
    write: (block) => orRelease(() => write(block)),
    finish: () => orRelease(finish),
    async abort(): Promise<void> {
      await encoder.release();
      await sink.abort();
    },
  };
}

function toFloats(
  from: Float64Array,
  at: number,
  frames: number,
  to: Float32Array,
  toAt: number,
  position: number,
): void {
  for (let i = 0; i < frames; i++) {
    const value = from[at + i]!;
    to[toAt + i] = value;
    if (!(Math.abs(value) < MAX_SAMPLE)) {
      throw new AudioError(
        'invalid-samples',
        `Frame ${position + i} is ${Number.isFinite(value) ? 'more than 120 dB above full scale' : 'not a finite number'} and cannot be encoded`,
        'Repair the source, or write 32-bit float WAV, which keeps such samples as they are.',
      );
    }
  }
}

function wrongLength(got: number, wanted: number): AudioError {
  return new AudioError(
    'internal',
    `${got} frames were written to a file announced with ${wanted}`,
    'Report this: the tool delivers another length than it announced.',
  );
}

/** An encoder that did not do what its documentation says. */
export function encoderFailed(name: string, what: string, cause?: unknown): AudioError {
  return new AudioError('internal', `The ${name} encoder failed: ${what}`, 'Write WAV or FLAC, and report this.', {
    cause,
  });
}
