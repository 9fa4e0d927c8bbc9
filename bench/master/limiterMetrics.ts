/**
 * What a limiter did to a song and to tones, at 48 kHz: the definitions of reference/examples/master/limmetrics.py,
 * to which these agree: the tones of every peer to 0.1 dB, the songs to 0.01 dB.
 */
import { kaiserAt, LoudnessMeter, psrSeries, RealFft, TruePeakMeter, windowOf } from '@studiohand/core/dsp';
import { gainToDb, hzToErbRate } from '@studiohand/core/units';
import { wasmKernels } from '@studiohand/kernels';

export const RATE_HZ = 48000;
export type Stereo = readonly [Float64Array, Float64Array];

const format = { sampleRateHz: RATE_HZ, channels: 2, layout: ['L', 'R'] } as const;
const kernels = wasmKernels;

/** Integrated loudness, LUFS. */
export function loudnessOf(x: Stereo): number {
  const meter = new LoudnessMeter(format, kernels);
  meter.push({ channels: x as [Float64Array, Float64Array], frames: x[0].length });
  return meter.finish().integratedLufs;
}

/** Lowest PSR of the song, dB. */
export function lowestPsrDb(x: Stereo): number {
  const loudness = new LoudnessMeter(format, kernels);
  const peaks = new TruePeakMeter(format, kernels);
  const block = { channels: x as [Float64Array, Float64Array], frames: x[0].length };
  loudness.push(block);
  peaks.push(block);
  const { integratedLufs, shortTermLufs } = loudness.finish();
  return Math.min(...psrSeries(shortTermLufs, peaks.finish().hopPeaks, integratedLufs).filter(Number.isFinite));
}

const PHASES = 16;
const HALF = 32;
const BETA = 10;
const rows = Array.from({ length: PHASES }, (_, phase) =>
  Float64Array.from({ length: 2 * HALF }, (_, j) => {
    const t = j - (HALF - 1) - phase / PHASES;
    return t === 0 ? 1 : (Math.sin(Math.PI * t) / (Math.PI * t)) * kaiserAt(t / HALF, BETA);
  }),
);

/** True peak at 16 times the rate, dBTP. Phases are only computed where the half sample comes within 4 dB of the largest. */
export function truePeak16Dbtp(x: Stereo): number {
  let peak = 0;
  for (const channel of x) for (const v of channel) peak = Math.max(peak, Math.abs(v));
  for (const channel of x) {
    const padded = new Float64Array(channel.length + 4 * HALF);
    padded.set(channel, 2 * HALF);
    const at = (row: Float64Array, i: number): number => {
      let y = 0;
      for (let j = 0; j < 2 * HALF; j++) y += (row[j] as number) * (padded[i + j] as number);
      return Math.abs(y);
    };
    for (let i = 0; i + 2 * HALF <= padded.length; i++) {
      const near = Math.max(
        Math.abs(padded[i + HALF - 1] as number),
        Math.abs(padded[i + HALF] as number),
        at(rows[PHASES / 2] as Float64Array, i),
      );
      if (near > 0.63 * peak) for (const row of rows) peak = Math.max(peak, at(row, i));
    }
  }
  return gainToDb(peak);
}

const WINDOW = 1024;
const HOP = 512;
const BANDS = 38;

/** Power in dB by frame and ERB band (2 to 39) of the mono sum: scipy's stft with a Hann window, zero-padded ends. */
function erbSpectrum([left, right]: Stereo): Float64Array[] {
  const fft = new RealFft(WINDOW);
  const window = windowOf('hann', WINDOW);
  const total = window.reduce((a, b) => a + b, 0);
  const band = Array.from({ length: fft.bins }, (_, k) => Math.floor(hzToErbRate((k * RATE_HZ) / WINDOW)) - 2);
  const [re, im, piece] = [new Float64Array(fft.bins), new Float64Array(fft.bins), new Float64Array(WINDOW)];
  const frames: Float64Array[] = [];
  for (let at = -WINDOW / 2; at + WINDOW <= left.length + WINDOW; at += HOP) {
    for (let i = 0; i < WINDOW; i++)
      piece[i] = (((left[at + i] ?? 0) + (right[at + i] ?? 0)) / 2) * ((window[i] as number) / total);
    fft.forward(piece, re, im);
    const power = new Float64Array(BANDS);
    for (let k = 0; k < fft.bins; k++) {
      const b = band[k] as number;
      if (b >= 0 && b < BANDS) power[b] += (re[k] as number) ** 2 + (im[k] as number) ** 2;
    }
    frames.push(power.map((p) => 10 * Math.log10(p + 1e-12)));
  }
  return frames;
}

export interface Transparency {
  /** ERB log-spectral distance after each frame's broadband gain is removed. */
  readonly spectralDistanceDb: number;
  /** Standard deviation of that gain. */
  readonly gainDeviationDb: number;
}

