import { rm } from 'node:fs/promises';
import { AudioError, type AudioSource, type AudioWriter, sideBySide } from '@studiohand/core/audio';
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

/** Renders a plan whose result is several files, and proves it from what was written. All appear complete, or none. */
export async function renderStems(
  tool: Tool,
  source: AudioSource,
  plan: Plan,
  paths: readonly string[],
  context: ToolContext,
): Promise<Report> {
  const { output, render, prove, stems } = tool;
  if (!output || !render || !prove || !stems)
    throw new AudioError('internal', `${tool.id} makes no stems.`, 'Report this.');
  const spec = output.call(tool, plan, source.info);
  const parts = stems.call(tool, plan, source.info);
  const from = parts.map((_, k) => parts.slice(0, k).reduce((sum, { channels }) => sum + channels, 0));
  const writers: AudioWriter[] = [];
  const finished: string[] = [];
  try {
    for (const [k, { channels }] of parts.entries()) {
      const layout = spec.layout.slice(from[k], (from[k] as number) + channels);
      writers.push(await createAudio(paths[k] as string, { ...spec, channels, layout }));
    }
    for await (const block of render.call(tool, source, plan, context))
      for (const [k, { channels }] of parts.entries()) {
        const own = block.channels.slice(from[k], (from[k] as number) + channels);
        await writers[k]?.write({ channels: own, frames: block.frames });
      }
    for (const [k, writer] of writers.entries()) {
      await writer.finish();
      finished.push(paths[k] as string);
    }
  } catch (error) {
    for (const writer of writers) await writer.abort();
    for (const path of finished) await rm(path, { force: true });
    throw error;
  }
  const take = sideBySide(await Promise.all(paths.map(openAudio)));
  try {
    return await prove.call(tool, source, take, plan, context);
  } finally {
    await take.close();
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
