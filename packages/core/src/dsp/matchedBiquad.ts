/**
 * Biquads whose magnitude follows the analogue prototype up to Nyquist, where the bilinear transform bends it.
 * Start: poles by impulse invariance, zeros so that DC, centre and Nyquist are right (Vicanek, "Matched Second Order
 * Digital Filters", 2016). Then poles and zeros are fitted in dB to the prototype at some 60 frequencies
 * ({@link fitPower}).
 *
 * Largest error from 20 Hz to 20 kHz at 44.1 kHz, for frequencies from 20 Hz to 20 kHz and q from 0.3 to 30, measured in
 * matchedBiquad.test.ts: bells 0.12 dB at ±6 dB and 0.32 dB at ±18 dB (the cookbook's: 4.7 and 12.6), shelves with q to 1
 * 0.05 dB at ±6 dB and 0.14 dB at ±18 dB; down to -20 dB: low-pass 0.35 dB, high-pass with q to 1 0.27 dB, band-pass
 * 0.65 dB, notch 0.52 dB. Less at higher rates: bells of ±6 dB 0.07 dB at 96 kHz.
 * A cut is the exact inverse of the boost; the low-pass has gain 1 at DC, the high-pass and band-pass exact zeros there.
 * Weakness: the phase is the minimum phase of the result, close to the prototype's but not equal; a high-pass with q over
 * 1 errs by up to 0.6 dB at 10 kHz and 2.5 dB at 20 kHz; corners from 0.95 of Nyquist fit less well. A design is an
 * iteration: compute it when a setting changes, not per sample.
 */
import type { BiquadCoefficients } from './biquad.ts';
import { checkBelowNyquist, cookbookBiquad } from './cookbookBiquad.ts';
import { type FilterPrototype, type FilterSpec, filterPrototype, prototypePower } from './filterPrototype.ts';
import { powerFactor } from './powerFactor.ts';
import { fitPower, type PowerFitPoints, type PowerTerm } from './powerFit.ts';

/** The zeros that a type has for certain: a factor of the squared numerator, and the terms left to fit. */
interface Zeros {
  readonly factor: (y: number) => number;
  readonly free: readonly PowerTerm[];
}

const ZEROS = {
  highpass: { factor: (y: number): number => y * y, free: [0, 1, 2] },
  bandpass: { factor: (y: number): number => y, free: [0, 1, 2, 3] },
  notch: { factor: (y: number): number => (1 - y) ** 2, free: [0, 1] },
  others: { factor: (): number => 1, free: [0, 1, 3, 4] },
} as const satisfies Record<string, Zeros>;

const DB = 10 / Math.LN10;
/** Share of Nyquist up to which the fit looks: 20.5 kHz at 44.1 kHz. */
const FIT_TOP = 0.93;
/** Points on each side of the frequency, over five octaves, dense near it; as many again in the top octaves. */
const POINTS = 20;
const CENTRE_WEIGHT = 4;
/** Stop bands count less the deeper they are: half at this attenuation. */
const STOP_DB = 15;

/** The matched filter of a specification; 'allpass' has no magnitude to match and is the cookbook's. */
export function matchedBiquad(spec: FilterSpec, sampleRateHz: number): BiquadCoefficients {
  const { type, gainDb = 0 } = spec;
  if (type === 'allpass') return cookbookBiquad(spec, sampleRateHz);
  // The sign whose poles are the narrow or low ones fits best; the other is its inverse.
  const inverted = type === 'highshelf' ? gainDb > 0 : (type === 'bell' || type === 'lowshelf') && gainDb < 0;
  if (!inverted) return design(spec, sampleRateHz);
  const { b0, b1, b2, a1, a2 } = design({ ...spec, gainDb: -gainDb }, sampleRateHz);
  return { b0: 1 / b0, b1: a1 / b0, b2: a2 / b0, a1: b1 / b0, a2: b2 / b0 };
}

function design(spec: FilterSpec, sampleRateHz: number): BiquadCoefficients {
  const prototype = filterPrototype(spec);
  checkBelowNyquist(spec.frequencyHz, sampleRateHz);
  const { type } = spec;
  const zeros: Zeros = type === 'highpass' || type === 'bandpass' || type === 'notch' ? ZEROS[type] : ZEROS.others;
  const w0 = (2 * Math.PI * spec.frequencyHz) / sampleRateHz;
  const scale = Math.sin(w0 / 2) ** 2;
  const terms = start(spec, prototype, w0, scale);
  fitPower(terms, zeros.free, pointsOf(spec, prototype, sampleRateHz, scale, zeros));
  const [d1, d2, n0, n1, n2] = terms;
  const d = powerFactor(1, d1, d2, scale);
  const n =
    type === 'highpass'
      ? powerFactor(0, 0, n0, scale)
      : type === 'bandpass'
        ? powerFactor(0, n0, n1, scale)
        : type === 'notch'
          ? powerFactor(1, -2, 1, scale)
          : powerFactor(n0, n1, n2, scale);
  return { b0: n.c0 / d.c0, b1: n.c1 / d.c0, b2: n.c2 / d.c0, a1: d.c1 / d.c0, a2: d.c2 / d.c0 };
}

