/**
 * The studio in headless Chromium, as the tests drive it: npm run bench studio [playback|memory] [minutes].
 * `playback`: CPU of every thread of the page while a song plays with all meters. `memory`: a long file scrolled end to
 * end at several zooms; pictures a second, and memory of the renderer and of the whole browser beside an empty page.
 * CPU and memory come from /proc, so that a busy machine changes them little; pictures a second do depend on it.
 * Memory is PSS in MiB and, in brackets, what of it is not mapped from files.
 */
import { chromiumPath, openStudio } from '../../tests/e2e/studioRig.ts';
import { machine } from '../run.ts';
import { songFile } from '../song.ts';
import { openBareBrowser } from './bareBrowser.ts';
import { memory, printMemory } from './memory.ts';
import { playback } from './playback.ts';

const IMPORT_MS = 600_000;

const only = process.argv[2];
const minutes = Number(process.argv[3] ?? 120);
const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
const chromium = executablePath;

/** Imports a file into an empty desk, then opens it in a browser of its own for `work`. */
async function withFile(file: string, work: typeof memory): Promise<void> {
  const rig = await openStudio(chromium);
  const { page } = rig;
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const began = performance.now();
  await (await chooser).setFiles(file);
  await page.getByRole('slider', { name: 'Position' }).waitFor({ timeout: IMPORT_MS });
  console.log(`import: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await rig.browser.close();
  const browser = await openBareBrowser(chromium, rig.server.newUrl());
  await browser.until(`document.querySelector('[aria-label="Position"]')`);
  await work(browser);
  await browser.close();
  await rig.close();
}

console.log(machine());
if (only !== 'memory') await withFile(await songFile(10, 24), playback);
if (only !== 'playback') {
  const empty = await openBareBrowser(chromium, 'about:blank');
  await empty.wait(3000);
  await printMemory(empty, 'empty page');
  await empty.close();
  await withFile(await songFile(minutes, 16), memory);
}
