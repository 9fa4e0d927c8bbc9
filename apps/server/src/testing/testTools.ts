/** Tools that misbehave, and one that reads further files, for tests of what holds them. */
import type { AudioSource } from '@studiohand/core/audio';
import { defineTool, type Report, type Tool, type ToolContext } from '@studiohand/core/tool';
import { levelMatch } from '@studiohand/core/tool/testing';

const NO_REPORT: Report = { json: {}, rows: [], findings: [] };
const ANY_PARAMETERS: Tool['parameters'] = { parse: (input) => input, schema: { type: 'object', properties: {} } };

function measuring(id: string, analyse: (source: AudioSource, context: ToolContext) => Promise<void>): Tool {
  return defineTool<unknown, unknown>({
    id,
    title: id,
    summary: `Test tool ${id}.`,
    version: 1,
    parameters: ANY_PARAMETERS,
    presets: [],
    analyse: async (source, _params, context) => await analyse(source, context),
    report: () => NO_REPORT,
  });
}

const STUBBORN_MS = 20_000;

/** Ends its thread. */
const crashing = measuring('crashing', async () => {
  process.exit(7);
});

/** Throws where nobody can catch it. */
const throwing = measuring('throwing', async () => {
  await new Promise(() =>
    setImmediate(() => {
      throw new Error('out of nowhere');
    }),
  );
});

/** Never looks whether it is to stop. */
const stubborn = measuring('stubborn', async () => {
  const end = Date.now() + STUBBORN_MS;
  while (Date.now() < end);
});

/** Reads the file over and over, as a good tool does. */
const slow = measuring('slow', async (source, context) => {
  for (let pass = 0; pass < 1000; pass++) {
    for await (const _ of source.blocks()) context.progress('reading', pass / 1000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

/** All of them. */
export const testTools: readonly Tool[] = [crashing, throwing, stubborn, slow, levelMatch];
