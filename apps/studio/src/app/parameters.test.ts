import { tools } from '@studiohand/tools';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeText,
  defaultsOf,
  type Field,
  fieldsOf,
  fromSlider,
  problemOf,
  titleOf,
  toSlider,
} from './parameters.ts';

type NumberField = Extract<Field, { kind: 'number' }>;

const number = (change: Partial<NumberField>): NumberField => ({
  key: 'x',
  title: 'X',
  description: '',
  usual: 0,
  required: false,
  advanced: false,
  kind: 'number',
  unit: 'dB',
  min: -20,
  max: 20,
  step: 0.1,
  whole: false,
  log: false,
  words: [],
  ...change,
});

describe('forms made from parameters', () => {
  it.each(tools.map((tool) => [tool.id, tool] as const))(
    'has a control and a valid default for all of %s',
    (_id, tool) => {
      const fields = fieldsOf(tool.parameters.schema);
      expect(fields.length).toBeGreaterThan(0);
      expect(fields.filter(({ kind }) => kind === 'json')).toEqual([]);
      const params = defaultsOf(fields);
      for (const field of fields) expect(problemOf(field, params[field.key])).toBeNull();
      expect(() => tool.parameters.parse(params)).not.toThrow();
      for (const preset of tool.presets)
        expect(() => tool.parameters.parse({ ...params, ...(preset.params as object) })).not.toThrow();
    },
  );

  it('reads words beside numbers, units and steps', () => {
    const [rate] = fieldsOf({
      properties: {
        sampleRateHz: {
          default: 'same',
          unit: 'Hz',
          anyOf: [
            { type: 'string', const: 'same' },
            { type: 'number', minimum: 1000, maximum: 768000 },
          ],
        },
      },
    });
    expect(rate).toMatchObject({ kind: 'number', words: ['same'], unit: 'Hz', min: 1000, title: 'Sample rate' });
    expect(problemOf(rate!, 'same')).toBeNull();
    expect(problemOf(rate!, 100)).toBe('At least 1000 Hz');
    expect(problemOf(rate!, 'other')).toBe('Not a number.');
  });

  it('comes back from the slider to the same value', () => {
    const linear = number({});
    const log = number({ min: 20, max: 20000, log: true });
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (tenths) => {
        expect(fromSlider(linear, toSlider(linear, tenths / 10))).toBeCloseTo(tenths / 10, 9);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 20, max: 20000, noNaN: true }), (hz) => {
        expect(Math.abs(fromSlider(log, toSlider(log, hz)) / hz - 1)).toBeLessThan(0.006);
      }),
    );
  });

  it('speaks in words', () => {
    expect(titleOf('stereoWidthDb')).toBe('Stereo width');
    expect(changeText([number({ key: 'gainDb', title: 'Gain' })], 'gainDb', -1.5)).toBe('Gain: −1.5 dB');
  });
});
