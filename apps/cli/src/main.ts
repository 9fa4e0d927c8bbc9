import { enableCompileCache } from 'node:module';
import { AudioError } from '@studiohand/core/audio';
import { CommanderError } from 'commander';

enableCompileCache();
const { createProgram } = await import('./program.ts');
const { asAudioError, EXIT, exitCode } = await import('./exitCodes.ts');

const controller = new AbortController();
const cancel = (): void =>
  controller.abort(
    new AudioError('cancelled', 'Cancelled.', 'Nothing half-written was left. Run the command again when you like.'),
  );
process.on('SIGINT', cancel);
process.on('SIGTERM', cancel);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
});

const program = createProgram((status) => {
  process.exitCode = status;
}, controller.signal);
for (const command of [program, ...program.commands]) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    const typed = asAudioError(error);
    process.stderr.write(`studiohand: ${typed.message}\n  ${typed.hint}\n  [${typed.code}]\n`);
    process.exitCode = exitCode(typed);
  }
}
