/** Entry of a model's process. Compiled code is kept, because a process starts for every song. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { serve } = await import('./inferenceServer.ts');
serve();
