import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { toolConformance } from '@studiohand/core/tool/testing';
import { wasmKernels } from '@studiohand/kernels';
import { tools } from '@studiohand/tools';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../packages/tools/src/', import.meta.url);

describe('registry', () => {
  it('lists every tool folder, and nothing else', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(tools.map((tool) => tool.id).sort()).toEqual(folders.map((entry) => entry.name).sort());
  });

  it('has a page for every tool', () => {
    for (const { id } of tools) {
      const page = new URL(`${id}/README.md`, folder);
      expect(existsSync(page), `${id}/README.md`).toBe(true);
      expect(readFileSync(page, 'utf8')).toMatch(/weakness/i);
    }
  });
});

/** Parameters, beyond defaults and presets, that make a tool do its work. */
const examples: Readonly<Record<string, readonly unknown[]>> = {
  gain: [{ gainDb: -6.3 }, { gainDb: 1.5, invertPolarity: true }],
  convert: [
    { sampleRateHz: 44100, bitDepth: '16' },
    { channels: 'mono', bitDepth: '16', dither: 'shaped' },
  ],
};

for (const tool of tools)
  toolConformance(tool, { kernels: wasmKernels, examples: examples[tool.id] ?? [] }, { describe, it });
