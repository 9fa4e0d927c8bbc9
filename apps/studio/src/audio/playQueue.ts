/** Chunks in playing order for one generation. Written as chunks arrive, read frame by frame; no copies. */
import type { Chunk } from './messages.ts';

export class PlayQueue {
  #chunks: Chunk[] = [];
  /** Frames played since the start of the generation. */
  #index = 0;
  #frame: number;
  #sinceJump = 0;
  #jumpedFrom: number = Number.NaN;
  readonly generation: number;

  constructor(generation: number, frame: number) {
    this.generation = generation;
    this.#frame = frame;
  }

  get index(): number {
    return this.#index;
  }

  /** Place in the file of the next frame to play. */
  get frame(): number {
    return this.#frame;
  }

  /** Frames played since the start or the last wrap. */
  get sinceJump(): number {
    return this.#sinceJump;
  }

  /** Frame at which it wrapped last; NaN where it has not. */
  get jumpedFrom(): number {
    return this.#jumpedFrom;
  }

  /** Chunk that holds the next frame, or undefined when it has not come yet. */
  get head(): Chunk | undefined {
    const chunk = this.#chunks[0];
    return chunk && chunk.index <= this.#index ? chunk : undefined;
  }

  /** Where in the head the next frame is. */
  get headOffset(): number {
    return this.#index - (this.#chunks[0]?.index ?? 0);
  }

  /** Frames that can be played without waiting. */
  get available(): number {
    let end = this.#index;
    for (const chunk of this.#chunks) {
      if (chunk.index > end) break;
      end = Math.max(end, chunk.index + chunk.frames);
    }
    return end - this.#index;
  }

  /** Whether the last frame of all is queued. */
  get complete(): boolean {
    return this.#chunks[this.#chunks.length - 1]?.last === true;
  }

  push(chunk: Chunk): void {
    if (chunk.generation !== this.generation) return;
    this.#chunks.push(chunk);
    this.#dropUsed();
  }

  /** Forgets what was to be played from `index` on. */
  splice(index: number): void {
    this.#chunks = this.#chunks.flatMap((chunk) => {
      if (chunk.index >= index) return [];
      if (chunk.index + chunk.frames <= index) return [chunk];
      return [{ ...chunk, frames: index - chunk.index, last: false }];
    });
  }

  /** Moves on inside the head; true when a chunk was used up. */
  advance(frames: number): boolean {
    this.#index += frames;
    this.#frame += frames;
    this.#sinceJump += frames;
    return this.#dropUsed();
  }

  #dropUsed(): boolean {
    let dropped = false;
    for (let chunk = this.#chunks[0]; chunk && chunk.index + chunk.frames <= this.#index; chunk = this.#chunks[0]) {
      this.#chunks.shift();
      dropped = true;
    }
    const head = this.head;
    const frame = head ? head.fromFrame + this.#index - head.index : this.#frame;
    if (frame !== this.#frame) {
      this.#jumpedFrom = this.#index > 0 ? this.#frame : Number.NaN;
      this.#sinceJump = 0;
      this.#frame = frame;
    }
    return dropped;
  }
}
