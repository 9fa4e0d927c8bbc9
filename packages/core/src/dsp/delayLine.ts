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
    const { frames } = this;
    if (frames === 0) return;
    let at = this.#at;
    for (let c = 0; c < this.#rings.length; c++) {
      const ring = this.#rings[c];
      const x = channels[c];
      at = this.#at;
      for (let i = offset, end = offset + count; i < end; i++) {
        const v = ring[at];
        ring[at] = x[i];
        x[i] = v;
        if (++at === frames) at = 0;
      }
    }
    this.#at = at;
  }

  reset(): void {
    for (const ring of this.#rings) ring.fill(0);
  }
}
