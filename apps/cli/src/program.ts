import { basename } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { checkCompanionCount, type Tool } from '@studiohand/core/tool';
import { tools as allTools } from '@studiohand/tools';
import { Command } from 'commander';
import { asAudioError, EXIT, exitCode } from './exitCodes.ts';
import { addParameterFlags, givenParameters } from './flags.ts';
import { expandInputs } from './inputs.ts';
import { addModelsCommand } from './modelsCommand.ts';
import { presentJson, presentText } from './present.ts';
import { type FileResult, type RunOptions, runTool } from './runTool.ts';
import { addSessionsCommand } from './sessionsCommand.ts';
import { addStudioCommand } from './studioCommand.ts';

/** An error of a file, which is named unless the message names it or another one, or is about the call itself. */
function printError(
  file: string | undefined,
  { code, message, hint }: AudioError,
  companions: readonly string[] = [],
): void {
  const ofCall = code === 'invalid-parameter' || code === 'output-exists';
  const named = ofCall || [file, ...companions].some((path) => path !== undefined && message.includes(basename(path)));
  process.stderr.write(
    `studiohand: ${file !== undefined && !named ? `${file}: ` : ''}${message}\n  ${hint}\n  [${code}]\n`,
  );
}

/** Runs one tool over files and folders, one after the other, or over one file with its companions; returns the exit status. */
async function runCommand(
  tool: Tool,
  paths: readonly string[],
  options: RunOptions & Record<string, unknown>,
  signal: AbortSignal,
): Promise<number> {
  const results: FileResult[] = [];
  const given = givenParameters(options, tool.parameters.schema);
  const preset =
    typeof options['preset'] === 'string' ? tool.presets.find((p) => p.id === options['preset']) : undefined;
  const found = await expandInputs(paths);
  // With companions the first file is the source and the others belong to it.
  const files = tool.companions ? found.slice(0, 1) : found;
  const companions = tool.companions ? found.slice(1) : [];
  checkCompanionCount(tool.companions, companions.length);
  const many = files.length > 1;
  for (const file of files) {
    const all = { ...(preset?.params as object | undefined), ...given };
    const result = await runTool(tool, { file, companions, given: all, options, many }, signal);
    results.push(result);
    if (result.error) printError(file, result.error, companions);
    else if (!options.json)
      process.stdout.write(`${presentText(result, result.path !== undefined)}\n${many ? '\n' : ''}`);
    if (signal.aborted) break;
  }
  const failed = results.filter((result) => result.error);
  if (options.json)
    process.stdout.write(
      // Indented for eyes only: the series of a long file would triple in size.
      `${JSON.stringify({ tool: tool.id, version: tool.version, files: results.map(presentJson) }, undefined, process.stdout.isTTY ? 2 : 0)}\n`,
    );
  if (many) {
    process.stderr.write(
      `${results.length - failed.length} of ${files.length} files done${failed.length > 0 ? `, ${failed.length} failed:` : '.'}\n`,
    );
    for (const { file, error } of failed) process.stderr.write(`  ${file}: ${error?.message} [${error?.code}]\n`);
  }
  if (signal.aborted) return EXIT.cancelled;
  const codes = new Set(failed.map(({ error }) => exitCode(error)));
  return codes.size === 0 ? EXIT.done : codes.size === 1 ? ([...codes][0] as number) : EXIT.failed;
}

/** Says which files a command takes. */
function addFiles(command: Command, { companions }: Tool): void {
  if (!companions) {
    command.argument('<files...>', 'audio files, or folders of them');
    return;
  }
  const { title, description, minimum, maximum } = companions;
  const word = title.split(/\s/).at(-1)?.toUpperCase() ?? 'FILES';
  const count = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  command
    .usage(`[options] SOURCE ${minimum > 0 ? `${word}...` : `[${word}...]`}`)
    .argument('<files...>', `the source, then ${title.toLowerCase()} (${count}): ${description}`);
}

/** The command line, generated from the registry. `setStatus` receives the exit status of the command that ran. */
export function createProgram(
  setStatus: (status: number) => void,
  signal: AbortSignal,
  tools: readonly Tool[] = allTools,
): Command {
  const program = new Command('studiohand')
    .description(
      'The technical assistant for producers: it measures, proposes, renders what you accept, and proves it.',
    )
    .version('0.1.0')
    .showHelpAfterError('(studiohand --help shows every command)');
  for (const tool of tools) {
    const command = program
      .command(tool.id)
      .summary(tool.summary)
      .description(tool.summary)
      .option('--json', 'print one JSON document on stdout and nothing else there')
      .option('--attachments <dir>', 'write the small files of the result (settings, cue sheets) into this folder');
    addFiles(command, tool);
    if (tool.reportHtml) command.option('--report <file.html>', 'write a self-contained page with plots');
    if (tool.render) {
      command
        .option(
          '--out <path>',
          `where the result goes: a file, or a folder${tool.delivers ? ' (default: beside the source)' : '; without it nothing is written'}`,
        )
        .option('--dry-run', 'show the plan and write nothing')
        .option('--plan <file.json>', 'render this edited plan instead of the proposed one');
    }
    if (tool.presets.length > 0) {
      command.option(
        '--preset <id>',
        `start from a preset: ${tool.presets.map((p) => p.id).join(', ')}`,
        (id: string) => {
          if (tool.presets.some((p) => p.id === id)) return id;
          throw new AudioError(
            'invalid-parameter',
            `${tool.id} has no preset ${id}.`,
            `Presets: ${tool.presets.map((p) => p.id).join(', ')}.`,
          );
        },
      );
    }
    addParameterFlags(command, tool.parameters.schema);
    command.action(async (paths: string[], options: RunOptions & Record<string, unknown>) => {
      try {
        setStatus(await runCommand(tool, paths, options, signal));
      } catch (error) {
        const typed = asAudioError(error);
        printError(undefined, typed);
        setStatus(exitCode(typed));
      }
    });
  }
  addStudioCommand(program, setStatus, signal);
  addSessionsCommand(program, setStatus, signal, printError);
  addModelsCommand(program, setStatus, signal, printError);
  return program;
}
