/** A worker thread that knows the tool with companions too. */
import { serveTasks } from '../../apps/server/src/workers/serveTasks.ts';
import { panelTestTools } from './companionTool.ts';

serveTasks(panelTestTools);
