export { type Band, bandPower, bandPowers } from './bands.ts';
export { BiquadCascade, type BiquadCoefficients, isStable } from './biquad.ts';
export { biquadGainsDb, biquadPhases, biquadResponse, type ResponsePoint } from './biquadResponse.ts';
export { BlockConvolver } from './blockConvolver.ts';
export { type LeastSquaresProblem, type ResidualFunction, solveLeastSquares } from './boundedLeastSquares.ts';
export { type ChannelMatrix, channelMixMatrix, mixChannels, movesChannelsOnly } from './channelMix.ts';
export { type ChannelPair, channelPairs } from './channelPairs.ts';
export { channelWeight, channelWeights } from './channelWeights.ts';
export { Compressor, type CompressorOptions } from './compressor.ts';
export { Convolver } from './convolver.ts';
export { cookbookBiquad } from './cookbookBiquad.ts';
export {
  type Bands,
  bandBuffers,
  Crossover,
  type CrossoverOptions,
  checkCrossings,
  sumBands,
} from './crossover.ts';
export { CurveEq, type CurveEqOptions, type GainPoints, gainCurveThrough } from './curveEq.ts';
export { Decimator } from './decimator.ts';
export { DelayLine } from './delayLine.ts';
export { Ditherer, type DitherOptions, SHAPING_COEFFICIENTS } from './dither.ts';
export { DynamicEq, type DynamicEqOptions } from './dynamicEq.ts';
export { DynamicEqBand, type DynamicEqBandOptions } from './dynamicEqBand.ts';
export { EnvelopeFollower, type EnvelopeOptions, RmsFollower, smoothingFactor } from './envelope.ts';
export { type EqOptions, ParametricEq } from './eq.ts';
export { type EqBand, type EqBandType, type EqChannel, eqBandsGain, eqBandsGainDb } from './eqBand.ts';
export { eqBiquads } from './eqDesign.ts';
export { type EqFit, type EqFitOptions, type EqTarget, type FittedBand, fitEqBands } from './eqFit.ts';
export { erbBands } from './erb.ts';
export { Excitation, roexWeight, thresholdInQuietDb } from './excitation.ts';
export { ComplexFft, RealFft } from './fft.ts';
export {
  type FilterPrototype,
  type FilterSpec,
  type FilterType,
  filterPrototype,
  prototypePower,
} from './filterPrototype.ts';
export { type KaiserFirSpec, kaiserFir, kaiserTaps, linearPhaseFir } from './fir.ts';
export { firGainsDb } from './firResponse.ts';
export { checkGainCurve, type GainCurve, reductionDb } from './gainCurve.ts';
export { GrowingSeries } from './growingSeries.ts';
export { type HalfbandDesign, HalfbandDown, HalfbandUp, halfbandDesign } from './halfband.ts';
export { HeldPeak } from './heldPeak.ts';
export { besselI0, kaiserAt, kaiserBeta } from './kaiser.ts';
export { crossingCoefficients } from './kernels/crossoverTwin.ts';
export { typescriptKernels } from './kernels/typescriptKernels.ts';
export type {
  BiquadsKernel,
  CrossoverKernel,
  DitherKernel,
  DspKernels,
  KWeightingKernel,
  PolyphaseKernel,
  RealFftKernel,
  SpectralResamplerKernel,
  TruePeakKernel,
} from './kernels.ts';
export { gateOpening, KeyedBell, type KeyedBellOptions } from './keyedBell.ts';
export { kWeightingCoefficients, STATE_FLOOR } from './kWeighting.ts';
export { LevelHistogram } from './levelHistogram.ts';
export { LEVEL_SLOTS_PER_SECOND, type LevelSeries, LevelSeriesMeter, slotStart } from './levelSeries.ts';
export {
  hopPowers,
  type LimitedSeries,
  type LimiterModelOptions,
  loudnessOfHops,
  modelLimiter,
  shortTermOfHops,
  solveGainDb,
} from './limiterModel.ts';
export { LinearPhaseCrossover } from './linearPhaseCrossover.ts';
export { LoudnessMeter, type LoudnessResult } from './loudness.ts';
export { loudnessRange } from './loudnessRange.ts';
export {
  BandFrames,
  type BandGains,
  type Clash,
  type ClashMap,
  clashesOf,
  clashMap,
  type Effect,
  framesToAsk,
  type Gate,
  gateFor,
  type LowEndPair,
  MaskingModel,
  type PairEffect,
  type PairMap,
  type Passage,
  type Relief,
  readTracks,
  reliefs,
  type StemChange,
  type Track,
  type Tracks,
  whatIf,
} from './masking/index.ts';
export { matchedBiquad } from './matchedBiquad.ts';
export { decodeMidSide, encodeMidSide } from './midSideInPlace.ts';
export { minimumPhaseFir, minimumPhaseFromMagnitude } from './minimumPhase.ts';
export {
  mixedRadixPasses,
  mixedRadixTwiddles,
  ROOT_OF_THREE,
  ROOTS_OF_FIVE,
  ROOTS_OF_SEVEN,
  realTransformTurns,
} from './mixedRadix.ts';
export { type BandCompression, MultibandCompressor, type MultibandOptions } from './multibandCompressor.ts';
export { type Change, Oversampler } from './oversampler.ts';
export { PartitionedImpulse, type PartitionLevel, type PartitionOptions } from './partitionedImpulse.ts';
export { PEAK_SCAN_LATENCY, PeakScanner } from './peakScanner.ts';
export { type PowerSpectrum, type SpectrumListener, SpectrumMeter, spectrumSize } from './powerSpectrum.ts';
export { Prng } from './prng.ts';
export { ProgrammeRelease, type ProgrammeReleaseOptions } from './programmeRelease.ts';
export { peakToShortTermDb, psrSeries, RunningPsr } from './psr.ts';
export { FEWEST_ONSETS, findOnsets, onsetShare, programmePower, punchDb } from './punch.ts';
export { Resampler, type ResamplerOptions } from './resampler.ts';
export {
  type Click,
  ClickFinder,
  ClipFinder,
  type ClippedStretch,
  type DecayPoint,
  Declicker,
  type DeclickerOptions,
  Declipper,
  type DeclipperOptions,
  DeEsser,
  type DeEsserOptions,
  type Ess,
  EssFinder,
  type HumFinding,
  type HumRange,
  HumRemover,
  type HumSegment,
  type HumTrack,
  HumTracker,
  type HumTrackerOptions,
  humFindings,
  type LateReverbOptions,
  LateReverbReducer,
  LinearDereverb,
  type LinearDereverbOptions,
  MAINS_RANGES,
  type NoiseDensity,
  NoiseFinder,
  NoiseLearner,
  type NoiseProfile,
  NoiseReducer,
  type NoiseReducerOptions,
  type NoiseRegion,
  type ReductionPoint,
  RoomAnalyser,
  type RoomEstimate,
  RoomReducer,
  type RoomReducerOptions,
} from './restoration/index.ts';
export { RunningLoudnessRange } from './runningLoudnessRange.ts';
export { Saturator, type SaturatorOptions } from './saturator.ts';
export {
  centreSplit,
  MaskSplitter,
  type MaskSplitterOptions,
  percussiveSplit,
  type SpectralMask,
  StemScore,
  type StemScoreOptions,
  type StemScores,
} from './separation/index.ts';
export {
  SIGNATURE_BANDS,
  SIGNATURE_CROSSINGS_HZ,
  SIGNATURE_HOPS_PER_SECOND,
  type Signature,
  type SignatureBand,
  SignatureMeter,
} from './signature.ts';
export { type BandChange, compareSignatures, type SignatureChange } from './signatureChange.ts';
export { SlidingMaximum } from './slidingMaximum.ts';
export { SoftClipper, type SoftClipperOptions } from './softClipper.ts';
export { BINAURAL_RATE_HZ, BinauralRenderer } from './spatial/binauralRenderer.ts';
export { type Direction, directionOf, placeInDirection, ROOM_POSITIONS, type RoomPosition } from './spatial/room.ts';
export { roomGains } from './spatial/roomPanner.ts';
export { type SceneElement, sceneMatrix } from './spatial/sceneMatrix.ts';
export * from './speech/index.ts';
export * from './stems/index.ts';
export { type BandWidth, bandWidths, correlation, MID_SIDE_DECODE, MID_SIDE_ENCODE } from './stereo.ts';
export { StereoWidth, type StereoWidthOptions } from './stereoWidth.ts';
export { InverseStft, overlapSum, type SpectrumSink, Stft, type StftOptions } from './stft.ts';
export { StateVariableFilter, type SvfOutputs } from './svf.ts';
export { type ThirdOctaveBand, thirdOctaveBands } from './thirdOctave.ts';
export { type Over, TruePeakMeter, type TruePeakResult } from './truePeak.ts';
export {
  TRUE_PEAK_PHASES,
  TRUE_PEAK_TAPS,
  truePeakBound,
  truePeakFilter,
  truePeakOvershoot,
} from './truePeakFilter.ts';
export {
  LIMITER_RELEASES,
  type LimiterRelease,
  type LimiterReleaseName,
  TruePeakLimiter,
  type TruePeakLimiterOptions,
} from './truePeakLimiter.ts';
export {
  coherentGain,
  equivalentNoiseBandwidth,
  kaiserWindow,
  type WindowName,
  windowOf,
} from './window.ts';