/** `y` has to be aligned with `x` and as loud. Bands within 60 dB of the loudest count. */
export function transparency(x: Stereo, y: Stereo): Transparency {
  const [a, b] = [erbSpectrum(x), erbSpectrum(y)];
  const floor = a.reduce((most, frame) => Math.max(most, ...frame), -Infinity) - 60;
  const gains: number[] = [];
  let squares = 0;
  let count = 0;
  a.forEach((frame, t) => {
    const kept = [...frame.keys()].filter((k) => (frame[k] as number) > floor);
    const difference = kept.map((k) => (b[t]?.[k] as number) - (frame[k] as number));
    const gain = difference.reduce((sum, d) => sum + d, 0) / Math.max(1, kept.length);
    for (const d of difference) squares += (d - gain) ** 2;
    count += kept.length;
    if (kept.length > 5) gains.push(gain);
  });
  const mean = gains.reduce((sum, g) => sum + g, 0) / gains.length;
  return {
    spectralDistanceDb: Math.sqrt(squares / count),
    gainDeviationDb: Math.sqrt(gains.reduce((sum, g) => sum + (g - mean) ** 2, 0) / gains.length),
  };
}

/** Frames by which `y` is late against `x`, by the largest correlation of the first 20 s. */
export function delayOf(y: Stereo, x: Stereo, reach = 8192): number {
  const n = Math.min(x[0].length, y[0].length, 20 * RATE_HZ);
  const size = 2 ** Math.ceil(Math.log2(2 * n));
  const fft = new RealFft(size);
  const spectrum = (s: Stereo): [Float64Array, Float64Array] => {
    const mono = new Float64Array(size);
    for (let i = 0; i < n; i++) mono[i] = (s[0][i] as number) + (s[1][i] as number);
    const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
    fft.forward(mono, re, im);
    return [re, im];
  };
  const [yr, yi] = spectrum(y) as [Float64Array, Float64Array];
  const [xr, xi] = spectrum(x) as [Float64Array, Float64Array];
  const re = yr.map((v, k) => v * (xr[k] as number) + (yi[k] as number) * (xi[k] as number));
  const im = yi.map((v, k) => v * (xr[k] as number) - (yr[k] as number) * (xi[k] as number));
  const correlation = new Float64Array(size);
  fft.inverse(re, im, correlation);
  let best = 0;
  for (let d = -reach; d < reach; d++)
    if ((correlation[(d + size) % size] as number) > (correlation[(best + size) % size] as number)) best = d;
  return best;
}

/** `y` earlier by `delay` frames, `length` long. */
export function shifted(y: Stereo, delay: number, length: number): Stereo {
  const one = (c: Float64Array): Float64Array => Float64Array.from({ length }, (_, i) => c[i + delay] ?? 0);
  return [one(y[0]), one(y[1])];
}

/** Every sample times `gain`. */
export const scaled = (x: Stereo, gain: number): Stereo => [x[0].map((v) => v * gain), x[1].map((v) => v * gain)];

type Limit = (x: Stereo) => Stereo;

/** Spectrum of two seconds of the limited signal, one second in (Blackman window). Bins are 0.5 Hz apart. */
function limitedSpectrum(limit: Limit, signal: (seconds: number) => number): Float64Array {
  const x = Float64Array.from({ length: 4 * RATE_HZ }, (_, i) => signal(i / RATE_HZ));
  const y = limit([x, x.slice()])[0];
  const size = 2 * RATE_HZ;
  const turn = (2 * Math.PI) / (size - 1);
  const piece = Float64Array.from(
    { length: size },
    (_, i) => (y[i + RATE_HZ] ?? 0) * (0.42 - 0.5 * Math.cos(turn * i) + 0.08 * Math.cos(2 * turn * i)),
  );
  const fft = new RealFft(size);
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  fft.forward(piece, re, im);
  return re.map((v, k) => v ** 2 + (im[k] as number) ** 2);
}

const sum = (power: Float64Array, from: number, to: number): number =>
  power.subarray(from, to).reduce((total, p) => total + p, 0);
const CEILING = 10 ** (-1 / 20);

/** Everything but the tone against the tone, dB; the tone lies `overDb` above -1 dBFS. */
export function thdDb(limit: Limit, hz: number, overDb = 6): number {
  const level = CEILING * 10 ** (overDb / 20);
  const power = limitedSpectrum(limit, (t) => level * Math.sin(2 * Math.PI * hz * t));
  const k = Math.round(hz * 2);
  const tone = sum(power, k - 6, k + 7);
  return 10 * Math.log10((sum(power, 6, power.length) - tone) / tone);
}

/** Side bands of 7 kHz within 500 Hz against it, dB, where 60 Hz four times as strong drives the limiter. */
export function imdDb(limit: Limit, overDb = 6): number {
  const level = CEILING * 10 ** (overDb / 20);
  const power = limitedSpectrum(
    limit,
    (t) => level * (0.8 * Math.sin(2 * Math.PI * 60 * t) + 0.2 * Math.sin(2 * Math.PI * 7000 * t)),
  );
  const k = 14000;
  const tone = sum(power, k - 7, k + 8);
  return 10 * Math.log10((sum(power, k - 999, k + 1000) - tone) / tone);
}
