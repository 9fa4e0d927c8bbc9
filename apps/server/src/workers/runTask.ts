/** How each task is done, inside a worker thread. */
import { AudioError, type AudioSource, type SampleEncoding } from '@studiohand/core/audio';
import { demoSong, demoStems } from '@studiohand/core/music';
import type { Tool, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { createAudio, openAudioFrom, renderTake } from '@studiohand/node';
import { DeltaLevel } from '../overview/deltaLevel.ts';
import { measureOverview, summaryOf } from '../overview/measureOverview.ts';
import { writePeakFile } from '../overview/peakFile.ts';
import { PeakPyramid, peakValues } from '../overview/peakPyramid.ts';
import { checked, openNamed, type TaskRun, withInputs } from './context.ts';
import { growingFile } from './growingFile.ts';
import type { AnalysisResult, FileRef, Growing, Task, TaskResults, WorkerMessage } from './tasks.ts';

type Send = (message: WorkerMessage) => void;
type TaskOf<K extends Task['kind']> = Extract<Task, { kind: K }>;

/** Share of a render that is over when the take is written and proven; the rest measures it. */
const RENDERED = 0.85;

function toolOf(tools: readonly Tool[], id: string): Tool {
  const tool = tools.find((t) => t.id === id);
  if (tool) return tool;
  throw new AudioError('not-found', `There is no tool ${id}.`, `Tools: ${tools.map((t) => t.id).join(', ')}.`);
}

async function withSource<T>(file: FileRef, run: TaskRun, use: (source: AudioSource) => Promise<T>): Promise<T> {
  const source = await openNamed(file, run);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function overview({ file, growing, peaksPath }: TaskOf<'overview'>, run: TaskRun, send: Send) {
  if (growing) return await overviewOfGrowing(file, growing, peaksPath, run, send);
  return await withSource(file, run, (source) => overviewOf(source, peaksPath, run, send));
}

async function overviewOf(
  source: AudioSource,
  peaksPath: string,
  run: TaskRun,
  send: Send,
): Promise<TaskResults['overview']> {
  const audio = summaryOf(source.info);
  const { channels, frameCount } = audio;
  const values = new Int16Array(new SharedArrayBuffer(peakValues(channels, frameCount) * 2));
  send({ type: 'peaks', peaks: { audio, values } });
  const context = run.part(0, 1);
  const progress = (fraction: number): void => context.progress('Drawing the overview', fraction);
  const levels = await measureOverview(source, new PeakPyramid(channels, frameCount, values), wasmKernels, progress);
  await writePeakFile(peaksPath, channels, frameCount, values);
  return { audio, levels };
}

/** Reads a file while it arrives. Throws when it turns out otherwise than its beginning said. */
async function overviewOfGrowing(file: FileRef, growing: Growing, peaksPath: string, run: TaskRun, send: Send) {
  const bytes = growingFile(file, growing, () => run.checkCancelled());
  try {
    const early = checked(await openAudioFrom(bytes.arriving), file.name, run);
    const result = await overviewOf(early, peaksPath, run, send).finally(() => early.close());
    const whole = await openAudioFrom(bytes.whole);
    const audio = summaryOf(whole.info);
    await whole.close();
    if (audio.frameCount !== result.audio.frameCount || audio.channels !== result.audio.channels) {
      throw new AudioError('corrupt', `${file.name} is not what its beginning said.`, 'It is read again.');
    }
    return { audio, levels: result.levels };
  } finally {
    bytes.close();
  }
}

async function analysed(
  tool: Tool,
  source: AudioSource,
  given: unknown,
  context: ToolContext,
): Promise<AnalysisResult> {
  const params = tool.parameters.parse(given);
  const analysis = await tool.analyse(source, params, context);
  const report = tool.report(analysis, params, source.info);
  const plan = tool.plan?.(analysis, params, source.info) ?? null;
  const spec = plan === null ? undefined : tool.output?.(plan, source.info);
  const output = spec === undefined ? null : summaryOf({ ...spec, name: source.info.name, notes: [] });
  return { report, plan, output };
}

async function render(task: TaskOf<'render'>, tool: Tool, run: TaskRun): Promise<TaskResults['render']> {
  const { file, outputPath, peaksPath } = task;
  return await withInputs(task, tool, run, RENDERED, async (source, context) => {
    const proof = await renderTake(tool, source, task.plan, outputPath, context);
    return await withSource({ path: outputPath, name: file.name }, run, async (take) => {
      const audio = summaryOf(take.info);
      const measuring = run.part(RENDERED, 1);
      const pyramid = new PeakPyramid(audio.channels, audio.frameCount);
      const delta = DeltaLevel.fits(source, take) ? new DeltaLevel(source) : undefined;
      const levels = await measureOverview(
        take,
        pyramid,
        wasmKernels,
        (fraction) => measuring.progress('Measuring the take', fraction),
        delta && ((block) => delta.push(block)),
      );
      await writePeakFile(peaksPath, audio.channels, audio.frameCount, pyramid.values);
      return { proof, audio, levels, deltaDb: (await delta?.finish()) ?? null };
    });
  });
}

async function convert(task: TaskOf<'convert'>, tool: Tool, run: TaskRun): Promise<TaskResults['convert']> {
  return await withSource(task.file, run, async (source) => ({
    proof: await renderTake(tool, source, task.plan, task.outputPath, run.part(0, 1)),
  }));
}

async function writeWave(
  source: AudioSource,
  outputPath: string,
  encoding: SampleEncoding,
  run: TaskRun,
): Promise<void> {
  const { sampleRateHz, channels, layout, frameCount } = source.info;
  const spec = { sampleRateHz, channels, layout, frameCount, encoding, container: 'wav', codec: 'pcm', metadata: [] };
  const writer = await createAudio(outputPath, spec);
  try {
    for await (const block of source.blocks()) {
      run.checkCancelled();
      await writer.write(block);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Does one task. */
export async function runTask(task: Task, tools: readonly Tool[], run: TaskRun, send: Send): Promise<unknown> {
  switch (task.kind) {
    case 'overview':
      return await overview(task, run, send);
    case 'analyse': {
      const tool = toolOf(tools, task.tool);
      return await withInputs(task, tool, run, 1, (source, context) => analysed(tool, source, task.params, context));
    }
    case 'render':
      return await render(task, toolOf(tools, task.tool), run);
    case 'convert':
      return await convert(task, toolOf(tools, 'convert'), run);
    case 'decode':
      await withSource(task.file, run, (source) =>
        writeWave(source, task.outputPath, { kind: 'float', bits: 32 }, run),
      );
      return {};
    case 'demo':
      for (const [index, source] of (task.stems ? demoStems() : [demoSong()]).entries()) {
        await writeWave(source, task.outputPaths[index] as string, { kind: 'int', bits: 24 }, run);
      }
      return {};
  }
}
