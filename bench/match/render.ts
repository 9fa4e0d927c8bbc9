/** Analysis and rendering of one mix against one reference, without the proof: what run.ts times. */

import { wasmKernels } from '@studiohand/kernels';
import { createAudio, openAudio } from '@studiohand/node';
import { tools } from '@studiohand/tools';

const [input, other, output, mode = 'bands'] = process.argv.slice(2) as [string, string, string, string?];
const tool = tools.find(({ id }) => id === 'match');
if (!tool?.plan || !tool.output || !tool.render) throw new Error('no such tool');
const source = await openAudio(input);
const reference = await openAudio(other);
const context = { kernels: wasmKernels, progress: (): void => {}, companions: [reference] };
const params = tool.parameters.parse({ mode });
const plan = tool.plan(await tool.analyse(source, params, context), params, source.info);
const writer = await createAudio(output, tool.output(plan, source.info));
for await (const block of tool.render(source, plan, context)) await writer.write(block);
await writer.finish();
await source.close();
await reference.close();
