import type { BiquadCoefficients } from './biquad.ts';

/**
 * The fast kernels a tool may use through its context. Each has a TypeScript twin in core/dsp (the default, for
 * runtimes without WASM SIMD) and a WASM SIMD version in packages/kernels; the two null to -120 dBFS or better.
 * Create once, reuse; no method allocates.
 */
export interface DspKernels {
  /** Single-precision real FFT, `size` a power of two from 64 to 65,536. */
  realFft(size: number): RealFftKernel;
  /** K-weighting and energy of a stream of any rate and channel count. */
  kWeighting(sampleRateHz: number, channels: number): KWeightingKernel;
  /** Oversampled peak of one channel of a stream. */
  truePeak(channels: number): TruePeakKernel;
  /** Inner loop of the polyphase resampler, double precision, for one channel. */
  polyphase(coefficients: Float64Array, tapsPerPhase: number, phases: number): PolyphaseKernel;
  /**
   * Rate conversion of blocks in the frequency domain, double precision, for a pair of channels. Sizes in frames,
   * multiples of 4 made of 2, 3, 5 and 7; `gains` of bins 0 up to, but without, the lower Nyquist bin; others are zero.
   */
  spectralResampler(inputSize: number, outputSize: number, gains: Float64Array): SpectralResamplerKernel;
  /** Biquads in series, double precision, a chain for each channel of a stream. */
  biquads(chains: readonly (readonly BiquadCoefficients[])[]): BiquadsKernel;
  /** Linkwitz-Riley bands in phase (crossover.ts), double precision; frequencies rising, below half the rate. */
  crossover(sampleRateHz: number, channels: number, frequenciesHz: readonly number[]): CrossoverKernel;
  /** Rounding to an integer depth with triangular dither (dither.ts), a seed for each channel of a stream. */
  dither(bits: number, seeds: readonly number[]): DitherKernel;
}

export interface BiquadsKernel {
  /** Filters `frames` frames from `offset` of each channel in place. */
  process(channels: readonly Float64Array[], offset: number, frames: number): void;
  reset(): void;
}

export interface CrossoverKernel {
  /** Writes the bands of `frames` frames from `offset` to the same places of `bands[b][c]`; the input stays. */
  split(
    channels: readonly Float64Array[],
    offset: number,
    frames: number,
    bands: readonly (readonly Float64Array[])[],
  ): void;
  reset(): void;
}

export interface DitherKernel {
  /** Makes the first `frames` frames of each channel whole steps of 2^-(bits-1), clipped to the integer range. */
  process(channels: readonly Float64Array[], frames: number): void;
}

export interface RealFftKernel {
  readonly size: number;
  /** `size` samples; fill before `forward`, result of `inverse`. Read the property anew after creating other kernels. */
  readonly input: Float32Array;
  /** size/2+1 real and imaginary parts, bin 0 = DC. Unscaled forward transform, e^(-j...). */
  readonly re: Float32Array;
  readonly im: Float32Array;
  forward(): void;
  /** Scaled by 1/size, so that inverse(forward(x)) = x. */
  inverse(): void;
}

export interface KWeightingKernel {
  /** Filters `frames` frames from `offset` of each channel; `sums[c]` receives the sum of squares of this piece. */
  process(channels: readonly Float64Array[], offset: number, frames: number, sums: Float64Array): void;
  reset(): void;
}

export interface TruePeakKernel {
  /** `peaks[c]` receives the largest absolute oversampled value of this piece (history carries over between pieces). */
  process(channels: readonly Float64Array[], offset: number, frames: number, peaks: Float64Array): void;
  /** Pushes the FIR tail (silence) through, at the end of a stream. */
  flush(peaks: Float64Array): void;
  reset(): void;
}

export interface PolyphaseKernel {
  /**
   * `output[i] = sum_j coefficients[phase_i][j] * input[start_i + j]`, with phase advancing by `phaseStep` from
   * `phase` modulo `phases`, `start` moving one sample per wrap. Returns nothing; the caller tracks position.
   */
  process(
    input: Float64Array,
    start: number,
    phase: number,
    phaseStep: number,
    output: Float64Array,
    count: number,
  ): void;
}

export interface SpectralResamplerKernel {
  /** The frames of two channels, left as they are. A channel's result does not depend on the other. */
  readonly inputs: readonly [Float64Array, Float64Array];
  readonly outputs: readonly [Float64Array, Float64Array];
  /** `outputs`: the circular band-limited interpolation of `inputs` at their points, times the gains. */
  process(): void;
}
