/** A worker thread that knows the test tools too. */
import { tools } from '@studiohand/tools';
import { serveTasks } from '../workers/serveTasks.ts';
import { testTools } from './testTools.ts';

serveTasks([...tools, ...testTools]);
