/**
 * Takes the pictures of docs/images from the real studio with the demo song, in the system's Chromium:
 * npm run pictures. Look at them before committing them.
 */
import { chromiumPath, openStudio } from '../tests/e2e/studioRig.ts';

const folder = 'docs/images';
const chromium = chromiumPath();
if (!chromium) throw new Error('Chromium is not installed: apt-get install chromium');
const rig = await openStudio(chromium);
const { page } = rig;
page.setDefaultTimeout(30_000);
const button = (name: string): ReturnType<typeof page.getByRole> => page.getByRole('button', { name, exact: true });
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
  await button('New session').click();
  await button('Try its stems').click();
  await page.getByRole('button', { name: /Drums/ }).waitFor();
  for (const tool of ['Clash', 'Immersive']) {
    await half('Plan').click();
    await button(tool).click();
    await page.locator('.companions select').selectOption({ label: 'All 3 other files' });
    await page.getByRole('list', { name: /stems/i }).getByRole('listitem').nth(2).waitFor();
    await button('Propose a plan').click();
    await button('Render take').waitFor();
    await button('Wide').click();
    await page.locator('.tool-column').evaluate('(column) => column.scrollTo(0, 0)');
    await picture(tool.toLowerCase(), 1600, 1000);
    await button('Wide').click();
  }
} finally {
  await rig.close();
}
