/** Analysis and rendering of stems into an ADM BWF, without the proof: what run.ts times. */

import { readFileSync } from 'node:fs';
import { wasmKernels } from '@studiohand/kernels';
import { createAudio, openAudio } from '@studiohand/node';
import { tools } from '@studiohand/tools';

const [list, output] = process.argv.slice(2) as [string, string];
const { files, stage } = JSON.parse(readFileSync(list, 'utf8')) as { files: string[]; stage: unknown };
const tool = tools.find(({ id }) => id === 'immersive');
if (!tool?.plan || !tool.output || !tool.render) throw new Error('no such tool');
const [source, ...companions] = await Promise.all(files.map((file) => openAudio(file)));
if (!source) throw new Error('no files');
const context = { kernels: wasmKernels, progress: (): void => {}, companions };
const params = tool.parameters.parse({ stage });
const plan = tool.plan(await tool.analyse(source, params, context), params, source.info);
const writer = await createAudio(output, tool.output(plan, source.info));
for await (const block of tool.render(source, plan, context)) await writer.write(block);
await writer.finish();
for (const each of [source, ...companions]) await each.close();
