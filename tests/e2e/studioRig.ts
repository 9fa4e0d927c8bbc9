import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, type ServerOptions, startServer } from '@studiohand/server';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';

const STUDIO = fileURLToPath(new URL('../../apps/studio', import.meta.url));

/** Where Debian and its relatives put Chromium, or what CHROMIUM names. */
export function chromiumPath(): string | undefined {
  const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** A studio built and served from an empty desk, open in a browser. */
export interface StudioRig {
  readonly page: Page;
  readonly server: RunningServer;
  readonly browser: Browser;
  readonly dataFolder: string;
  /** Errors on the page since it opened: exceptions, refused requests, breaches of the content policy. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Builds the studio, starts the server and opens the page. `options` brings other tools, for tests of the shell. */
export async function openStudio(
  executablePath: string,
  options: Pick<ServerOptions, 'tools' | 'workerScript'> = {},
): Promise<StudioRig> {
  const folder = await mkdtemp(join(tmpdir(), 'studiohand-e2e-'));
  const studioFolder = join(folder, 'web');
  await build({
    root: STUDIO,
    configFile: join(STUDIO, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: studioFolder },
  });
  const dataFolder = join(folder, 'data');
  const server = await startServer({ ...options, dataFolder, port: 0, studioFolder });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    // An import may end between asking for its overview and the answer.
    const expected = message.location().url.includes('/audio/imports/');
    if (message.type() === 'error' && !expected) errors.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(server.url);
  // What is dropped before the page is up is lost.
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
  return {
    page,
    server,
    browser,
    dataFolder,
    errors,
    async close(): Promise<void> {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The button that shows a file of the session; not those of an import on its way ("Cancel tone.wav"). */
export function fileButton(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Files', exact: true }).locator('.rail-button', { hasText: name });
}
