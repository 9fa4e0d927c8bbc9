/**
 * Keeps the audio thread's queue filled ahead, in playing order: the loop is unrolled here, so that it wraps on the
 * exact frame. Runs when there is room, never by a timer. Frames are at the output rate.
 */
import type { Chunk, ToAudioThread } from './messages.ts';
import type { FrameRange } from './program.ts';
import type { SideReader } from './sideReader.ts';

/** Frames of a usual chunk, a third of a second at 48 kHz, and of the first ones after a seek. */
const CHUNK_FRAMES = 16384;
const FIRST_CHUNK_FRAMES = 4096;
/** Left alone in front of the playhead when the loop changes. */
const SPLICE_SECONDS = 0.15;

/** Sends a message; samples in it change hands. */
export type Send = (message: ToAudioThread, transfer?: ArrayBuffer[]) => void;

export interface FeederOptions {
  readonly send: Send;
  readonly sampleRateHz: number;
  readonly aheadSeconds: number;
  readonly onError: (error: unknown) => void;
}

interface Piece {
  readonly index: number;
  readonly fromFrame: number;
}

export class Feeder {
  readonly #options: FeederOptions;
  #a: SideReader | null = null;
  #b: SideReader | null = null;
  #loop: FrameRange | null = null;
  #generation = 0;
  /** Raised by everything that makes a running read useless. */
  #epoch = 0;
  #played = 0;
  #index = 0;
  #frame = 0;
  /** Index at which the generation ends by order (a grain), else infinity. */
  #endIndex = Number.POSITIVE_INFINITY;
  #done = false;
  #busy = false;
  /** Pieces not yet played, to find the frame of an index. */
  #pieces: Piece[] = [];

  constructor(options: FeederOptions) {
    this.#options = options;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Takes other sides and starts a generation at `frame`. */
  load(a: SideReader | null, b: SideReader | null, frame: number): void {
    this.#a = a;
    this.#b = b;
    this.seek(frame);
  }

  /** Starts a generation; with `grainFrames` it runs dry after so many, which the audio thread fades. */
  seek(frame: number, grainFrames: number = Number.POSITIVE_INFINITY): void {
    this.#generation++;
    this.#epoch++;
    this.#played = 0;
    this.#index = 0;
    this.#frame = Math.max(0, Math.min(Math.round(frame), this.#a?.frameCount ?? 0));
    this.#endIndex = grainFrames;
    this.#done = false;
    this.#pieces = [];
    this.#options.send({ type: 'start', generation: this.#generation, frame: this.#frame });
    void this.#fill();
  }

  /** Takes effect at once, without a gap, for a playhead before the end of the loop. */
  setLoop(loop: FrameRange | null): void {
    this.#loop = loop;
    this.#epoch++;
    if (!this.#a) return;
    const at = this.#played + Math.round(SPLICE_SECONDS * this.#options.sampleRateHz);
    if (at < this.#index) {
      const piece = this.#pieces.findLast((each) => each.index <= at);
      if (!piece) return;
      this.#frame = piece.fromFrame + at - piece.index;
      this.#index = at;
      this.#pieces = this.#pieces.filter((each) => each.index < at);
      this.#done = false;
      this.#options.send({ type: 'splice', generation: this.#generation, index: at });
    }
    void this.#fill();
  }

  /** The audio thread has played up to `index`. */
  room(generation: number, index: number): void {
    if (generation !== this.#generation) return;
    this.#played = index;
    const current = this.#pieces.findLastIndex((piece) => piece.index <= index);
    if (current > 0) this.#pieces.splice(0, current);
    void this.#fill();
  }

  stop(): void {
    this.#epoch++;
    this.#a = null;
    this.#b = null;
  }

  async #fill(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const ahead = this.#options.aheadSeconds * this.#options.sampleRateHz;
      while (this.#a && !this.#done && this.#index - this.#played < ahead) {
        const epoch = this.#epoch;
        try {
          await this.#sendNext(this.#a, epoch);
        } catch (error) {
          if (epoch !== this.#epoch) continue;
          this.#done = true;
          this.#options.onError(error);
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  async #sendNext(a: SideReader, epoch: number): Promise<void> {
    const loop = this.#loop;
    let frame = this.#frame;
    if (loop && frame === loop.toFrame) frame = loop.fromFrame;
    const end = loop && frame < loop.toFrame ? Math.min(loop.toFrame, a.frameCount) : a.frameCount;
    const wanted = this.#index < 4 * FIRST_CHUNK_FRAMES ? FIRST_CHUNK_FRAMES : CHUNK_FRAMES;
    const frames = Math.max(0, Math.min(wanted, end - frame, this.#endIndex - this.#index));
    const [samplesA, samplesB] = await Promise.all([a.read(frame, frames), this.#b?.read(frame, frames) ?? null]);
    if (epoch !== this.#epoch) return;
    const last = frame + frames >= a.frameCount && loop?.toFrame !== frame + frames;
    const chunk: Chunk = {
      type: 'chunk',
      generation: this.#generation,
      index: this.#index,
      fromFrame: frame,
      frames,
      a: samplesA,
      b: samplesB,
      last,
    };
    this.#pieces.push({ index: this.#index, fromFrame: frame });
    this.#index += frames;
    this.#frame = frame + frames;
    this.#done = last || this.#index >= this.#endIndex;
    this.#options.send(
      chunk,
      [...samplesA, ...(samplesB ?? [])].map((channel) => channel.buffer),
    );
  }
}
