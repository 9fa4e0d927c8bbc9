export { type ChannelMatrix, channelMixMatrix, mixChannels, movesChannelsOnly } from './channelMix.ts';
export type { DspKernels, KWeightingKernel, PolyphaseKernel, RealFftKernel, TruePeakKernel } from './kernels.ts';
