import type { AudioBlock, AudioSource } from '@studiohand/core/audio';

/** Level given for a take that equals its source in every sample. */
export const NO_CHANGE_DB = -300;

/**
 * Level of take minus source relative to the source, RMS over all channels. Push the take's blocks in order; the
 * source is read alongside in step.
 */
export class DeltaLevel {
  readonly #blocks: AsyncIterator<AudioBlock>;
  #block: AudioBlock | undefined;
  #at = 0;
  #difference = 0;
  #energy = 0;

  constructor(source: AudioSource) {
    this.#blocks = source.blocks()[Symbol.asyncIterator]();
  }

  /** Whether take and source can be subtracted sample by sample. */
  static fits(source: AudioSource, take: AudioSource): boolean {
    const [a, b] = [source.info, take.info];
    return a.frameCount === b.frameCount && a.channels === b.channels && a.sampleRateHz === b.sampleRateHz;
  }

  async push({ channels, frames }: AudioBlock): Promise<void> {
    for (let done = 0; done < frames; ) {
      if (this.#block === undefined || this.#at === this.#block.frames) {
        const next = await this.#blocks.next();
        if (next.done) return;
        this.#block = next.value;
        this.#at = 0;
      }
      const count = Math.min(frames - done, this.#block.frames - this.#at);
      for (const [c, take] of channels.entries()) this.#add(take, done, this.#block.channels[c], count);
      this.#at += count;
      done += count;
    }
  }

  #add(take: Float64Array, from: number, source: Float64Array | undefined, count: number): void {
    if (source === undefined) return;
    let difference = 0;
    let energy = 0;
    for (let i = 0; i < count; i++) {
      const x = source[this.#at + i] as number;
      const d = (take[from + i] as number) - x;
      difference += d * d;
      energy += x * x;
    }
    this.#difference += difference;
    this.#energy += energy;
  }

  /** In dB; {@link NO_CHANGE_DB} where nothing differs, null where the source is silent. Call once, at the end. */
  async finish(): Promise<number | null> {
    await this.#blocks.return?.();
    if (this.#difference === 0) return NO_CHANGE_DB;
    const db = 10 * Math.log10(this.#difference / this.#energy);
    return Number.isFinite(db) ? Math.max(NO_CHANGE_DB, db) : null;
  }
}
