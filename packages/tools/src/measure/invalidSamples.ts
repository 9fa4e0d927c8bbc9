import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';

/** Finite samples beyond this are rubbish too (+120 dBFS): they would drown every sum. */
const LARGEST = 2 ** 20;

export interface InvalidSampleFacts {
  readonly count: number;
  readonly firstSeconds: number | null;
  readonly firstChannel: number | null;
}

/**
 * Counts samples that are NaN, infinite or beyond +120 dBFS, and hands on blocks in which they are silence, so that one
 * bad sample does not spoil every other figure. A clean block is handed on as it is.
 */
export class InvalidSamples {
  readonly #rate: number;
  #position = 0;
  #count = 0;
  #firstFrame = -1;
  #firstChannel = -1;

  constructor({ sampleRateHz }: AudioFormat) {
    this.#rate = sampleRateHz;
  }

  clean(block: AudioBlock): AudioBlock {
    const dirty = block.channels.some((channel) => hasInvalid(channel, block.frames));
    const result = dirty ? this.#replace(block) : block;
    this.#position += block.frames;
    return result;
  }

  #replace({ channels, frames }: AudioBlock): AudioBlock {
    const copies = channels.map((channel) => channel.slice(0, frames));
    copies.forEach((copy, c) => {
      for (let i = 0; i < frames; i++) {
        if (Math.abs(copy[i] as number) <= LARGEST) continue;
        copy[i] = 0;
        this.#count++;
        const frame = this.#position + i;
        if (this.#firstFrame < 0 || frame < this.#firstFrame) {
          this.#firstFrame = frame;
          this.#firstChannel = c;
        }
      }
    });
    return { channels: copies, frames };
  }

  finish(): InvalidSampleFacts {
    const found = this.#count > 0;
    return {
      count: this.#count,
      firstSeconds: found ? this.#firstFrame / this.#rate : null,
      firstChannel: found ? this.#firstChannel : null,
    };
  }
}

function hasInvalid(channel: Float64Array, frames: number): boolean {
  for (let i = 0; i < frames; i++) {
    const v = channel[i] as number;
    if (!(v <= LARGEST && v >= -LARGEST)) return true;
  }
  return false;
}
