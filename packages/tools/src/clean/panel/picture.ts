/** Spectrograms of short stretches for the panel: levels on a grid of time and of octaves of frequency. */
import { typescriptKernels, windowOf } from '@studiohand/core/dsp';

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** Row after row from the lowest frequency up, dB re a full-scale sine in one bin. */
  readonly levelsDb: Float32Array;
  readonly timesSeconds: Float64Array;
  readonly edgesHz: Float64Array;
}

const FRAME_SECONDS = 0.046;
const COLUMNS = 160;
const ROWS = 72;
const LOWEST_HZ = 40;
const LEAST_POWER = 1e-13;

/** Mean of the channels; Hann frames of about 46 ms. */
export function pictureOf(channels: readonly Float32Array[], sampleRateHz: number): Picture {
  const frames = channels[0]?.length ?? 0;
  const size = 2 ** Math.round(Math.log2(FRAME_SECONDS * sampleRateHz));
  const columns = Math.max(1, Math.min(COLUMNS, Math.floor(frames / (size / 4))));
  const kernel = typescriptKernels.realFft(size);
  const window = windowOf('hann', size);
  const highest = Math.min(20000, sampleRateHz / 2);
  const edgesHz = Float64Array.from({ length: ROWS + 1 }, (_, r) => LOWEST_HZ * (highest / LOWEST_HZ) ** (r / ROWS));
  const levelsDb = new Float32Array(ROWS * columns);
  const power = new Float64Array(size / 2 + 1);
  for (let column = 0; column < columns; column++) {
    const start = Math.round(((column + 0.5) * frames) / columns - size / 2);
    power.fill(0);
    for (const x of channels) {
      for (let i = 0; i < size; i++) kernel.input[i] = (x[start + i] ?? 0) * (window[i] as number);
      kernel.forward();
      for (let k = 0; k < power.length; k++)
        power[k] = (power[k] as number) + (kernel.re[k] as number) ** 2 + (kernel.im[k] as number) ** 2;
    }
    for (let r = 0; r < ROWS; r++) {
      const first = Math.round(((edgesHz[r] as number) * size) / sampleRateHz);
      const last = Math.max(first, Math.round(((edgesHz[r + 1] as number) * size) / sampleRateHz) - 1);
      let most = 0;
      for (let k = first; k <= last && k < power.length; k++) most = Math.max(most, power[k] as number);
      // A full-scale sine has (size / 4)² in its bin.
      const level = most / (channels.length * (size / 4) ** 2);
      levelsDb[r * columns + column] = 10 * Math.log10(level + LEAST_POWER);
    }
  }
  const timesSeconds = Float64Array.from({ length: columns + 1 }, (_, c) => (c * frames) / columns / sampleRateHz);
  return { columns, rows: ROWS, levelsDb, timesSeconds, edgesHz };
}
