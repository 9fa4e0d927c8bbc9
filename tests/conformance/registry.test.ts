import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';
import { musicLike, toolConformance } from '@studiohand/core/tool/testing';
import { wasmKernels } from '@studiohand/kernels';
import { tools } from '@studiohand/tools';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../packages/tools/src/', import.meta.url);
/** What the panels of all tools are made of; no tool. */
const PANEL_KIT = 'panelKit';

describe('registry', () => {
  it('lists every tool folder, and nothing else', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== PANEL_KIT,
    );
    expect(tools.map((tool) => tool.id).sort()).toEqual(folders.map((entry) => entry.name).sort());
  });

  it('lists every panel that a tool has, and no other', () => {
    const listed = [
      ...readFileSync(new URL('panels.ts', folder), 'utf8').matchAll(/import\('\.\/(\w+)\/panel\.tsx'\)/g),
    ];
    const there = tools.filter(({ id }) => existsSync(new URL(`${id}/panel.tsx`, folder)));
    expect(listed.map(([, id]) => id).sort()).toEqual(there.map(({ id }) => id).sort());
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
  clean: [{ regions: [{ fromSeconds: 0, toSeconds: 0.4 }], reductionDb: 20, tiltDb: 1 }],
  gain: [{ gainDb: -6.3 }, { gainDb: 1.5, invertPolarity: true }],
  immersive: [
    {
      stage: [
        { file: 1, to: 'bed', lfeSendDb: -6 },
        { file: 2, to: 'object', x: 0.3, y: -0.2, z: 0.7, gainDb: -3 },
      ],
    },
    { render: '7.1.4', setLevel: false },
  ],
  master: [
    { for: 'vinyl', intent: 'balanced' },
    { intent: 'forward', loudnessLufs: -9, bitDepth: '32f', title: 'Song', isrc: 'DE-A12-26-00001' },
  ],
  convert: [
    { sampleRateHz: 44100, bitDepth: '16' },
    { channels: 'mono', bitDepth: '16', dither: 'shaped' },
  ],
  match: [{ maxBands: 3, phase: 'linear', dynamics: true, level: true, width: false }],
};

/** Two files (or as many as the tool asks for) like the source of the case, each at other pitches and levels. */
function companions({ companions: wanted }: Tool): ((info: AudioInfo) => AudioSource[]) | undefined {
  if (!wanted) return undefined;
  const count = Math.min(wanted.maximum, Math.max(wanted.minimum, 2));
  return ({ channels, frameCount, sampleRateHz, layout, encoding }) =>
    Array.from({ length: count }, (_, n) => {
      const others = musicLike(channels + n + 1, frameCount, sampleRateHz, n + 2).slice(n + 1);
      const samples = others.map((samples) => samples.map((value) => value * 2 ** -n));
      return memoryAudio(samples, sampleRateHz, { name: `Companion ${n + 1}`, layout, encoding });
    });
}

for (const tool of tools) {
  const given = companions(tool);
  const options = { kernels: wasmKernels, examples: examples[tool.id] ?? [], ...(given ? { companions: given } : {}) };
  toolConformance(tool, options, { describe, it });
}
