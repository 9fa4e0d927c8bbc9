/**
 * A model that works in frames of one rate as a processor of any rate: samples in, as many out, a fixed time later.
 * Latency: what both converters and the framing hold back at most, found by running them once on silence.
 */
import type { AudioBlock } from '@studiohand/core/audio';
import { AudioError } from '@studiohand/core/audio';
import { Resampler } from '@studiohand/core/dsp';
import type { VoiceProcessor } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';

/** A model over all channels: `frameSize` frames from `offset`, in place. */
export interface FrameModel {
  readonly sampleRateHz: number;
  readonly frameSize: number;
  /** Frames by which its output lags. */
  readonly delayFrames: number;
  process(channels: readonly Float64Array[], offset: number): void;
  reset(): void;
  close(): void;
}

/** Frames of a probe: coarse enough to be quick, fine enough to lose no latency worth having. */
const PROBE = 64;
const PROBES = 2048;

export class VoiceStream implements VoiceProcessor {
  readonly latencyFrames: number;
  readonly #model: FrameModel;
  readonly #rateHz: number;
  readonly #channels: number;
  readonly #input: Queue;
  readonly #output: Queue;
  #down: Resampler | undefined;
  #up: Resampler | undefined;
  #skip = 0;
  #owed = 0;

  /** Throws AudioError 'invalid-parameter' for rates outside 8 to 192 kHz. */
  constructor(model: FrameModel, sampleRateHz: number, channels: number) {
    if (!(sampleRateHz >= 8000 && sampleRateHz <= 192000))
      throw new AudioError(
        'invalid-parameter',
        `Voice at ${sampleRateHz} Hz.`,
        'Rates from 8 to 192 kHz are supported.',
      );
    this.#model = model;
    this.#rateHz = sampleRateHz;
    this.#channels = channels;
    this.#input = new Queue(channels);
    this.#output = new Queue(channels);
    const { sampleRateHz: modelHz, frameSize, delayFrames } = model;
    const held =
      heldBack(sampleRateHz, modelHz) + heldBack(modelHz, sampleRateHz) + (frameSize + delayFrames) / modelHz;
    this.latencyFrames = Math.ceil(held * sampleRateHz) + (sampleRateHz === modelHz ? 0 : 2);
    this.reset();
  }

  process(channels: readonly Float64Array[], frames: number): void {
    this.#push({ channels, frames });
    // Silence first, for as long as the latency.
    const silence = Math.min(frames, this.#owed);
    this.#owed -= silence;
    for (const samples of channels) samples.fill(0, 0, silence);
    this.#output.take(channels, silence, frames - silence);
  }

  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    const { sampleRateHz: modelHz, delayFrames } = this.#model;
    this.#model.reset();
    this.#input.clear();
    this.#output.clear();
    this.#skip = delayFrames;
    this.#owed = this.latencyFrames;
    const settings = { channels: this.#channels, kernels: wasmKernels };
    const same = this.#rateHz === modelHz;
    this.#down = same ? undefined : new Resampler({ ...settings, fromHz: this.#rateHz, toHz: modelHz });
    this.#up = same ? undefined : new Resampler({ ...settings, fromHz: modelHz, toHz: this.#rateHz });
  }

  close(): void {
    this.#model.close();
  }

  #push(block: AudioBlock): void {
    const clean = {
      frames: block.frames,
      channels: block.channels.map((samples) => {
        const copy = samples.slice(0, block.frames);
        for (let i = 0; i < copy.length; i++) if (!Number.isFinite(copy[i])) copy[i] = 0;
        return copy;
      }),
    };
    const { frameSize } = this.#model;
    this.#input.put(this.#down ? this.#down.process(clean) : clean, 0);
    const count = Math.floor(this.#input.length / frameSize) * frameSize;
    if (count === 0) return;
    const channels = clean.channels.map(() => new Float64Array(count));
    this.#input.take(channels, 0, count);
    for (let at = 0; at < count; at += frameSize) this.#model.process(channels, at);
    const skipped = Math.min(this.#skip, count);
    this.#skip -= skipped;
    const rest = { channels: channels.map((samples) => samples.subarray(skipped)), frames: count - skipped };
    this.#output.put(this.#up && rest.frames > 0 ? this.#up.process(rest) : rest, 0);
  }
}

/** The longest time in seconds for which a converter keeps frames to itself. */
function heldBack(fromHz: number, toHz: number): number {
  if (fromHz === toHz) return 0;
  const resampler = new Resampler({ fromHz, toHz, channels: 1, kernels: wasmKernels });
  const silence = { channels: [new Float64Array(PROBE)], frames: PROBE };
  let [given, taken, most] = [0, 0, 0];
  for (let i = 0; i < PROBES; i++) {
    // Just before this piece is complete nothing new has come out.
    given += PROBE;
    most = Math.max(most, given / fromHz - taken / toHz);
    taken += resampler.process(silence).frames;
  }
  return most;
}

/** Samples of several channels, first in, first out. */
class Queue {
  readonly #samples: Float64Array[];
  #from = 0;
  length = 0;

  constructor(channels: number) {
    this.#samples = Array.from({ length: channels }, () => new Float64Array(4096));
  }

  clear(): void {
    this.#from = 0;
    this.length = 0;
  }

  put({ channels, frames }: AudioBlock, offset: number): void {
    const end = this.#from + this.length;
    const room = this.#samples[0]?.length ?? 0;
    if (end + frames > room) {
      const size = Math.max(room, 2 ** Math.ceil(Math.log2(this.length + frames + 1)));
      this.#samples.forEach((old, c) => {
        const next = size > room ? new Float64Array(size) : old;
        next.set(old.subarray(this.#from, end));
        this.#samples[c] = next;
      });
      this.#from = 0;
    }
    for (const [c, samples] of this.#samples.entries())
      samples.set((channels[c] as Float64Array).subarray(offset, offset + frames), this.#from + this.length);
    this.length += frames;
  }

  /** Moves `frames` frames into `channels` from `offset`. */
  take(channels: readonly Float64Array[], offset: number, frames: number): void {
    if (frames > this.length)
      throw new AudioError('internal', `A voice model owes ${frames - this.length} frames.`, 'Please report this.');
    this.#samples.forEach((samples, c) => {
      (channels[c] as Float64Array).set(samples.subarray(this.#from, this.#from + frames), offset);
    });
    this.#from += frames;
    this.length -= frames;
  }
}
