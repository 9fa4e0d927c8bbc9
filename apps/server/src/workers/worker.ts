import { enableCompileCache } from 'node:module';

enableCompileCache();
const [{ serveTasks }, { tools }] = await Promise.all([import('./serveTasks.ts'), import('@studiohand/tools')]);
serveTasks(tools);
