import { parseMpegHeader } from './mpegFrames.ts';

/** Counts the layer III frames of a stream that arrives in pieces cut anywhere. */
export class FrameCounter {
  frames = 0;
  /** Samples in one frame. */
  samplesPerFrame = 0;
  /** False after bytes that are no frame. */
  good = true;
  #skip = 0;
  readonly #head = new Uint8Array(4);
  #headBytes = 0;

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.good) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      this.#head[this.#headBytes++] = bytes[at++]!;
      if (this.#headBytes < 4) continue;
      this.#headBytes = 0;
      const header = parseMpegHeader(this.#head, 0);
      this.good = header !== undefined;
      this.samplesPerFrame = header?.frames ?? 0;
      this.#skip = (header?.bytes ?? 4) - 4;
      this.frames++;
    }
  }

  /** Whether the stream ends where a frame ends. */
  get whole(): boolean {
    return this.good && this.#skip === 0 && this.#headBytes === 0;
  }
}
