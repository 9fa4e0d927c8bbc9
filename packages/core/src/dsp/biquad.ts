/**
 * Second-order recursive filter, streaming, in double precision: transposed direct form II (Oppenheim and Schafer,
 * "Discrete-Time Signal Processing", 6.3). Latency: none. States under 1e-30 are set to zero at the end of a block, so
 * that silence costs no denormal arithmetic.
 * Weakness: coefficients that jump while a signal runs click, and may ring at high q; for modulation take
 * {@link StateVariableFilter}.
 */

/** H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2). */
export interface BiquadCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

const STATE_FLOOR = 1e-30;

/** Whether both poles lie inside the unit circle (the stability triangle; Jury 1964). */
export function isStable({ a1, a2 }: BiquadCoefficients): boolean {
  return Math.abs(a2) < 1 && Math.abs(a1) < 1 + a2;
}

/** A chain of biquads for one channel. */
export class BiquadCascade {
  readonly #sections: Float64Array;
  readonly #states: Float64Array;

  constructor(sections: readonly BiquadCoefficients[]) {
    this.#sections = new Float64Array(5 * sections.length);
    this.#states = new Float64Array(2 * sections.length);
    sections.forEach((section, i) => {
      this.set(i, section);
    });
  }

  /** Changes one section; its state stays. */
  set(section: number, { b0, b1, b2, a1, a2 }: BiquadCoefficients): void {
    const at = 5 * section;
    this.#sections[at] = b0;
    this.#sections[at + 1] = b1;
    this.#sections[at + 2] = b2;
    this.#sections[at + 3] = a1;
    this.#sections[at + 4] = a2;
  }

  /** Filters `count` samples from `offset` in place. */
  process(samples: Float64Array, offset: number, count: number): void {
    const end = offset + count;
    for (let at = 0, s = 0; s < this.#states.length; at += 5, s += 2) {
      const b0 = this.#sections[at];
      const b1 = this.#sections[at + 1];
      const b2 = this.#sections[at + 2];
      const a1 = this.#sections[at + 3];
      const a2 = this.#sections[at + 4];
      let z1 = this.#states[s];
      let z2 = this.#states[s + 1];
      for (let i = offset; i < end; i++) {
        const x = samples[i];
        const y = b0 * x + z1;
        z1 = b1 * x - a1 * y + z2;
        z2 = b2 * x - a2 * y;
        samples[i] = y;
      }
      this.#states[s] = Math.abs(z1) < STATE_FLOOR ? 0 : z1;
      this.#states[s + 1] = Math.abs(z2) < STATE_FLOOR ? 0 : z2;
    }
  }

  reset(): void {
    this.#states.fill(0);
  }
}
