import { mkdir, realpath } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { AudioError } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';
import { openBlobs, openStore, removeUnreferenced, type SqliteStore, systemError } from '@studiohand/node';
import { tools as registry } from '@studiohand/tools';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { lockDataFolder } from './dataLock.ts';
import { DEFAULT_LIMITS, type Limits } from './deps.ts';
import { createDesk, type Desk } from './desk/createDesk.ts';
import { DerivedFiles } from './desk/derivedFiles.ts';
import { openFolder } from './desk/openFolder.ts';
import { Tokens } from './security.ts';

/** The server listens here only: nothing outside this computer can reach it. */
const LOOPBACK = '127.0.0.1';
/** A header takes no longer than this to arrive. */
const HEADERS_TIMEOUT_MS = 10_000;

/** A take is one file here; tools whose results are several have no place on the desk yet. */
const ONE_FILE_TOOLS = registry.filter(({ stems }) => stems === undefined);

/** How to start the server. */
export interface ServerOptions {
  /** Made where it is missing. */
  readonly dataFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: '127.0.0.1';
  /** Folder of the built studio. */
  readonly studioFolder?: string;
  readonly log?: (line: string) => void;
  readonly limits?: Partial<Limits>;
  /** Other tools and the worker script that knows them, for tests. */
  readonly tools?: readonly Tool[];
  readonly workerScript?: URL;
  readonly openFolder?: (folder: string) => Promise<void>;
}

/** A server that runs. */
export interface RunningServer {
  readonly port: number;
  /** Opens the studio, once: the part behind # is never sent over the network. */
  readonly url: string;
  readonly launchToken: string;
  /** Another link that opens the studio once. */
  newUrl(): string;
  /** Stops jobs (they are offered again), connections and the store. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and listens. Throws AudioError when the port is taken, or the folder cannot be used or is in
 * use by another server.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await mkdir(options.dataFolder, { recursive: true }).catch((error: unknown) => {
    throw systemError(error, options.dataFolder, 'writing');
  });
  const dataFolder = await realpath(options.dataFolder);
  let app: Hono | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    overrideGlobalObjects: false,
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: 0, maxHeaderSize: 16_384 },
  });
  /** What to undo at the end, or when the start fails; the last one first. */
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const port = await listen(server, options.port);
    undo.push(await lockDataFolder(dataFolder, port));
    const store = await openStore(dataFolder);
    undo.push(() => store.close());
    const tokens = new Tokens();
    const { desk, app: opened } = await openDesk(options, dataFolder, store, tokens, port);
    undo.push(
      () => desk.close(),
      () => stopListening(server),
    );
    app = opened;
    const launchToken = tokens.newLaunch();
    const urlOf = (token: string): string => `http://${LOOPBACK}:${port}/#t=${token}`;
    return { port, url: urlOf(launchToken), launchToken, newUrl: () => urlOf(tokens.newLaunch()), close };
  } catch (error) {
    await close();
    await stopListening(server);
    throw error;
  }
}

/** Clears away what a crash left, then puts the parts together and goes on with the queue. */
async function openDesk(
  options: ServerOptions,
  dataFolder: string,
  store: SqliteStore,
  tokens: Tokens,
  port: number,
): Promise<{ desk: Desk; app: Hono }> {
  const { studioFolder, log = (): void => {}, tools = ONE_FILE_TOOLS, workerScript } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const blobs = await openBlobs(dataFolder);
  await blobs.recover();
  await removeUnreferenced(store, blobs);
  await new DerivedFiles(dataFolder).sweep(store);
  const show = options.openFolder ?? openFolder;
  const desk = createDesk({ store, blobs, tools, limits, dataFolder, log, openFolder: show, workerScript });
  await desk.exports.recover();
  await desk.jobs.resume();
  return { desk, app: createApp({ ...desk, store, blobs, tools, tokens, limits, port, studioFolder, log }) };
}

function listen(server: ServerType, wantedPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(wantedPort, error)));
    server.listen(wantedPort, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

async function stopListening(server: ServerType): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}

function portError(port: number, error: NodeJS.ErrnoException): AudioError {
  return error.code === 'EADDRINUSE' || error.code === 'EACCES'
    ? new AudioError('invalid-parameter', `Port ${port} cannot be used: ${error.code}.`, 'Choose another with --port.')
    : new AudioError('internal', `The server cannot listen: ${error.message}`, 'Choose another port.');
}
