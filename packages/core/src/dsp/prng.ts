/**
 * Seeded generator of uniform numbers: xoshiro128** 1.1 (Blackman and Vigna 2018, public domain), its four words
 * filled from the seed by splitmix32. Period 2^128 - 1; not for cryptography.
 */
export class Prng {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(seed: number) {
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) | 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** The state, 32-bit words, for a generator elsewhere that goes on from here. */
  get words(): readonly [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** Next 32 bits as a signed integer. */
  next(): number {
    const scaled = Math.imul(this.#b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result | 0;
  }

  /** `count` sums of two calls of {@link centred}, triangular in ±1: the same numbers, in a loop that is much faster. */
  fillTriangular(target: Float64Array, count: number): void {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    for (let i = 0; i < count; i++) {
      let scaled = Math.imul(b, 5);
      const first = Math.imul((scaled << 7) | (scaled >>> 25), 9);
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      scaled = Math.imul(b, 5);
      const second = Math.imul((scaled << 7) | (scaled >>> 25), 9);
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      target[i] = first * 2 ** -32 + second * 2 ** -32;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** Uniform in -0.5 (included) to 0.5. */
  centred(): number {
    return this.next() * 2 ** -32;
  }
}
