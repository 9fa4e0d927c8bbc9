import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { Plan, Report, Tool, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { codecPreview, renderStems, renderTake } from '@studiohand/node/files';
import { type AttachmentResult, attachmentsOf, writeAttachments } from './attachments.ts';
import { asAudioError } from './exitCodes.ts';
import { kebab, properties } from './flags.ts';
import { lazySeparator } from './lazySeparator.ts';
import { withOpened } from './openAll.ts';
import { checkOutputPath, checkStemFolder, containerOf, outputPath, stemPaths } from './outputPath.ts';
import { ProgressLine } from './progressLine.ts';
import { writeReportPage } from './reportPage.ts';

/** Options that every command has. */
export interface RunOptions {
  readonly out?: string;
  readonly report?: string;
  readonly attachments?: string;
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What a tool is run on. */
export interface RunInput {
  readonly file: string;
  /** Further files the tool reads beside it. */
  readonly companions: readonly string[];
  readonly given: Readonly<Record<string, unknown>>;
  readonly options: RunOptions;
  /** Whether other files are run with the same options, so that names must tell them apart. */
  readonly many: boolean;
}

/** What happened to one file. */
export interface FileResult {
  readonly file: string;
  readonly companions?: readonly string[];
  readonly report?: Report;
  readonly plan?: Plan;
  readonly path?: string;
  /** Where a result of several files was written. */
  readonly stems?: readonly { readonly name: string; readonly path: string }[];
  readonly proof?: Report;
  readonly reportPath?: string;
  readonly attachments?: readonly AttachmentResult[];
  readonly error?: AudioError;
}

/** A plan, or the whole document that --dry-run --json prints, of which the plan of `file` is taken. */
function readPlan(path: string, tool: Tool, file: string): Plan {
  const remedy = `Write one with: studiohand ${tool.id} FILE --dry-run --json`;
  let read: Partial<Plan> & { readonly files?: readonly FileResult[] };
  try {
    read = JSON.parse(readFileSync(path, 'utf8')) as typeof read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AudioError('not-found', `There is no plan ${path}.`, remedy);
    throw new AudioError('invalid-parameter', `${path} is not a readable plan: ${(error as Error).message}`, remedy);
  }
  const files = Array.isArray(read?.files) ? read.files : undefined;
  const own = files?.find((result) => result?.file === file) ?? (files?.length === 1 ? files[0] : undefined);
  const plan = files ? own?.plan : (read as Plan);
  if (plan?.tool !== tool.id || plan.version !== tool.version || !Array.isArray(plan.moves)) {
    throw new AudioError('invalid-parameter', `${path} is not a plan of ${tool.id} version ${tool.version}.`, remedy);
  }
  return plan;
}

const choosesFormat = (tool: Tool): boolean => 'to' in properties(tool.parameters.schema);

/** The parameters given; a tool that chooses a format takes it from the ending of --out. Errors name the flags. */
function parameters(tool: Tool, { given, options: { out }, many }: RunInput): unknown {
  const asked = out !== undefined && !many && choosesFormat(tool) && given['to'] === undefined;
  const to = asked ? containerOf(out) : undefined;
  try {
    return tool.parameters.parse(to ? { ...given, to } : given);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const names = Object.keys(properties(tool.parameters.schema));
    const message = names.reduce(
      (text, name) => text.replace(new RegExp(`(^|; )${name}(?=[:.])`, 'g'), `$1--${kebab(name)}`),
      error.message,
    );
    throw new AudioError(error.code, message, `Every option: studiohand ${tool.id} --help`);
  }
}

/** Whether a file is to be written. */
const writes = (tool: Tool, { dryRun, out }: RunOptions): boolean =>
  tool.render !== undefined && !dryRun && (tool.delivers === true || out !== undefined);

async function runOpened(
  tool: Tool,
  source: AudioSource,
  params: unknown,
  input: RunInput,
  context: ToolContext,
): Promise<Omit<FileResult, 'file' | 'attachments' | 'error'>> {
  const { file, options, many } = input;
  const { info } = source;
  if (options.out !== undefined && writes(tool, options) && !choosesFormat(tool) && !tool.stems)
    checkOutputPath(options.out, many, tool.container?.(params, info) ?? info.container);
  const analysis = await tool.analyse(source, params, context);
  const report = tool.report(analysis, params, info);
  const page =
    options.report === undefined
      ? {}
      : { reportPath: await writeReportPage(tool, { analysis, params, info }, options.report, file, many) };
  if (!tool.plan || !tool.output) return { report, ...page };
  const plan = options.plan === undefined ? tool.plan(analysis, params, info) : readPlan(options.plan, tool, file);
  if (!writes(tool, options)) return { report, plan, ...page };
  const stems = tool.stems?.(plan, info) ?? [];
  if (stems.length > 0) {
    const folder = options.out ?? dirname(file);
    const titles = stems.map(({ title }) => title);
    const paths = stemPaths(file, tool.output(plan, info), titles, folder);
    mkdirSync(folder, { recursive: true });
    const proof = await renderStems(tool, source, plan, paths, context);
    return { report, plan, stems: stems.map(({ id }, k) => ({ name: id, path: paths[k] as string })), proof, ...page };
  }
  const path = outputPath(file, tool.output(plan, info), tool.delivers ? '' : tool.title, options.out, many);
  mkdirSync(dirname(path), { recursive: true });
  return { report, plan, path, proof: await renderTake(tool, source, plan, path, context), ...page };
}

/** Runs a tool on one file: analyse, plan, and where asked render and prove. Errors end up in the result. */
export async function runTool(tool: Tool, input: RunInput, signal: AbortSignal): Promise<FileResult> {
  const { file, companions, options, many } = input;
  const named = tool.companions ? { file, companions } : { file };
  const line = new ProgressLine(basename(file));
  try {
    // Whatever can be refused is refused before a file is opened.
    const params = parameters(tool, input);
    if (options.out !== undefined && writes(tool, options)) {
      if (tool.stems) checkStemFolder(options.out);
      else checkOutputPath(options.out, many);
    }
    return await withOpened([file, ...companions], async ([source, ...further]) => {
      const context: ToolContext = {
        kernels: wasmKernels,
        codecs: codecPreview(),
        separator: lazySeparator(),
        signal,
        progress: (stage, fraction) => line.update(stage, fraction),
        ...(tool.companions ? { companions: further } : {}),
      };
      const result = await runOpened(tool, source as AudioSource, params, input, context);
      const prefix = many ? `${basename(file, extname(file))}_` : '';
      const files = attachmentsOf(result.report, result.proof);
      const attachments = await writeAttachments(files, options.attachments, prefix);
      return { ...named, ...result, ...(attachments.length > 0 ? { attachments } : {}) };
    });
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    return { ...named, error: asAudioError(reason instanceof AudioError ? reason : error) };
  } finally {
    line.clear();
  }
}
