export { averageSpectrum, curveOf, type SpectrumCurve, type SpectrumRequest } from './averageSpectrum.ts';
export {
  type Axis,
  axisText,
  dbAxis,
  dbText,
  hzAxis,
  hzText,
  placeOf,
  plainAxis,
  secondsAxis,
  type Tick,
  ticksOf,
  timeText,
  valueAt,
} from './axis.ts';
export { Chart, type ChartProps } from './Chart.tsx';
export { Choice, Legend, type LegendEntry, SliderRow, type SliderRowProps } from './controls.tsx';
export type { HandleSpec } from './Handle.tsx';
export { Painter, plotOf, type Rect, type Stroke } from './painter.ts';
export {
  type GenericPart,
  type Panel,
  type PanelAudio,
  type PanelClock,
  type PanelFile,
  type PanelProps,
  type PanelSelection,
  type PanelTake,
  withMove,
} from './panelProps.ts';
export { type PanelTheme, readPanelTheme } from './theme.ts';
export { type CanvasSize, useCanvas } from './useCanvas.ts';
export { useClock } from './useClock.ts';
export { type Loaded, useLoaded } from './useLoaded.ts';
