import { outputFormats } from '@studiohand/node';
import { expect, it } from 'vitest';
import { CONTAINER_NAMES, containerLimits } from '../../packages/tools/src/convert/containers.ts';

/** The tool `convert` plans by its own list, since tools know no files: it has to say what the writers do. */
it('convert knows the formats that can be written', () => {
  expect(outputFormats.map((format) => format.id)).toEqual(CONTAINER_NAMES);
  for (const format of outputFormats) {
    const limits = containerLimits(format.container);
    const held = limits.intBits.map((bits) => ({ kind: 'int', bits }));
    const floats = limits.floatBits.map((bits) => ({ kind: 'float', bits }));
    expect([format.id, limits.codec, limits.maxChannels]).toEqual([format.id, format.codec, format.maxChannels]);
    expect(format.encodings).toEqual(expect.arrayContaining([...held, ...floats]));
    expect(format.lossless).toBe(format.encodings.length > 0);
    if (format.sampleRatesHz) expect(limits.ratesHz).toEqual(format.sampleRatesHz);
    else expect(limits.ratesHz).toHaveProperty('highestHz');
  }
});
