import { bandPower, type PowerSpectrum, spectrumSize, typescriptKernels, windowOf } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import type { PanelAudio, PanelFile } from './panelProps.ts';

/** A stretch of a file, and how closely to look. */
export interface SpectrumRequest {
  /** From the start by default. */
  readonly fromSeconds?: number;
  /** To the end by default. */
  readonly toSeconds?: number;
  /** Windows spread evenly over the stretch at most; 64 by default. */
  readonly windows?: number;
  readonly signal?: AbortSignal;
}

/** Reads on their way at the same time. */
const AT_ONCE = 4;

/**
 * Mean power spectrum of a file or a part of it, for drawing: Hann windows of a quarter of a second (as `measure` uses),
 * spread evenly, mean over the channels; all bins add up to the mean square of the windows. Weakness: a long file is
 * sampled, not read whole, so that a rare sound may be missed; `measure` reads everything.
 */
export async function averageSpectrum(
  audio: PanelAudio,
  file: PanelFile,
  { fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY, windows = 64, signal }: SpectrumRequest = {},
): Promise<Pick<PowerSpectrum, 'binHz' | 'power'>> {
  const { sampleRateHz, frameCount } = file;
  const size = spectrumSize(sampleRateHz);
  const from = Math.min(frameCount, Math.max(0, Math.round(fromSeconds * sampleRateHz)));
  const to = Math.min(frameCount, Math.max(from, Math.round(Math.min(toSeconds, 1e9) * sampleRateHz)));
  const span = Math.max(0, to - from - size);
  const count = to === from ? 0 : Math.max(1, Math.min(windows, 1 + Math.floor((2 * span) / size)));
  const window = windowOf('hann', size);
  const kernel = typescriptKernels.realFft(size);
  const power = new Float64Array(size / 2 + 1);
  let energy = 0;
  const add = (channels: readonly Float32Array[]): void => {
    for (const samples of channels) {
      const used = Math.min(size, samples.length);
      const start = Math.floor((size - used) / 2);
      kernel.input.fill(0);
      for (let i = 0; i < used; i++) kernel.input[start + i] = (samples[i] as number) * (window[start + i] as number);
      kernel.forward();
      for (let k = 0; k < power.length; k++) {
        const [re, im] = [kernel.re[k] as number, kernel.im[k] as number];
        power[k] = (power[k] as number) + (re * re + im * im) / channels.length;
      }
    }
    for (let i = 0, used = Math.min(size, channels[0]?.length ?? 0); i < used; i++) {
      energy += (window[Math.floor((size - used) / 2) + i] as number) ** 2;
    }
  };
  for (let first = 0; first < count; first += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) => {
      const at = from + Math.round(count === 1 ? span / 2 : (span * (first + i)) / (count - 1));
      return audio.pcm(file, at, Math.min(size, to - at), signal);
    });
    for (const channels of await Promise.all(group)) add(channels);
    signal?.throwIfAborted();
  }
  // Parseval, one-sided: each window holds size * sum(w² x²).
  const scale = energy > 0 ? 1 / (size * energy) : 0;
  for (let k = 0; k < power.length; k++) {
    power[k] = (power[k] as number) * scale * (k === 0 || k === power.length - 1 ? 1 : 2);
  }
  return { binHz: sampleRateHz / size, power };
}

/** A curve for a chart: level at each frequency. */
export interface SpectrumCurve {
  readonly hz: readonly number[];
  /** dBFS of a third octave around it, full-scale square = 0 dBFS; null for silence. */
  readonly levelDb: readonly (number | null)[];
}

/** Third octaves in steps of a twelfth from 20 Hz, the same smoothing and scale as the curves in the report of `measure`. */
export function curveOf({ binHz, power }: Pick<PowerSpectrum, 'binHz' | 'power'>): SpectrumCurve {
  const hz: number[] = [];
  const levelDb: (number | null)[] = [];
  for (let i = 0; ; i++) {
    const centreHz = 20 * 2 ** (i / 12);
    const band = { centreHz, fromHz: centreHz * 2 ** (-1 / 6), toHz: centreHz * 2 ** (1 / 6) };
    if (centreHz > 20_500 || band.toHz > binHz * (power.length - 1)) return { hz, levelDb };
    const level = powerToDb(bandPower(power, binHz, band));
    hz.push(centreHz);
    levelDb.push(Number.isFinite(level) ? level : null);
  }
}
