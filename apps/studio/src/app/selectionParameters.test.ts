import { describe, expect, it } from 'vitest';
import { selectionKeys, withSelection } from './selectionParameters.ts';
import { hzOf, regionText, secondsOf } from './views/useSelection.ts';

/** As a tool's zod object becomes JSON Schema. */
const schema = {
  type: 'object',
  properties: {
    amountDb: { type: 'number', minimum: -60, maximum: 0, default: -12, unit: 'dB' },
    start: { type: 'number', minimum: 0, unit: 's', selection: 'fromSeconds' },
    end: { type: 'number', minimum: 0, unit: 's', selection: 'toSeconds' },
    lowHz: { type: 'number', minimum: 20, maximum: 20000, default: 20, unit: 'Hz', selection: 'fromHz' },
    highHz: { type: 'integer', minimum: 20, maximum: 20000, unit: 'Hz', selection: 'toHz' },
  },
} as const;

describe('parameters from a selection', () => {
  it('finds the marked ones', () => {
    expect([...selectionKeys(schema)]).toEqual([
      ['start', 'fromSeconds'],
      ['end', 'toSeconds'],
      ['lowHz', 'fromHz'],
      ['highHz', 'toHz'],
    ]);
    expect(selectionKeys({ type: 'object', properties: { x: { type: 'number', selection: 'else' } } }).size).toBe(0);
  });

  it('sets them on a grid, inside their limits, and leaves the others', () => {
    const region = { fromSeconds: 1.23456, toSeconds: 2, fromHz: 3.3, toHz: 4321.6 };
    expect(withSelection(schema, { amountDb: -3 }, region)).toEqual({
      amountDb: -3,
      start: 1.235,
      end: 2,
      lowHz: 20,
      highHz: 4322,
    });
  });

  it('goes back to the whole band for a selection in time alone', () => {
    const before = { amountDb: -3, start: 9, end: 10, lowHz: 100, highHz: 200 };
    expect(withSelection(schema, before, { fromSeconds: 0, toSeconds: 1 })).toEqual({
      amountDb: -3,
      start: 0,
      end: 1,
      lowHz: 20,
    });
  });
});

describe('figures of a selection', () => {
  it('reads times and frequencies as people write them', () => {
    expect([secondsOf('62.5'), secondsOf('1:02.5'), secondsOf('1:00:02'), secondsOf('1,5')]).toEqual([
      62.5, 62.5, 3602, 1.5,
    ]);
    expect([secondsOf(''), secondsOf('a'), secondsOf('1:2:3:4'), secondsOf('-1')]).toEqual([null, null, null, null]);
    expect([hzOf('200'), hzOf('4,000'), hzOf('1.5k'), hzOf('1.5 kHz'), hzOf('80 Hz')]).toEqual([
      200, 4000, 1500, 1500, 80,
    ]);
    expect([hzOf(''), hzOf('loud'), hzOf('-5')]).toEqual([null, null, null]);
  });

  it('says them in words', () => {
    expect(regionText({ fromSeconds: 62.5, toSeconds: 63, fromHz: 200, toHz: 4000 })).toBe(
      '1:02.500 to 1:03.000, 200 to 4,000 Hz',
    );
    expect(regionText({ fromSeconds: 0, toSeconds: 1 })).toBe('0:00.000 to 0:01.000');
  });
});
