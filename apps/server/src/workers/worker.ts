import { enableCompileCache, flushCompileCache } from 'node:module';

enableCompileCache();
const [{ serveTasks }, { tools }] = await Promise.all([import('./serveTasks.ts'), import('@studiohand/tools')]);
serveTasks(tools);
// A thread is ended rather than left to end, and would leave nothing for the next one.
flushCompileCache();
