export type { DspKernels, KWeightingKernel, PolyphaseKernel, RealFftKernel, TruePeakKernel } from './kernels.ts';
