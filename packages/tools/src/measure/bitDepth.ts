import type { AudioBlock, AudioInfo } from '@studiohand/core/audio';

export interface BitDepthFacts {
  /** Bits of the container; null for lossy codecs, which store none. */
  readonly storedBits: number | null;
  readonly storedAs: 'int' | 'float' | null;
  /** Bits that ever change in an integer file; for float, the depth of the integer grid all values lie on. Null: no grid, or silence. */
  readonly usedBits: number | null;
}

/** Grid tried for float files: 24-bit integers, which 32-bit float holds exactly. */
const FLOAT_GRID_BITS = 24;
/** The OR mask is a 32-bit integer. */
const MASK_BITS = 32;

/**
 * Real bit depth: the OR of all samples as integers; its trailing zeros were never used. A 16-bit recording padded into
 * a 24-bit file shows 16. Weakness: dither or any processing at 24 bits hides the origin.
 */
export class BitDepth {
  readonly #encoding: AudioInfo['encoding'];
  readonly #gridBits: number;
  #mask = 0;
  #onGrid = true;

  constructor({ encoding }: Pick<AudioInfo, 'encoding'>) {
    this.#encoding = encoding;
    this.#gridBits = encoding?.kind === 'float' ? FLOAT_GRID_BITS : MASK_BITS;
    this.#onGrid = encoding !== undefined;
  }

  push({ channels, frames }: AudioBlock): void {
    if (!this.#onGrid) return;
    const scale = 2 ** (this.#gridBits - 1);
    const float = this.#encoding?.kind === 'float';
    for (const x of channels) {
      let mask = this.#mask;
      if (float) {
        for (let i = 0; i < frames; i++) {
          const value = (x[i] as number) * scale;
          if (Math.floor(value) !== value) {
            this.#onGrid = false;
            return;
          }
          mask |= value;
        }
      } else {
        for (let i = 0; i < frames; i++) mask |= (x[i] as number) * scale;
      }
      this.#mask = mask;
    }
  }

  finish(): BitDepthFacts {
    const trailingZeros = this.#mask === 0 ? this.#gridBits : 31 - Math.clz32(this.#mask & -this.#mask);
    const used = this.#gridBits - trailingZeros;
    return {
      storedBits: this.#encoding?.bits ?? null,
      storedAs: this.#encoding?.kind ?? null,
      usedBits: this.#onGrid && used > 0 ? used : null,
    };
  }
}
