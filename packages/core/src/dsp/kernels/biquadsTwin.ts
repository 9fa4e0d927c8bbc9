import { BiquadCascade, type BiquadCoefficients } from '../biquad.ts';
import type { BiquadsKernel } from '../kernels.ts';

/** TypeScript twin of the biquad kernel: one {@link BiquadCascade} per channel. */
export class BiquadsTwin implements BiquadsKernel {
  readonly #chains: readonly BiquadCascade[];

  constructor(chains: readonly (readonly BiquadCoefficients[])[]) {
    this.#chains = chains.map((chain) => new BiquadCascade(chain));
  }

  process(channels: readonly Float64Array[], offset: number, frames: number): void {
    for (let c = 0; c < this.#chains.length; c++) this.#chains[c].process(channels[c], offset, frames);
  }

  reset(): void {
    for (const chain of this.#chains) chain.reset();
  }
}
