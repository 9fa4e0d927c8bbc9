import { createRoute, z } from '@hono/zod-openapi';
import type { ToolDescription } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import type { Api, ServerDeps } from '../deps.ts';
import { answersJson } from '../describe.ts';

/** What clients need to show a tool without knowing it. */
export function describeTool(tool: Tool): ToolDescription {
  const { id, title, summary, version, delivers, companions, parameters, presets } = tool;
  return {
    id,
    title,
    summary,
    version,
    renders: tool.render !== undefined,
    delivers: delivers === true,
    ...(companions && { companions }),
    parameters: parameters.schema,
    presets: presets.map((preset) => ({ ...preset, params: { ...(preset.params as object) } })),
  };
}

const listTools = createRoute({
  method: 'get',
  path: '/tools',
  summary: 'Every tool with its parameters and presets',
  responses: answersJson(z.array(z.looseObject({ id: z.string(), title: z.string() })), 'In the order shown.'),
});

export function addToolRoutes(api: Api, { tools }: ServerDeps): void {
  const descriptions = tools.map(describeTool);
  api.openapi(listTools, (c) => c.json(descriptions));
}
