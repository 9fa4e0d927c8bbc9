import { mkdir, realpath } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { AudioError } from '@studiohand/core/audio';
import type { Tool } from '@studiohand/core/tool';
import { openBlobs, openStore, removeUnreferenced } from '@studiohand/node';
import { tools as allTools } from '@studiohand/tools';
import type { Hono } from 'hono';
import { createApp } from './app.ts';
import { DEFAULT_LIMITS, type Limits } from './deps.ts';
import { createDesk } from './desk/createDesk.ts';
import { DerivedFiles } from './desk/derivedFiles.ts';
import { openFolder } from './desk/openFolder.ts';
import { Tokens } from './security.ts';

/** The server listens here only: nothing outside this computer can reach it. */
const LOOPBACK = '127.0.0.1';
/** A header takes no longer than this to arrive. */
const HEADERS_TIMEOUT_MS = 10_000;

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

/** Opens the data folder and listens. Throws AudioError when the port is taken or the folder cannot be used. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port: wantedPort, studioFolder, log = (): void => {}, tools = allTools } = options;
  await mkdir(options.dataFolder, { recursive: true });
  const dataFolder = await realpath(options.dataFolder);
  const store = await openStore(dataFolder);
  const blobs = await openBlobs(dataFolder);
  await blobs.recover();
  await removeUnreferenced(store, blobs);
  await new DerivedFiles(dataFolder).sweep(store);

  let app: Hono | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    overrideGlobalObjects: false,
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: 0, maxHeaderSize: 16_384 },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(wantedPort, error)));
    server.listen(wantedPort, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });

  const tokens = new Tokens();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const desk = createDesk({
    ...{ store, blobs, tools, limits, dataFolder, log },
    openFolder: options.openFolder ?? openFolder,
    workerScript: options.workerScript,
  });
  app = createApp({ ...desk, store, blobs, tools, tokens, limits, port, studioFolder, log });
  await desk.exports.recover();
  await desk.jobs.resume();

  const launchToken = tokens.newLaunch();
  const urlOf = (token: string): string => `http://${LOOPBACK}:${port}/#t=${token}`;
  return {
    port,
    url: urlOf(launchToken),
    launchToken,
    newUrl: () => urlOf(tokens.newLaunch()),
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await desk.close();
      await store.close();
    },
  };
}

function portError(port: number, error: NodeJS.ErrnoException): AudioError {
  return error.code === 'EADDRINUSE' || error.code === 'EACCES'
    ? new AudioError('invalid-parameter', `Port ${port} cannot be used: ${error.code}.`, 'Choose another with --port.')
    : new AudioError('internal', `The server cannot listen: ${error.message}`, 'Choose another port.');
}
