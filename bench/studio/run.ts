/**
 * The studio in headless Chromium, as the tests drive it: npm run bench studio [playback|memory] [minutes].
 * `playback`: CPU of every thread of the page while a song plays with all meters. `memory`: a long file scrolled end to
 * end at several zooms; pictures a second, and memory of the renderer and of the whole browser beside an empty page.
 * CPU and memory come from /proc, so that a busy machine changes them little; pictures a second do depend on it.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumPath, openStudio, type StudioRig } from '../../tests/e2e/studioRig.ts';
import { machine } from '../run.ts';
import { songFile } from '../song.ts';
import { memory } from './memory.ts';
import { playback } from './playback.ts';
import { memoryOf, processesOf } from './processes.ts';

const IMPORT_MS = 600_000;

const only = process.argv[2];
const minutes = Number(process.argv[3] ?? 120);
const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error('Chromium is not installed: apt-get install chromium');

/** Imports a file into an empty desk; seconds until its overview stands. */
async function importInto({ page }: StudioRig, file: string): Promise<number> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const began = performance.now();
  await (await chooser).setFiles(file);
  await page.getByRole('slider', { name: 'Position' }).waitFor({ timeout: IMPORT_MS });
  return (performance.now() - began) / 1000;
}

console.log(machine());
if (only !== 'memory') {
  const rig = await openStudio(executablePath);
  await importInto(rig, await songFile(10, 24));
  await playback(rig);
  await rig.close();
}
if (only !== 'playback') {
  const empty = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const blank = await empty.newPage({ viewport: { width: 1280, height: 800 } });
  await blank.goto('about:blank');
  await blank.waitForTimeout(3000);
  const base = memoryOf(await processesOf(empty));
  await empty.close();
  const rig = await openStudio(executablePath);
  const file = await songFile(minutes, 16);
  if (!existsSync(file)) throw new Error(`No ${file}.`);
  console.log(`import of ${minutes} min: ${(await importInto(rig, file)).toFixed(1)} s`);
  await memory(rig, base);
  await rig.close();
}
