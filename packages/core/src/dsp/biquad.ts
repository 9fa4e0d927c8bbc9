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
    const sections = this.#states.length / 2;
    let section = 0;
    // Sections wait for themselves from sample to sample but not for each other: several in one loop overlap.
    for (; section + 3 < sections; section += 4) this.#four(section, samples, offset, end);
    for (; section < sections; section++) this.#one(section, samples, offset, end);
    const states = this.#states;
    for (let i = 0; i < states.length; i++) if (Math.abs(states[i]) < STATE_FLOOR) states[i] = 0;
  }

  #one(section: number, samples: Float64Array, from: number, to: number): void {
    const at = 5 * section;
    const s = 2 * section;
    const b0 = this.#sections[at];
    const b1 = this.#sections[at + 1];
    const b2 = this.#sections[at + 2];
    const a1 = this.#sections[at + 3];
    const a2 = this.#sections[at + 4];
    let z1 = this.#states[s];
    let z2 = this.#states[s + 1];
    for (let i = from; i < to; i++) {
      const x = samples[i];
      const y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      samples[i] = y;
    }
    this.#states[s] = z1;
    this.#states[s + 1] = z2;
  }

  #four(section: number, samples: Float64Array, from: number, to: number): void {
    const c = this.#sections;
    const s = this.#states;
    const at = 5 * section;
    const z = 2 * section;
    const pb0 = c[at + 0];
    const pb1 = c[at + 1];
    const pb2 = c[at + 2];
    const pa1 = c[at + 3];
    const pa2 = c[at + 4];
    let pz1 = s[z + 0];
    let pz2 = s[z + 1];
    const qb0 = c[at + 5];
    const qb1 = c[at + 6];
    const qb2 = c[at + 7];
    const qa1 = c[at + 8];
    const qa2 = c[at + 9];
    let qz1 = s[z + 2];
    let qz2 = s[z + 3];
    const rb0 = c[at + 10];
    const rb1 = c[at + 11];
    const rb2 = c[at + 12];
    const ra1 = c[at + 13];
    const ra2 = c[at + 14];
    let rz1 = s[z + 4];
    let rz2 = s[z + 5];
    const tb0 = c[at + 15];
    const tb1 = c[at + 16];
    const tb2 = c[at + 17];
    const ta1 = c[at + 18];
    const ta2 = c[at + 19];
    let tz1 = s[z + 6];
    let tz2 = s[z + 7];
    for (let i = from; i < to; i++) {
      const x = samples[i];
      const py = pb0 * x + pz1;
      pz1 = pb1 * x - pa1 * py + pz2;
      pz2 = pb2 * x - pa2 * py;
      const qy = qb0 * py + qz1;
      qz1 = qb1 * py - qa1 * qy + qz2;
      qz2 = qb2 * py - qa2 * qy;
      const ry = rb0 * qy + rz1;
      rz1 = rb1 * qy - ra1 * ry + rz2;
      rz2 = rb2 * qy - ra2 * ry;
      const ty = tb0 * ry + tz1;
      tz1 = tb1 * ry - ta1 * ty + tz2;
      tz2 = tb2 * ry - ta2 * ty;
      samples[i] = ty;
    }
    s[z + 0] = pz1;
    s[z + 1] = pz2;
    s[z + 2] = qz1;
    s[z + 3] = qz2;
    s[z + 4] = rz1;
    s[z + 5] = rz2;
    s[z + 6] = tz1;
    s[z + 7] = tz2;
  }

  reset(): void {
    this.#states.fill(0);
  }
}
