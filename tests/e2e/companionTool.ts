/** A tool that reads further files and hands over a small one, to test how the studio treats such tools. */
import { defineTool, type Report, type Tool } from '@studiohand/core/tool';
import { tools } from '@studiohand/tools';

const gain = tools.find(({ id }) => id === 'gain') as Tool;

interface Against {
  readonly names: readonly string[];
}

/** Changes nothing; its report names the files it was given. */
export const against: Tool = defineTool<unknown, Against>({
  ...(gain as unknown as Tool<unknown, Against>),
  id: 'against',
  title: 'Against',
  summary: 'Hold a file against others.',
  presets: [],
  companions: { title: 'References', description: 'Songs to hold it against.', minimum: 1, maximum: 3 },
  analyse: async (_source, _params, { companions = [] }) => ({ names: companions.map(({ info }) => info.name) }),
  report: ({ names }): Report => ({
    json: { names },
    rows: [{ label: 'Held against', value: names.join(' + ') }],
    findings: [],
    attachments: [{ name: 'names.txt', title: 'List of names', mediaType: 'text/plain', text: names.join('\n') }],
  }),
  plan: (_analysis, params, info) => ({ ...(gain.plan?.({}, params, info) as object), tool: 'against' }) as never,
}) as Tool;

export const panelTestTools: readonly Tool[] = [...tools, against];
