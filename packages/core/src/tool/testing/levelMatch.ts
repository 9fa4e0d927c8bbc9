import { type AudioBlock, AudioError, type AudioSource } from '../../audio/index.ts';
import { companionsOf } from '../companions.ts';
import { type Companions, defineTool, type Report, type Tool, type ToolContext } from '../tool.ts';

const COMPANIONS: Companions = {
  title: 'References',
  description: 'One to three files whose mean level is wanted.',
  minimum: 1,
  maximum: 3,
};

/** What {@link levelMatch} measures: mean square of the source and of each companion, and what its host offers. */
interface Levels {
  readonly source: number;
  readonly companions: readonly number[];
  readonly names: readonly string[];
  readonly codecs: readonly string[];
}

async function meanSquare({ blocks, info }: AudioSource, { signal }: ToolContext): Promise<number> {
  // One sum per channel: the order of adding must not depend on the blocks.
  const sums = new Float64Array(info.channels);
  for await (const { channels, frames } of blocks(signal ? { signal } : {})) {
    for (const [c, channel] of channels.entries()) {
      let sum = sums[c] as number;
      for (let i = 0; i < frames; i++) sum += (channel[i] as number) ** 2;
      sums[c] = sum;
    }
  }
  const sum = sums.reduce((all, one) => all + one, 0);
  return sum / Math.max(1, info.frameCount * info.channels);
}

async function measure(source: AudioSource, context: ToolContext): Promise<Levels> {
  const references = companionsOf(COMPANIONS, context);
  const companions: number[] = [];
  for (const reference of references) companions.push(await meanSquare(reference, context));
  const names = references.map(({ info }) => info.name);
  context.progress('measuring', 1);
  return { source: await meanSquare(source, context), companions, names, codecs: context.codecs?.codecs ?? [] };
}

function gainDb({ source, companions }: Levels): number {
  const wanted = companions.reduce((sum, value) => sum + value, 0) / companions.length;
  const db = 10 * Math.log10(wanted / source);
  return Number.isFinite(db) ? db : 0;
}

function reportOf(levels: Levels, attached: string): Report {
  const db = gainDb(levels);
  const text = `${db.toFixed(2)} dB\n`;
  return {
    json: { gainDb: db, names: levels.names, codecs: levels.codecs },
    rows: [{ label: 'To the references', value: `${db.toFixed(2)} dB` }],
    findings: [],
    attachments: [{ name: attached, title: 'The gain as text', mediaType: 'text/plain', text }],
  };
}

function noParameters(input: unknown): object {
  const [name] = Object.keys(input as object);
  if (name === undefined) return {};
  throw new AudioError('invalid-parameter', `${name}: there is no such parameter`, 'This tool has no parameters.');
}

/** For tests of hosts: a complete tool with companions and attachments. Brings the source to the level of its companions. */
export const levelMatch: Tool = defineTool<unknown, Levels>({
  id: 'level-match',
  title: 'Level match',
  summary: 'Brings a file to the mean level of others.',
  version: 1,
  parameters: { parse: noParameters, schema: { type: 'object', properties: {} } },
  presets: [],
  companions: COMPANIONS,
  analyse: (source, _params, context) => measure(source, context),
  report: (levels) => reportOf(levels, 'gain.txt'),
  plan: (levels) => {
    const db = gainDb(levels);
    const title = `${db.toFixed(2)} dB`;
    const move = { id: 'level', enabled: true, title, reason: 'The references are at another level.', amount: 1 };
    return { tool: 'level-match', version: 1, seed: 1, moves: [{ ...move, settings: { gainDb: db } }] };
  },
  output: (_plan, info) => info,
  async *render(source, { moves: [move] }, context): AsyncGenerator<AudioBlock> {
    companionsOf(COMPANIONS, context);
    const factor = move?.enabled ? 10 ** ((Number(move.settings['gainDb']) * move.amount) / 20) : 1;
    for await (const { channels, frames } of source.blocks(context.signal ? { signal: context.signal } : {})) {
      yield { channels: channels.map((channel) => channel.map((value) => value * factor)), frames };
    }
  },
  prove: async (_source, take, _plan, context) => reportOf(await measure(take, context), 'proof.txt'),
}) as Tool;
