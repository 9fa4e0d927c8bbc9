import type { ToolDescription } from '@studiohand/core/engine';
import { tools } from '@studiohand/tools';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors.ts';
import { schemaFault } from './jsonSchema.ts';
import { presetFileName, presetFileText, readPresetFile } from './presetFile.ts';

const described = tools.map(
  ({ id, title, summary, version, parameters }): ToolDescription => ({
    id,
    title,
    summary,
    version,
    renders: true,
    delivers: false,
    parameters: parameters.schema,
    presets: [],
  }),
);
const gain = described.find(({ id }) => id === 'gain') as ToolDescription;

function refusal(text: string): ApiError {
  try {
    readPresetFile('file.json', text, described);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ApiError);
    return thrown as ApiError;
  }
  throw new Error('Taken, but should not be.');
}

const file = (change: object): string =>
  JSON.stringify({
    format: 'studiohand-presets',
    formatVersion: 1,
    tool: 'gain',
    toolVersion: gain.version,
    presets: [{ title: 'Six down', params: { gainDb: -6 } }],
    ...change,
  });

describe('files of presets', () => {
  it('read back what was saved, with factory presets of every tool', () => {
    for (const tool of described) {
      const factory = tools.find(({ id }) => id === tool.id)?.presets ?? [];
      const presets = [
        { title: 'Defaults', params: {} },
        ...factory.map(({ title, params }) => ({ title, params: { ...(params as object) } })),
      ];
      const back = readPresetFile('x.json', presetFileText(tool, presets), described);
      expect(back).toEqual({ tool, presets, otherVersion: false });
    }
  });

  it('are named after the tool, one alone after itself', () => {
    expect(presetFileName(gain, [{ title: 'Six down', params: {} }])).toBe('gain Six down.json');
    expect(presetFileName(gain, [])).toBe('gain presets.json');
  });

  it.each([
    ['not JSON', 'RIFF', /file\.json: not a JSON file/],
    ['other JSON', '{"name":"x"}', /not a file of presets/],
    ['null', 'null', /not a file of presets/],
    ['a newer format', file({ formatVersion: 2 }), /newer Studiohand/],
    ['an unknown tool', file({ tool: 'warble' }), /called warble/],
    ['no presets', file({ presets: [] }), /no presets/],
    ['no title', file({ presets: [{ params: {} }] }), /preset 1 has no name/],
    ['a value out of range', file({ presets: [{ title: 'Loud', params: { gainDb: 900 } }] }), /“Loud”.*gainDb: 900/],
    [
      'a wrong type',
      file({ presets: [{ title: 'Loud', params: { gainDb: 'six' } }] }),
      /gainDb: "six" is not a number/,
    ],
    ['an unknown parameter', file({ presets: [{ title: 'X', params: { warmth: 1 } }] }), /warmth: is not known/],
    ['no parameters', file({ presets: [{ title: 'X' }] }), /group of values/],
  ])('are refused with the reason: %s', (_name, text, words) => expect(refusal(text).message).toMatch(words));

  it('of another version are taken where every value fits, and told apart', () => {
    expect(readPresetFile('x.json', file({ toolVersion: 99 }), described).otherVersion).toBe(true);
  });
});

describe('schema faults', () => {
  it('name the place in lists and groups', () => {
    const schema = {
      type: 'object',
      properties: {
        bands: { type: 'array', items: { type: 'object', properties: { q: { type: 'number', minimum: 0 } } } },
      },
    };
    expect(schemaFault(schema, { bands: [{ q: 1 }, { q: -1 }] })).toBe('bands[2].q: -1 is not at least 0');
  });

  it('give every way that was open', () => {
    const schema = { anyOf: [{ const: 'same' }, { type: 'number', minimum: 8000, unit: 'Hz' }] };
    expect(schemaFault(schema, 'same', 'rate')).toBe(null);
    expect(schemaFault(schema, 10, 'rate')).toBe('rate: 10 is not "same", or rate: 10 Hz is not at least 8000 Hz');
  });
});
