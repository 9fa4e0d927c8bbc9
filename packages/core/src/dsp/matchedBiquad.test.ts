import { describe, expect, it } from 'vitest';
import { type BiquadCoefficients, isStable } from './biquad.ts';
import { biquadGainsDb } from './biquadResponse.ts';
import { cookbookBiquad } from './cookbookBiquad.ts';
import { type FilterSpec, type FilterType, filterPrototype, prototypePower } from './filterPrototype.ts';
import { matchedBiquad } from './matchedBiquad.ts';

const HEARD = Float64Array.from({ length: 401 }, (_, i) => 20 * 1000 ** (i / 400));
const FREQUENCIES = Array.from({ length: 25 }, (_, i) => 20 * 1000 ** (i / 24));
const QS = [0.3, 0.5, Math.SQRT1_2, 1, 2, 4, 8, 30];
/** Where a stop band is deeper, its shape is not heard. */
const DEEPEST_DB = -20;

/** Largest distance in dB from the prototype, 20 Hz to 20 kHz. */
function errorDb(design: BiquadCoefficients, spec: FilterSpec, rate: number): number {
  const prototype = filterPrototype(spec);
  const stops = spec.gainDb === undefined;
  return biquadGainsDb([design], HEARD, rate).reduce((worst, gain, i) => {
    const wanted = 10 * Math.log10(prototypePower(prototype, HEARD[i] / spec.frequencyHz));
    return stops && wanted < DEEPEST_DB ? worst : Math.max(worst, Math.abs(gain - wanted));
  }, 0);
}

function worst(
  type: FilterType,
  gains: readonly number[],
  qs: readonly number[],
  rate: number = 44100,
  design: (spec: FilterSpec, rate: number) => BiquadCoefficients = matchedBiquad,
): number {
  let most = 0;
  for (const frequencyHz of FREQUENCIES)
    for (const q of qs)
      for (const gainDb of gains.length > 0 ? gains : [undefined]) {
        const spec: FilterSpec = gainDb === undefined ? { type, frequencyHz, q } : { type, frequencyHz, q, gainDb };
        const coefficients = design(spec, rate);
        if (!isStable(coefficients)) throw new Error(`unstable: ${JSON.stringify(spec)}`);
        most = Math.max(most, errorDb(coefficients, spec, rate));
      }
  return most;
}

const gentle = QS.filter((q) => q <= 1);

describe('matchedBiquad', () => {
  it.each<[FilterType, number, number[], number[], number]>([
    ['bell', 6, [6, -6], QS, 0.12],
    ['bell', 18, [18, -18], QS, 0.32],
    ['lowshelf', 6, [6, -6], gentle, 0.05],
    ['lowshelf', 18, [18, -18], gentle, 0.14],
    ['highshelf', 6, [6, -6], gentle, 0.05],
    ['highshelf', 18, [18, -18], gentle, 0.14],
    ['lowpass', 0, [], QS, 0.35],
    ['highpass', 0, [], gentle, 0.27],
    ['highpass', 0, [], QS, 2.5],
    ['bandpass', 0, [], QS, 0.65],
    ['notch', 0, [], QS, 0.52],
  ])('follows the analogue %s (±%d dB) at 44.1 kHz and stays stable', (type, _, gains, qs, tolerance) => {
    expect(worst(type, gains, qs)).toBeLessThan(tolerance);
  });

  it('keeps a resonant high-pass within 0.6 dB up to 10 kHz', () => {
    for (const frequencyHz of FREQUENCIES.filter((hz) => hz < 10000))
      for (const q of QS) {
        const spec: FilterSpec = { type: 'highpass', frequencyHz, q };
        expect(errorDb(matchedBiquad(spec, 44100), spec, 44100)).toBeLessThan(0.6);
      }
  });

  it('is closer at higher rates', () => {
    expect(worst('bell', [6, -6], QS, 96000)).toBeLessThan(0.07);
    expect(worst('highshelf', [6, -6], gentle, 192000)).toBeLessThan(0.02);
  });

  it('keeps a 6 dB bell at 16 kHz and 44.1 kHz within 0.1 dB up to 20 kHz, where the cookbook errs by over 4 dB', () => {
    const spec: FilterSpec = { type: 'bell', frequencyHz: 16000, q: Math.SQRT1_2, gainDb: 6 };
    expect(errorDb(matchedBiquad(spec, 44100), spec, 44100)).toBeLessThan(0.1);
    expect(errorDb(cookbookBiquad(spec, 44100), spec, 44100)).toBeGreaterThan(4);
  });

  it('beats the cookbook, whose bells err by 4.7 and 12.6 dB on the same settings', () => {
    expect(worst('bell', [6], QS, 44100, cookbookBiquad)).toBeCloseTo(4.7, 1);
    expect(worst('bell', [18], QS, 44100, cookbookBiquad)).toBeCloseTo(12.6, 1);
  });

  it.each<FilterType>(['bell', 'lowshelf', 'highshelf'])('has cuts that undo boosts: %s', (type) => {
    const up = matchedBiquad({ type, frequencyHz: 9000, q: 0.8, gainDb: 7 }, 48000);
    const down = matchedBiquad({ type, frequencyHz: 9000, q: 0.8, gainDb: -7 }, 48000);
    for (const gain of biquadGainsDb([up, down], HEARD, 48000)) expect(Math.abs(gain)).toBeLessThan(1e-9);
  });

  it('has the exact ends', () => {
    const ends = Float64Array.of(0, 1e-3);
    const at = (type: FilterType): Float64Array =>
      biquadGainsDb([matchedBiquad({ type, frequencyHz: 12000, q: 0.7 }, 44100)], ends, 44100);
    expect(at('lowpass')[0]).toBeCloseTo(0, 9);
    expect(at('notch')[0]).toBeCloseTo(0, 9);
    expect(at('highpass')[1]).toBeLessThan(-250);
    expect(at('bandpass')[1]).toBeLessThan(-120);
    const notch = matchedBiquad({ type: 'notch', frequencyHz: 12000, q: 0.7 }, 44100);
    expect(biquadGainsDb([notch], Float64Array.of(12000), 44100)[0]).toBeLessThan(-240);
  });

  it('is flat without gain', () => {
    for (const type of ['bell', 'lowshelf', 'highshelf'] as const) {
      const flat = matchedBiquad({ type, frequencyHz: 5000, q: 1, gainDb: 0 }, 44100);
      for (const gain of biquadGainsDb([flat], HEARD, 44100)) expect(Math.abs(gain)).toBeLessThan(1e-6);
    }
  });

  it('refuses a frequency at or over half the rate, and numbers that are no filter', () => {
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    expect(() => matchedBiquad({ type: 'bell', frequencyHz: 22050, q: 1 }, 44100)).toThrow(refused);
    expect(() => matchedBiquad({ type: 'bell', frequencyHz: 1000, q: 0 }, 44100)).toThrow(refused);
    expect(() => matchedBiquad({ type: 'bell', frequencyHz: 1000, q: 1, gainDb: Number.NaN }, 44100)).toThrow(refused);
  });
});
