import { describe, expect, it } from 'vitest';
import { type AudioSource, memoryAudio } from '../../audio/index.ts';
import { typescriptKernels } from '../../dsp/index.ts';
import { checkCompanionCount, companionsOf } from '../companions.ts';
import { type Companions, defineTool, type Tool } from '../tool.ts';
import { toolConformance } from './conformance.ts';
import { levelMatch } from './levelMatch.ts';
import { musicLike } from './signals.ts';

/** The suite itself, on small tools with companions: a good one passes, and each fault is found. */
const COMPANIONS: Companions = { title: 'References', description: 'One or two songs.', minimum: 1, maximum: 2 };

const companions = (info: AudioSource['info']): AudioSource[] => [
  memoryAudio(musicLike(info.channels, info.frameCount, info.sampleRateHz, 5), info.sampleRateHz),
];

async function energy(source: AudioSource, signal?: AbortSignal): Promise<number> {
  let sum = 0;
  for await (const { channels, frames } of source.blocks(signal ? { signal } : {})) {
    for (let i = 0; i < frames; i++) {
      const value = channels[0]?.[i] ?? 0;
      if (Number.isFinite(value)) sum += value * value;
    }
  }
  return sum;
}

function comparing(change: Partial<Tool> = {}): Tool {
  return defineTool<unknown, unknown>({
    id: 'compare',
    title: 'Compare',
    summary: 'Compares the energy of two files.',
    version: 1,
    parameters: {
      parse: (input): unknown => {
        const [key] = Object.keys(input as object);
        if (key !== undefined) checkCompanionCount(undefined, 1);
        return {};
      },
      schema: { type: 'object', properties: {} },
    },
    presets: [],
    companions: COMPANIONS,
    async analyse(source, _params, context): Promise<unknown> {
      const [reference] = companionsOf(COMPANIONS, context) as [AudioSource];
      return { source: await energy(source, context.signal), reference: await energy(reference, context.signal) };
    },
    report: (analysis) => ({ json: analysis as Record<string, unknown>, rows: [], findings: [] }),
    ...change,
  });
}

/** Names of the cases that fail. */
async function failures(tool: Tool, given: typeof companions | null = companions): Promise<string[]> {
  const cases: [string, () => Promise<void>][] = [];
  const options = { kernels: typescriptKernels, ...(given ? { companions: given } : {}) };
  toolConformance(tool, options, { describe: (_, body) => body(), it: (name, body) => cases.push([name, body]) });
  const failed: string[] = [];
  for (const [name, body] of cases) {
    await body().catch((error: unknown) => failed.push(`${name}: ${error instanceof Error ? error.message : error}`));
  }
  return failed;
}

describe('the conformance suite with companions', () => {
  it('passes a tool that compares two files', async () => {
    expect(await failures(comparing())).toEqual([]);
    expect(await failures(levelMatch)).toEqual([]);
  });

  it('finds results that depend on the blocks of a companion', async () => {
    const counting = comparing({
      async analyse(source, _params, context): Promise<unknown> {
        let blocks = 0;
        await energy(source, context.signal);
        for await (const _ of companionsOf(COMPANIONS, context)[0]?.blocks() ?? []) blocks++;
        return { blocks };
      },
    });
    expect((await failures(counting)).join()).toContain('blocks of 1: the report differs');
  });

  it('finds a tool that works without what it asks for, and a suite without companions', async () => {
    const careless = comparing({
      async analyse(source, _params, { signal }): Promise<unknown> {
        return await energy(source, signal);
      },
    });
    expect((await failures(careless)).join()).toContain('it worked without the files it says it needs');
    expect((await failures(comparing(), null)).join()).toContain('was given no companions');
  });

  it.each([
    ['a path', [{ name: '../eq.txt', title: 'EQ', mediaType: 'text/plain', text: 'x' }], 'not a file name'],
    ['no extension', [{ name: 'eq', title: 'EQ', mediaType: 'text/plain', text: 'x' }], 'not a file name'],
    ['no text', [{ name: 'eq.txt', title: 'EQ', mediaType: 'text/plain', text: '' }], 'incomplete'],
    [
      'one name twice',
      [1, 2].map((n) => ({ name: 'eq.txt', title: `EQ ${n}`, mediaType: 'text/plain', text: 'x' })),
      'one name',
    ],
  ])('finds attachments with %s', async (_what, attachments, words) => {
    const tool = comparing({ report: () => ({ json: {}, rows: [], findings: [], attachments }) });
    expect((await failures(tool)).join()).toContain(words);
  });
});

describe('the number of companions', () => {
  it('is refused with words that say what is needed', () => {
    const message = (declared: Companions | undefined, count: number): string => {
      try {
        checkCompanionCount(declared, count);
      } catch (error) {
        return (error as Error).message;
      }
      return 'fine';
    };
    expect(message(COMPANIONS, 0)).toBe('References: at least 1 needed beside the source, 0 given.');
    expect(message(COMPANIONS, 3)).toBe('References: at most 2 needed beside the source, 3 given.');
    expect(message(undefined, 1)).toContain('Further files: 0 needed');
    expect([message(COMPANIONS, 1), message(COMPANIONS, 2), message(undefined, 0)]).toEqual(['fine', 'fine', 'fine']);
  });
});
