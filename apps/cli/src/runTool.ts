import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { Plan, Report, Tool, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { openAudio, renderTake } from '@studiohand/node';
import { asAudioError } from './exitCodes.ts';
import { containerOf, outputPath } from './outputPath.ts';
import { ProgressLine } from './progressLine.ts';

/** Options that every command has. */
export interface RunOptions {
  readonly out?: string;
  readonly report?: string;
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What happened to one file. */
export interface FileResult {
  readonly file: string;
  readonly report?: Report;
  readonly plan?: Plan;
  readonly path?: string;
  readonly proof?: Report;
  readonly reportPath?: string;
  readonly error?: AudioError;
}

function readPlan(path: string, tool: Tool): Plan {
  const remedy = `Write one with: studiohand ${tool.id} FILE --dry-run --json`;
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  } catch (error) {
    throw new AudioError('invalid-parameter', `${path} is not a readable plan: ${(error as Error).message}`, remedy);
  }
  if (plan?.tool !== tool.id || plan.version !== tool.version || !Array.isArray(plan.moves)) {
    throw new AudioError('invalid-parameter', `${path} is not a plan of ${tool.id} version ${tool.version}.`, remedy);
  }
  return plan;
}

/** Runs a tool on one file: analyse, plan, and where asked render and prove. Errors end up in the result. */
export async function runTool(
  tool: Tool,
  file: string,
  given: Readonly<Record<string, unknown>>,
  options: RunOptions,
  many: boolean,
  signal: AbortSignal,
): Promise<FileResult> {
  const line = new ProgressLine(basename(file));
  const context: ToolContext = {
    kernels: wasmKernels,
    signal,
    progress: (stage, fraction) => line.update(stage, fraction),
  };
  try {
    const wantsTo =
      options.out !== undefined &&
      !many &&
      given['to'] === undefined &&
      'to' in ((tool.parameters.schema['properties'] ?? {}) as object);
    const inferred = wantsTo && options.out !== undefined ? containerOf(options.out) : undefined;
    const params = tool.parameters.parse(inferred ? { ...given, to: inferred } : given);
    const source = await openAudio(file);
    try {
      const analysis = await tool.analyse(source, params, context);
      const report = tool.report(analysis, params, source.info);
      let reportPath: string | undefined;
      if (options.report !== undefined) {
        if (!tool.reportHtml)
          throw new AudioError(
            'invalid-parameter',
            `${tool.id} has no page to write with --report.`,
            'Leave --report out.',
          );
        reportPath = many
          ? options.report.replace(/(\.html?)?$/i, `_${basename(file).replace(/[^\w.-]+/g, '_')}.html`)
          : options.report;
        await writeFile(reportPath, tool.reportHtml(analysis, params, source.info), { flag: 'wx' }).catch(
          (error: NodeJS.ErrnoException) => {
            if (error.code === 'EEXIST')
              throw new AudioError(
                'output-exists',
                `${reportPath} exists.`,
                'Choose another name; Studiohand never overwrites a file.',
              );
            throw new AudioError(
              'not-writable',
              `${reportPath} cannot be written: ${error.message}`,
              'Choose a folder that exists and that you may write to.',
            );
          },
        );
      }
      const page = reportPath === undefined ? {} : { reportPath };
      if (!tool.plan || !tool.output) return { file, report, ...page };
      const plan = options.plan === undefined ? tool.plan(analysis, params, source.info) : readPlan(options.plan, tool);
      if (options.dryRun || !(tool.delivers || options.out !== undefined)) return { file, report, plan, ...page };
      const path = outputPath(file, tool.output(plan, source.info), tool.delivers ? '' : tool.title, options.out, many);
      mkdirSync(dirname(path), { recursive: true });
      return { file, report, plan, path, proof: await renderTake(tool, source, plan, path, context), ...page };
    } finally {
      await source.close();
    }
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    return { file, error: asAudioError(reason instanceof AudioError ? reason : error) };
  } finally {
    line.clear();
  }
}
