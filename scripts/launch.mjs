/** How the project's own programs are started from their TypeScript sources: the same for the command and the studio. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The sources of the packages, and a small young generation: short-lived garbage would otherwise grow it by some 50 MB
 * on long files, for nothing.
 */
export const launchFlags = ['--max-semi-space-size=4', '--conditions=source'];

/**
 * Compiled modules are kept between runs, the first one included: a program that turns the cache on by itself has
 * loaded the compiler of TypeScript by then, which takes 10 MB and some time.
 */
export const launchEnv = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env };
