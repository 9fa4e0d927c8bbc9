export { LoudnessGraph, type LoudnessGraphOptions, type LoudnessHistory } from './loudnessGraph.ts';
export { Meters, type MetersOptions } from './meters.ts';
export { RunningView } from './runningView.ts';
export {
  type FrequencyScale,
  Spectrogram,
  type SpectrogramOptions,
  type SpectrogramReadout,
  type SpectrogramSettings,
} from './spectrogram.ts';
export { SpectrumView } from './spectrumView.ts';
export {
  type Follow,
  type MarkedRange,
  type Marker,
  type Selection,
  Timeline,
  type TimelineState,
} from './timeline.ts';
export { TIMELINE_KEYS } from './timelineCommands.ts';
export {
  type SliderValues,
  Waveform,
  type WaveformCommand,
  type WaveformLanes,
  type WaveformOptions,
} from './waveform.ts';
