import { spawn } from 'node:child_process';
import { AudioError } from '@studiohand/core/audio';

const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Shows a folder in the file manager. Throws AudioError 'missing-program' naming the folder. */
export async function openFolder(folder: string): Promise<void> {
  const program = PROGRAMS[process.platform] ?? 'xdg-open';
  await new Promise<void>((resolve, reject) => {
    // An argument of its own and no shell: the name of the folder is never read as a command.
    const child = spawn(program, [folder], { stdio: 'ignore', detached: true });
    child.once('error', () =>
      reject(new AudioError('missing-program', `${program} is not installed.`, `The files are in ${folder}`)),
    );
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
