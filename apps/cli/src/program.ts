import { AudioError } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';
import { tools } from '@studiohand/tools';
import { Command } from 'commander';
import { asAudioError, EXIT, exitCode } from './exitCodes.ts';
import { addParameterFlags, givenParameters } from './flags.ts';
import { expandInputs } from './inputs.ts';
import { presentJson, presentText } from './present.ts';
import { type FileResult, type RunOptions, runTool } from './runTool.ts';
import { addSessionsCommand } from './sessionsCommand.ts';
import { addStudioCommand } from './studioCommand.ts';

function printError(file: string | undefined, { code, message, hint }: AudioError): void {
  process.stderr.write(
    `studiohand: ${file !== undefined && !message.includes(file) ? `${file}: ` : ''}${message}\n  ${hint}\n  [${code}]\n`,
  );
}

/** Runs one tool over files and folders, one after the other; returns the exit status. */
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
  const files = await expandInputs(paths);
  for (const file of files) {
    const result = await runTool(
      tool,
      file,
      { ...(preset?.params as object | undefined), ...given },
      options,
      files.length > 1,
      signal,
    );
    results.push(result);
    if (result.error) printError(file, result.error);
    else if (!options.json)
      process.stdout.write(`${presentText(result, result.path !== undefined)}\n${files.length > 1 ? '\n' : ''}`);
    if (signal.aborted) break;
  }
  const failed = results.filter((result) => result.error);
  if (options.json)
    process.stdout.write(
      // Indented for eyes only: the series of a long file would triple in size.
      `${JSON.stringify({ tool: tool.id, version: tool.version, files: results.map(presentJson) }, undefined, process.stdout.isTTY ? 2 : 0)}\n`,
    );
  if (files.length > 1) {
    process.stderr.write(
      `${results.length - failed.length} of ${files.length} files done${failed.length > 0 ? `, ${failed.length} failed:` : '.'}\n`,
    );
    for (const { file, error } of failed) process.stderr.write(`  ${file}: ${error?.message} [${error?.code}]\n`);
  }
  if (signal.aborted) return EXIT.cancelled;
  const codes = new Set(failed.map(({ error }) => exitCode(error)));
  return codes.size === 0 ? EXIT.done : codes.size === 1 ? ([...codes][0] as number) : EXIT.failed;
}

/** The command line, generated from the registry. `setStatus` receives the exit status of the command that ran. */
export function createProgram(setStatus: (status: number) => void, signal: AbortSignal): Command {
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
      .argument('<files...>', 'audio files, or folders of them')
      .option('--json', 'print one JSON document on stdout and nothing else there');
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
  return program;
}
