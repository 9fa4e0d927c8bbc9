import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { Plan, Report, Tool, ToolContext } from '@studiohand/core/tool';
import { createAudio } from './createAudio.ts';
import { openAudio } from './openAudio.ts';

/** Renders a plan to a new file. The file appears complete or not at all. */
export async function renderFile(
  tool: Tool,
  source: AudioSource,
  plan: Plan,
  path: string,
  context: ToolContext,
): Promise<void> {
  if (!tool.output || !tool.render) throw new AudioError('internal', `${tool.id} cannot render.`, 'Report this.');
  const writer = await createAudio(path, tool.output(plan, source.info));
  try {
    for await (const block of tool.render(source, plan, context)) await writer.write(block);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Renders a plan to a new file and proves the result from what was written. */
export async function renderTake(
  tool: Tool,
  source: AudioSource,
  plan: Plan,
  path: string,
  context: ToolContext,
): Promise<Report> {
  await renderFile(tool, source, plan, path, context);
  if (!tool.prove) throw new AudioError('internal', `${tool.id} cannot prove a take.`, 'Report this.');
  const take = await openAudio(path);
  try {
    return await tool.prove(source, take, plan, context);
  } finally {
    await take.close();
  }
}
