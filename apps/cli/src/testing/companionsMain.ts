/** The command line with a tool that reads further files. */
import { levelMatch } from '@studiohand/core/tool/testing';
import { tools } from '@studiohand/tools';
import { CommanderError } from 'commander';
import { createProgram } from '../program.ts';

const setStatus = (status: number): void => {
  process.exitCode = status;
};
const program = createProgram(setStatus, new AbortController().signal, [...tools, levelMatch]);
for (const command of [program, ...program.commands]) command.exitOverride();
await program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
