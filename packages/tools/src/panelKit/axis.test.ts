import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Axis,
  axisText,
  dbAxis,
  dbText,
  hzAxis,
  placeOf,
  secondsAxis,
  ticksOf,
  timeText,
  valueAt,
} from './axis.ts';

const axes: readonly Axis[] = [hzAxis(), hzAxis({ scale: 'linear', fromHz: 0 }), dbAxis(-72, 0), secondsAxis(0, 247.3)];

describe('axes', () => {
  it('go from a value to its place and back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...axes), fc.double({ min: 0, max: 1, noNaN: true }), (axis, place) => {
        expect(placeOf(axis, valueAt(axis, place))).toBeCloseTo(place, 9);
      }),
    );
  });

  it('have ticks inside, rising, and not closer than asked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...axes),
        fc.integer({ min: 120, max: 2000 }),
        fc.integer({ min: 20, max: 60 }),
        (axis, lengthPx, minPx) => {
          const places = ticksOf(axis, lengthPx, minPx).map(({ place }) => place);
          expect(places.length).toBeGreaterThan(0);
          for (const [i, place] of places.entries()) {
            expect(place).toBeGreaterThanOrEqual(-0.001);
            expect(place).toBeLessThanOrEqual(1.001);
            if (i > 0) expect((place - (places[i - 1] as number)) * lengthPx).toBeGreaterThanOrEqual(minPx - 0.01);
          }
        },
      ),
    );
  });

  it('name octave decades on a frequency axis', () => {
    expect(ticksOf(hzAxis(), 600, 44).map(({ text }) => text)).toEqual([
      '20',
      '50',
      '100',
      '200',
      '500',
      '1k',
      '2k',
      '5k',
      '10k',
      '20k',
    ]);
  });

  it('say values with units and a true minus sign', () => {
    expect(axisText(hzAxis(), 2400)).toBe('2.40 kHz');
    expect(axisText(hzAxis(), 63.04)).toBe('63 Hz');
    expect(dbText(-1.25, 'dB', true, 2)).toBe('\u22121.25 dB');
    expect(dbText(2, 'dB', true)).toBe('+2.0 dB');
    expect(dbText(-0.01, 'dB', true)).toBe('0.0 dB');
    expect(dbText(null)).toBe('silent');
    expect(timeText(187.26)).toBe('3:07.3');
    expect(timeText(59.97)).toBe('1:00.0');
  });
});
