import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AudioError } from '@studiohand/core/audio';
import { type Command, InvalidArgumentError } from 'commander';
import { defaultDataFolder } from './dataFolder.ts';
import { EXIT } from './exitCodes.ts';

interface StudioOptions {
  readonly port: number;
  readonly open: boolean;
  readonly data: string;
}

const DEFAULT_PORT = 4848;
const studioFolder = fileURLToPath(new URL('../../studio/dist/web', import.meta.url));

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

/** Opens the address in the browser of the desktop; a machine without one has the address on the terminal. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(program as string, args, { stdio: 'ignore', detached: true });
  child.once('error', () => {});
  child.unref();
}

/** Adds `studiohand studio`: the web studio on this machine, until Ctrl-C. */
export function addStudioCommand(program: Command, setStatus: (status: number) => void, signal: AbortSignal): void {
  program
    .command('studio')
    .summary('Open the web studio on this machine.')
    .description('Opens the web studio. It listens on 127.0.0.1 only, and ends with Ctrl-C.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, DEFAULT_PORT)
    .option('--no-open', 'print the address instead of opening a browser')
    .option('--data <folder>', 'where sessions are kept', defaultDataFolder())
    .action(async (options: StudioOptions) => {
      if (!existsSync(studioFolder)) {
        throw new AudioError('not-found', 'The studio has not been built yet.', 'Run: npm run build');
      }
      // Loaded here: every other command starts without it.
      const { startServer } = await import('@studiohand/server');
      const server = await startServer({ dataFolder: options.data, port: options.port, studioFolder });
      process.stdout.write(
        `Studiohand is open at ${server.url}\nSessions are kept in ${options.data}. Ctrl-C ends it.\n`,
      );
      if (options.open) openBrowser(server.url);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await server.close();
      setStatus(EXIT.done);
    });
}
