/**
 * Linear-phase FIR filters of an odd number of taps (type I: symmetric, so the delay is exactly (taps - 1) / 2 samples
 * and the phase beyond that delay is zero), in double precision.
 * Sources: Oppenheim and Schafer, "Discrete-Time Signal Processing", 7.5 and 7.6 (window method, Kaiser's formulas);
 * Rabiner and Gold 1975, 3.17 (frequency sampling). Measured properties: fir.test.ts.
 */
import { AudioError } from '../audio/index.ts';
import { RealFft } from './fft.ts';
import { kaiserBeta } from './kaiser.ts';
import { kaiserWindow } from './window.ts';

/** A filter with flat bands: edges are the middles (-6 dB) of the transitions. */
export interface KaiserFirSpec {
  readonly type: 'lowpass' | 'highpass' | 'bandpass' | 'bandstop';
  /** One edge, or two in rising order for 'bandpass' and 'bandstop'. */
  readonly edgesHz: readonly number[];
  /** Width of each transition, from the end of the pass band to the start of the stop band. */
  readonly transitionHz: number;
  /** Of the stop band; the pass band ripples by as much: 80 dB is 0.0009 dB. */
  readonly attenuationDb: number;
}

/** Grid points per tap of the frequency sampling: the response between them is left to the window. */
const GRID_PER_TAP = 8;
/** Kaiser's formula meets its attenuation to within half a decibel; this makes it a promise. */
const SAFETY_DB = 1;

function invalid(what: string, remedy: string): AudioError {
  return new AudioError('invalid-parameter', `FIR filter: ${what}.`, remedy);
}

function checkTaps(taps: number): void {
  if (!Number.isInteger(taps) || taps < 1 || taps % 2 === 0)
    throw invalid(`${taps} taps`, 'Give an odd whole number of taps.');
}

/** Odd number of taps for a transition and an attenuation (Kaiser 1974; Oppenheim and Schafer eq. 7.76). */
export function kaiserTaps(transitionHz: number, attenuationDb: number, sampleRateHz: number): number {
  const width = (2 * Math.PI * transitionHz) / sampleRateHz;
  const order = Math.max(1, Math.ceil((attenuationDb - 8) / (2.285 * width)));
  return 2 * Math.ceil(order / 2) + 1;
}

/** Kaiser-windowed ideal filter: as many taps as its transition needs. Throws AudioError 'invalid-parameter'. */
export function kaiserFir(
  { type, edgesHz, transitionHz, attenuationDb }: KaiserFirSpec,
  sampleRateHz: number,
): Float64Array {
  const wanted = type === 'lowpass' || type === 'highpass' ? 1 : 2;
  const rising = edgesHz.every((hz, i) => hz > (edgesHz[i - 1] ?? 0) && hz < sampleRateHz / 2);
  if (edgesHz.length !== wanted || !rising)
    throw invalid(
      `edges at ${edgesHz.join(' and ')} Hz for a ${type} at ${sampleRateHz} Hz`,
      `Give ${wanted} between 0 and half the sample rate, in rising order.`,
    );
  if (!(transitionHz > 0 && attenuationDb > 0))
    throw invalid(`${attenuationDb} dB within ${transitionHz} Hz`, 'Both have to be greater than zero.');
  const taps = kaiserTaps(transitionHz, attenuationDb + SAFETY_DB, sampleRateHz);
  const window = kaiserWindow(taps, kaiserBeta(attenuationDb + SAFETY_DB));
  const centre = (taps - 1) / 2;
  const passesDc = type === 'lowpass' || type === 'bandstop';
  const sign = passesDc ? 1 : -1;
  return window.map((_, n) => {
    const weight = window[Math.min(n, taps - 1 - n)];
    let ideal = !passesDc && wanted === 1 && n === centre ? 1 : 0;
    if (type === 'bandstop' && n === centre) ideal = 1;
    edgesHz.forEach((hz, i) => {
      ideal += (i === 0 ? sign : -sign) * sinc((2 * hz) / sampleRateHz, n - centre);
    });
    return weight * ideal;
  });
}

/** Ideal low-pass of an edge given as a part of Nyquist, at n samples from its centre. */
function sinc(edge: number, n: number): number {
  return n === 0 ? edge : Math.sin(Math.PI * edge * n) / (Math.PI * n);
}

/**
 * Filter of any magnitude by frequency sampling: `gainAt` is read on a grid of 8 points per tap, turned into a
 * symmetric impulse response and cut by a window (Kaiser, beta 8, by default; else `taps` weights, the first half mirrored). The response is
 * the wanted one blurred by the window: about 5.5 rate / taps wide.
 */
export function linearPhaseFir(
  gainAt: (frequencyHz: number) => number,
  taps: number,
  sampleRateHz: number,
  window: Float64Array = kaiserWindow(taps, 8),
): Float64Array {
  checkTaps(taps);
  if (window.length !== taps)
    throw invalid(`a window of ${window.length} weights for ${taps} taps`, 'Give one weight per tap.');
  const size = 2 ** Math.ceil(Math.log2(GRID_PER_TAP * taps));
  const fft = new RealFft(size);
  const re = new Float64Array(fft.bins);
  for (let k = 0; k < re.length; k++) {
    re[k] = gainAt((k * sampleRateHz) / size);
    if (!Number.isFinite(re[k]))
      throw invalid(`gain ${re[k]} at ${(k * sampleRateHz) / size} Hz`, 'Give finite linear gains.');
  }
  const impulse = new Float64Array(size);
  fft.inverse(re, new Float64Array(fft.bins), impulse);
  const centre = (taps - 1) / 2;
  return window.map((_, n) => window[Math.min(n, taps - 1 - n)] * impulse[Math.abs(n - centre)]);
}
