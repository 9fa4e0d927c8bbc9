/**
 * Takes the pictures of docs/studio/ from the real studio with the demo song:
 * node --conditions=source tests/e2e/screenshots.ts [folder]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath, openStudio } from './studioRig.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs/studio', import.meta.url));
const chromium = chromiumPath();
if (chromium === undefined) throw new Error('Chromium is needed for pictures. Debian: sudo apt-get install chromium');

await mkdir(folder, { recursive: true });
const rig = await openStudio(chromium);
const { page } = rig;
page.setDefaultTimeout(30_000);
const settle = (ms = 700): Promise<void> => page.waitForTimeout(ms);
const picture = async (name: string): Promise<void> => {
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 85 });
};
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

try {
  await page.getByText('Drop a song anywhere').waitFor();
  await picture('empty');

  await button('Try the demo song').click();
  await page.getByRole('slider', { name: 'Position' }).waitFor();
  await button('Measure now').click();
  await page.getByRole('region', { name: 'Report' }).waitFor();
  await settle(2500);
  await picture('measured');

  await button('Gain').click();
  const level = page.getByRole('textbox', { name: 'Level change' });
  await level.fill('-4');
  await level.press('Enter');
  await button('Propose a plan').click();
  await page.getByRole('region', { name: 'Plan' }).getByText('-4.00 dB').waitFor();
  await picture('plan');
  await button('Render take').click();
  await page.getByRole('region', { name: 'Proof' }).waitFor();
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('b');
  await page.keyboard.press('Space');
  await settle(4000);
  await picture('compare');
  await page.keyboard.press('Space');

  await page.keyboard.press('t');
  await button('Start').click();
  await settle(300);
  await picture('blind-test');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await settle();
  await picture('export');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await settle(300);
  await picture('keys');
  await page.keyboard.press('Escape');

  await button(/^Jobs/).click();
  await settle(300);
  await picture('jobs');
  await button(/^Jobs/).click();

  for (const theme of ['light', 'contrast']) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
    await settle();
    await picture(`theme-${theme}`);
  }
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');

  await page.setViewportSize({ width: 2560, height: 1440 });
  await settle(2000);
  await picture('wide');

  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of ['Songs', 'Listen', 'Decide']) {
    await button(tab).click();
    await settle();
    await picture(`phone-${tab.toLowerCase()}`);
  }
} finally {
  await rig.close();
}
