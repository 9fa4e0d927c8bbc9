/**
 * Takes the pictures of docs/images from the real studio with the demo song, in the system's Chromium:
 * npm run pictures. Look at them before committing them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryAudio, readAll } from '@studiohand/core/audio';
import { demoStems } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';
import { chromiumPath, openStudio } from '../tests/e2e/studioRig.ts';

const folder = 'docs/images';
const chromium = chromiumPath();
if (!chromium) throw new Error('Chromium is not installed: apt-get install chromium');
const rig = await openStudio(chromium);
const { page } = rig;
page.setDefaultTimeout(30_000);
const button = (name: string | RegExp): ReturnType<typeof page.getByRole> =>
  page.getByRole('button', { name, exact: true });
const half = (name: string): ReturnType<typeof page.getByRole> =>
  page.locator('.panel-choice').getByRole('button', { name });
const theme = async (name: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Theme' }).selectOption(name);
};
const picture = async (name: string, width = 1280, height = 800): Promise<void> => {
  await page.setViewportSize({ width, height });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  console.log(`${folder}/${name}.png`);
};

/** Writes another mix of the demo song's stems, brighter and with less bass, to hold the song against. */
async function otherMix(file: string): Promise<void> {
  const stems = await Promise.all(demoStems().map((stem) => readAll(stem)));
  const gains = [0.6, 0.3, 0.7, 1.1];
  const mixed = (stems[0] ?? []).map((first, c) =>
    first.map((_, i) => stems.reduce((sum, stem, s) => sum + (gains[s] ?? 0) * (stem[c]?.[i] ?? 0), 0)),
  );
  const source = memoryAudio(mixed, 48_000);
  const encoding = { kind: 'float', bits: 32 } as const;
  const writer = await createAudio(file, { ...source.info, container: 'wav', codec: 'pcm', encoding });
  for await (const block of source.blocks()) await writer.write(block);
  await writer.finish();
}

/** The plan of the tool that is chosen, in a wide panel. */
async function widePlan(name: string): Promise<void> {
  await half('Plan').click();
  await button('Wide').click();
  await page.setViewportSize({ width: 1600, height: 1000 });
  // A proposal that has just come is scrolled to.
  await page.waitForTimeout(1000);
  await page.locator('.tool-column').evaluate('(column) => column.scrollTo(0, 0)');
  await picture(name, 1600, 1000);
  await button('Wide').click();
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Puts the pad at the sides and the melody in front of the listener, as two objects. */
async function placeStems(): Promise<void> {
  const rows = page.getByRole('list', { name: 'Placements' });
  await rows.getByRole('button', { name: /Pad/ }).first().click();
  await button('Sides').click();
  await rows.getByText('bed Lss Rss').waitFor();
  await rows
    .getByRole('button', { name: /Melody/ })
    .first()
    .click();
  await button('Two objects').click();
  await rows.getByRole('slider', { name: 'Back to front' }).fill('0.5');
  await rows
    .getByText(/50 % front/)
    .first()
    .waitFor();
  await rows.getByRole('slider', { name: 'Width' }).fill('0.8');
  await page.waitForTimeout(1500);
}

const own = await mkdtemp(join(tmpdir(), 'studiohand-pictures-'));
try {
  await theme('dark');
  await picture('empty');
  await button('Try the demo song').click();
  await page.getByRole('slider', { name: 'Position' }).waitFor();
  await button('Measure now').click();
  await page.getByRole('region', { name: 'Loudness over time' }).waitFor();
  await picture('measure');
  await button('Wide').click();
  await page.setViewportSize({ width: 1600, height: 900 });
  await page
    .locator('.chart-plot')
    .first()
    .hover({ position: { x: 160, y: 60 } });
  await picture('panel', 1600, 900);
  await button('Wide').click();
  await page.setViewportSize({ width: 1280, height: 800 });
  await button('Gain').click();
  const level = page.getByRole('textbox', { name: 'Level change' });
  await level.fill('-4.5');
  await level.press('Enter');
  await button('Propose a plan').click();
  await page.getByRole('region', { name: 'Plan', exact: true }).getByText('-4.50 dB').waitFor();
  await picture('plan');
  await button('Render take').click();
  await half('Proof').click();
  await button('Accept').waitFor();
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('b');
  await picture('proof');
  await picture('wide', 2560, 1300);
  await theme('light');
  await picture('light');
  await theme('dark');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Space');
  await page.keyboard.press('t');
  await picture('blind-test');
  await page.keyboard.press('Escape');
  await button('Export …').click();
  await picture('export');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await picture('keys');
  await page.keyboard.press('Escape');
  await picture('phone', 390, 844);
  await page.setViewportSize({ width: 1280, height: 800 });
  await half('Plan').click();
  await button('Master').click();
  await button(/^Forward/).click();
  await button('Propose a plan').click();
  await button('Render take').click();
  await page.getByText('Proof of Master').waitFor({ state: 'attached' });
  await widePlan('master');
  await button('Match').click();
  const reference = join(own, 'Another mix.wav');
  await otherMix(reference);
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.companions').getByRole('button', { name: 'Browse …' }).click();
  await (await chooser).setFiles(reference);
  await page.locator('.companion-list > li').first().waitFor();
  await button('Propose a plan').click();
  await button('Render take').waitFor();
  await widePlan('match');
  await button('New session').click();
  await button('Try its stems').click();
  await page.getByRole('button', { name: /Drums/ }).waitFor();
  for (const tool of ['Clash', 'Immersive']) {
    await half('Plan').click();
    await button(tool).click();
    await page.locator('.companions select').selectOption({ label: 'All 3 other files' });
    await page.getByRole('list', { name: /stems/i }).getByRole('listitem').nth(2).waitFor();
    if (tool === 'Immersive') await placeStems();
    await button('Propose a plan').click();
    await button('Render take').waitFor();
    await widePlan(tool.toLowerCase());
  }
} finally {
  await rig.close();
  await rm(own, { recursive: true, force: true });
}