/** Vicanek's poles, and zeros through the gains at DC, centre and Nyquist as far as those leave a positive power. */
function start(spec: FilterSpec, prototype: FilterPrototype, w0: number, scale: number): Float64Array {
  const { a2, a1, a0, b1, b0 } = prototype;
  const damping = a1 / (2 * Math.sqrt(a0 * a2));
  const pole = Math.min(w0 * Math.sqrt(a0 / a2), 0.9 * Math.PI);
  const spread = Math.sqrt(Math.abs(damping * damping - 1)) * pole;
  const decay = Math.exp(-damping * pole);
  const sum =
    damping <= 1
      ? 2 * decay * Math.cos(spread)
      : Math.exp(spread - damping * pole) + Math.exp(-spread - damping * pole);
  const product = decay * decay;
  const dc = (1 - sum + product) ** 2;
  const nyquist = (1 + sum + product) ** 2;
  const d1 = ((nyquist - dc - 16 * product) * scale) / dc;
  const d2 = (16 * product * scale * scale) / dc;
  const terms = Float64Array.of(d1, d2, 1, 0, 0);
  const top = 1 / scale;
  const centre = prototypePower(prototype, 1) * (1 + d1 + d2);
  if (spec.type === 'highpass') terms[2] = centre;
  else if (spec.type === 'bandpass') {
    terms[2] = ((4 * scale) / (w0 * w0)) * b1 * b1;
    terms[3] = Math.max(-0.99 * terms[2] * scale, centre - terms[2]);
  } else if (spec.type !== 'notch') {
    terms[2] = (b0 / a0) ** 2;
    const atCentre = centre - terms[2];
    const atTop = prototypePower(prototype, Math.PI / w0) * (1 + top * (d1 + top * d2)) - terms[2];
    terms[4] = (atTop - atCentre * top) / (top * top - top);
    terms[3] = atCentre - terms[4];
    if (terms[4] > 0) terms[3] = Math.max(terms[3], -1.99 * Math.sqrt(terms[2] * terms[4]));
    else {
      terms[4] = 1e-3 * terms[2] * scale * scale;
      terms[3] = Math.max(terms[3], -0.9 * terms[2] * scale);
    }
  }
  return terms;
}

function pointsOf(
  { type, frequencyHz }: FilterSpec,
  prototype: FilterPrototype,
  sampleRateHz: number,
  scale: number,
  { factor }: Zeros,
): PowerFitPoints {
  const nyquist = sampleRateHz / 2;
  const edge = Math.max(FIT_TOP * nyquist, (frequencyHz + nyquist) / 2);
  const y: number[] = [];
  const targetDb: number[] = [];
  const weight: number[] = [];
  const stops = type === 'lowpass' || type === 'highpass' || type === 'bandpass' || type === 'notch';
  const add = (hz: number, importance: number): void => {
    const at = Math.sin((Math.PI * hz) / sampleRateHz) ** 2 / scale;
    const known = factor(at);
    if (hz > edge || !(known > 1e-6)) return;
    const levelDb = DB * Math.log(prototypePower(prototype, hz / frequencyHz));
    y.push(at);
    targetDb.push(levelDb - DB * Math.log(known));
    weight.push(stops && levelDb < 0 ? importance / (1 + (levelDb / STOP_DB) ** 4) : importance);
  };
  for (let i = 1; i <= POINTS; i++) {
    const octaves = (5 * Math.sinh((5 * i) / POINTS)) / Math.sinh(5);
    add(frequencyHz * 2 ** octaves, 1);
    add(frequencyHz * 2 ** -octaves, 1);
  }
  add(frequencyHz, CENTRE_WEIGHT);
  for (let i = 0; i <= POINTS; i++) add(edge * (0.3 + (0.7 * i) / POINTS), 1);
  // No weight, but a fit that is negative at Nyquist is none.
  y.push(1 / scale);
  targetDb.push(0);
  weight.push(0);
  return { y: Float64Array.from(y), targetDb: Float64Array.from(targetDb), weight: Float64Array.from(weight) };
}
