export { LoudnessGraph, type LoudnessGraphOptions, type LoudnessHistory } from './loudnessGraph.ts';
export { Meters, type MetersOptions, SpectrumView } from './meters.ts';
export { type FrequencyScale, Spectrogram, type SpectrogramOptions, type SpectrogramSettings } from './spectrogram.ts';
export { type Follow, type Marker, type Selection, Timeline, type TimelineState } from './timeline.ts';
export {
  type SliderValues,
  Waveform,
  type WaveformCommand,
  type WaveformLanes,
  type WaveformOptions,
} from './waveform.ts';
