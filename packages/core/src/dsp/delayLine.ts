/** A delay of whole frames for planar channels, in place: what a look-ahead needs. Same samples for every block size. */
export class DelayLine {
  readonly frames: number;
  readonly #rings: Float64Array[];
  #at = 0;

  /** `frames` of 0 changes nothing. */
  constructor(channels: number, frames: number) {
    this.frames = frames;
    this.#rings = Array.from({ length: channels }, () => new Float64Array(frames));
  }

  process(channels: readonly Float64Array[], offset: number, count: number): void {
    for (let c = 0; c < this.#rings.length; c++) this.one(c, channels[c], offset, count);
    this.advance(count);
  }

  /** Delays one channel only; {@link advance} follows when every channel had its turn. */
  one(channel: number, samples: Float64Array, offset: number, count: number): void {
    const { frames } = this;
    if (frames === 0) return;
    const ring = this.#rings[channel];
    let at = this.#at;
    for (let i = offset, end = offset + count; i < end; i++) {
      const v = ring[at];
      ring[at] = samples[i];
      samples[i] = v;
      if (++at === frames) at = 0;
    }
  }

  advance(count: number): void {
    if (this.frames > 0) this.#at = (this.#at + count) % this.frames;
  }

  reset(): void {
    for (const ring of this.#rings) ring.fill(0);
  }
}
