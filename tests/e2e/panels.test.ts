/**
 * What the shell does around tools: their panels and what happens when one fails, further files, small files to keep,
 * names of takes, presets as files, and a folder of stems; in a real browser against the real server.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panelTestTools } from './companionTool.ts';
import { chromiumPath, fileButton, openStudio, type StudioRig } from './studioRig.ts';
import { toneWave } from './toneWave.ts';

const chromium = chromiumPath();
if (chromium === undefined) console.log('Skipped: panels of tools in a browser, Chromium is not installed.');

describe.skipIf(chromium === undefined)('panels of tools in a browser', () => {
  let rig: StudioRig;

  beforeAll(async () => {
    const workerScript = new URL('./companionWorker.ts', import.meta.url);
    rig = await openStudio(chromium as string, { tools: panelTestTools, workerScript });
    rig.page.setDefaultTimeout(20_000);
  });
  afterAll(async () => rig?.close());

  const button = (name: string | RegExp) => rig.page.getByRole('button', { name, exact: true });
  const part = (name: string) => rig.page.getByRole('region', { name, exact: true });
  const half = (name: string) => rig.page.locator('.panel-choice').getByRole('button', { name });
  const chosen = () => rig.page.getByRole('list', { name: 'References' }).getByRole('listitem');
  const drop = async (selector: string, files: readonly { name: string; text: string }[]): Promise<void> => {
    await rig.page.evaluate(
      `{
        const dataTransfer = new DataTransfer();
        for (const { name, text } of ${JSON.stringify(files)})
          dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        const target = document.querySelector(${JSON.stringify(selector)});
        for (const type of ['dragenter', 'dragover', 'drop'])
          target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }`,
    );
  };
  const wave = (name: string, hz: number) => ({ name, text: toneWave(hz).toString('base64') });
  const faults = async (): Promise<unknown> => {
    await rig.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    // Colours that are still changing are those of no theme.
    await rig.page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
    return rig.page.evaluate(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 160) + ' ' + failureSummary)))`,
    );
  };

  it('imports two songs', async () => {
    await drop('body', [wave('Mine.wav', 440), wave('First reference.wav', 660)]);
    await fileButton(rig.page, 'First reference.wav').waitFor();
    await fileButton(rig.page, 'Mine.wav').click();
  });

  it('shows the panel of a tool: a cursor for keys, a place to go to, a selection in both views', async () => {
    await button('Measure now').click();
    const cursor = rig.page.getByRole('slider', { name: 'Long-term spectrum, cursor' });
    await cursor.focus();
    await rig.page.keyboard.press('Home');
    expect(await cursor.getAttribute('aria-valuetext')).toMatch(/^20 Hz \(E♭0\): A /);
    for (let k = 0; k < 4; k++) await rig.page.keyboard.press('Shift+ArrowRight');
    for (let k = 0; k < 5; k++) await rig.page.keyboard.press('ArrowRight');
    const words = (await cursor.getAttribute('aria-valuetext')) ?? '';
    expect(words).toMatch(/^448 Hz \(A4\): A −15\.1 dBFS$/);
    const time = rig.page.getByRole('slider', { name: 'Loudness, cursor' });
    await time.focus();
    await rig.page.keyboard.press('End');
    for (let k = 0; k < 5; k++) await rig.page.keyboard.press('Shift+ArrowLeft');
    await rig.page.keyboard.press('Enter');
    await expect.poll(() => rig.page.locator('.position').textContent()).toMatch(/^0:01\.0/);
    const box = (await time.boundingBox()) as { x: number; y: number; width: number };
    await rig.page.mouse.move(box.x + 0.25 * box.width, box.y + 20);
    await rig.page.mouse.down();
    await rig.page.mouse.move(box.x + 0.75 * box.width, box.y + 20, { steps: 5 });
    await rig.page.mouse.up();
    await part('Spectrum').getByText('A, selection').waitFor();
    for (const theme of ['light', 'contrast', 'dark']) {
      await rig.page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
      expect(await faults()).toEqual([]);
    }
    await button('Wide').click();
    const right = await rig.page.evaluate(
      'document.querySelector(".tool-column").scrollWidth - document.querySelector(".tool-column").clientWidth',
    );
    expect(right).toBeLessThanOrEqual(0);
    await button('Wide').click();
  });

  it('goes on with the generic form when a panel cannot be loaded or throws, and tries again', async () => {
    const panel = /\/assets\/panel-[^/]*\.js/;
    await rig.page.route(panel, (route) => route.abort());
    await rig.page.reload();
    await rig.page.getByText('The panel of Measure stopped').waitFor();
    await part('Report').getByText('LUFS').first().waitFor();
    await rig.page.unroute(panel);
    await rig.page.route(panel, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'export const panel = { replaces: ["report"], View() { throw new Error("no such curve"); } };',
      }),
    );
    await rig.page.reload();
    await rig.page.getByText('The panel of Measure stopped (no such curve)').waitFor();
    await part('Report').getByText('LUFS').first().waitFor();
    await rig.page.unroute(panel);
    rig.errors.length = 0;
    await rig.page.reload();
    await rig.page.getByRole('slider', { name: 'Long-term spectrum, cursor' }).waitFor();
  });

  it('asks for further files in plain words, and takes them from the session, by browsing and by dropping', async () => {
    await button('Against').click();
    const references = part('References');
    await references.getByText('Choose at least one.').waitFor();
    expect(await button('Propose a plan').isDisabled()).toBe(true);
    await references.getByRole('combobox').selectOption({ label: 'First reference.wav' });
    await chosen().first().waitFor();
    await drop('.companions', [wave('Dropped.wav', 880)]);
    await expect.poll(() => chosen().count(), { timeout: 15_000 }).toBe(2);
    const chooser = rig.page.waitForEvent('filechooser');
    await references.getByRole('button', { name: 'Browse …' }).click();
    await (await chooser).setFiles({ name: 'Browsed.wav', mimeType: 'audio/wav', buffer: toneWave(220) });
    await expect.poll(() => chosen().count(), { timeout: 15_000 }).toBe(3);
    expect(await references.getByRole('combobox').isDisabled()).toBe(true);
    await references.getByRole('button', { name: 'Move Browsed.wav up' }).click();
    await expect.poll(() => chosen().nth(1).textContent()).toMatch(/Browsed\.wav/);
    expect(await faults()).toEqual([]);
  });

  it('gives them to the tool in their order, and keeps what it hands over', async () => {
    await button('Propose a plan').click();
    await part('Report').getByText('First reference.wav + Browsed.wav + Dropped.wav').waitFor();
    const download = rig.page.waitForEvent('download');
    await button('Save List of names, names.txt').click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('names.txt');
    expect(await readFile(await file.path(), 'utf8')).toBe('First reference.wav\nBrowsed.wav\nDropped.wav');
  });

  it('keeps them with the plan over undo, reload and redo', async () => {
    await button(/^Take Dropped\.wav off$/).click();
    await expect.poll(() => chosen().count()).toBe(2);
    await rig.page.getByRole('slider', { name: 'Position' }).focus();
    await rig.page.keyboard.press('Control+z');
    await expect.poll(() => chosen().count()).toBe(3);
    await rig.page.waitForTimeout(1200);
    await rig.page.reload();
    await expect.poll(() => chosen().count(), { timeout: 15_000 }).toBe(3);
    await rig.page.keyboard.press('Control+Shift+z');
    await expect.poll(() => chosen().count()).toBe(2);
  });

  it('renders with them, in a batch without the file itself', async () => {
    await button('Propose a plan').click();
    await button('Render take').click();
    await part('Proof').getByText('Proof of').waitFor();
    await half('Plan').click();
    await button('Batch …').click();
    await button('Start 4 files').click();
    const takes = rig.page.getByRole('list', { name: 'Takes of Browsed.wav' }).getByRole('listitem');
    await takes.first().waitFor();
    await expect.poll(() => rig.page.locator('.takes > li').count(), { timeout: 20_000 }).toBe(5);
  });

  it('renames a take with the keyboard, over a reload', async () => {
    const takes = rig.page.getByRole('list', { name: 'Takes of Mine.wav' });
    await takes.getByRole('button').first().focus();
    await rig.page.keyboard.press('F2');
    await rig.page.keyboard.type('Held against two');
    await rig.page.keyboard.press('Escape');
    await takes.getByText('Against').first().waitFor();
    await rig.page.keyboard.press('F2');
    await rig.page.keyboard.type('Held against two');
    await rig.page.keyboard.press('Enter');
    await takes.getByText('Held against two').waitFor();
    expect(await rig.page.evaluate('document.activeElement?.textContent')).toMatch(/Held against two/);
    await rig.page.reload();
    await takes.getByText('Held against two').waitFor();
  });

  it('saves presets as a file and takes them back, also by dropping; refuses what does not fit, with the reason', async () => {
    await button('Gain').click();
    const level = rig.page.getByRole('textbox', { name: 'Level change' });
    await level.fill('-6');
    await level.press('Enter');
    const preset = rig.page.getByRole('combobox', { name: 'Preset' });
    await preset.selectOption('save');
    await rig.page.getByRole('textbox', { name: 'Name' }).fill('Six down');
    await button('Save').click();
    await preset.selectOption('save');
    const download = rig.page.waitForEvent('download');
    await button('Save Six down as a file').click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('gain Six down.json');
    const saved = await readFile(await file.path(), 'utf8');
    expect(await faults()).toEqual([]);
    await button('Remove Six down').click();
    await rig.page.keyboard.press('Escape');
    const text = (words: string): string => Buffer.from(words).toString('base64');
    await drop('body', [{ name: 'presets.json', text: text(saved) }]);
    await rig.page.getByText('1 preset for Gain imported.').first().waitFor();
    await preset.selectOption({ label: 'Reset to defaults' });
    await preset.selectOption({ label: 'Six down' });
    await expect.poll(() => level.inputValue()).toBe('-6');
    await drop('body', [{ name: 'loud.json', text: text(saved.replace('-6', '600')) }]);
    await rig.page
      .getByText(/loud\.json: preset “Six down” does not fit Gain/)
      .first()
      .waitFor();
    await drop('body', [{ name: 'package.json', text: text('{}') }]);
    await rig.page.getByText('package.json: not a file of presets.').first().waitFor();
    const close = rig.page.locator('.notice').getByRole('button');
    while ((await close.count()) > 0) await close.first().click();
    rig.errors.length = 0;
  });

  it('leaves to a panel what is set there, and shows all of the form when asked', async () => {
    await button('Immersive').click();
    await part('Panel of Immersive').waitFor();
    const add = button('Add to stage');
    expect(await add.count()).toBe(0);
    await rig.page.getByRole('switch', { name: 'Generic form' }).check();
    await add.click();
    await rig.page.getByText(/^1\. File 1/).waitFor();
    expect(await faults()).toEqual([]);
    await rig.page.getByRole('switch', { name: 'Generic form' }).uncheck();
    await expect.poll(() => add.count()).toBe(0);
  });

  it('sets the target of a master in its panel, with its rule, and shows what services will do', async () => {
    await button('Master').click();
    const target = rig.page.getByRole('combobox', { name: 'The master is for' });
    await rig.page.getByText('its own page').waitFor();
    await target.selectOption('cd');
    await rig.page.getByText('nobody’s rule').waitFor();
    const isrc = rig.page.getByRole('textbox', { name: 'ISRC' });
    await isrc.fill('DE-A12');
    await rig.page.getByText(/such as DE-A12-26-00001/).waitFor();
    await isrc.fill('');
    await isrc.press('Enter');
    await target.selectOption('spotify');
    await rig.page
      .getByRole('group', { name: 'Target' })
      .getByRole('button', { name: /^Balanced/ })
      .click();
    await rig.page.getByText('−12 LUFS under −2 dBTP').waitFor();
    await button('Propose a plan').click();
    await part('What services do')
      .getByRole('row', { name: /^Spotify/ })
      .waitFor();
    expect(await faults()).toEqual([]);
  });

  it('shows a folder of stems as lanes under short names', async () => {
    await button('New session').click();
    await rig.page.getByText('Drop a song anywhere').waitFor();
    const names = [
      'Kick',
      'Snare',
      'Hi-hat',
      'Bass DI',
      'Lead vocal, a name much longer than the list is wide, take 3',
    ];
    await drop(
      'body',
      names.map((name, i) => wave(`Night Drive_0${i + 1}_${name}.wav`, 100 * (i + 1))),
    );
    const files = part('Files');
    await files.getByRole('button', { name: /^A?\s*01_Kick/ }).waitFor();
    await files.getByRole('button', { name: /05_Lead vocal/ }).waitFor();
    expect(await files.locator('canvas').count()).toBe(5);
    const wide = await rig.page.evaluate(
      `((list) => list.scrollWidth - list.clientWidth)(document.querySelector('.rail'))`,
    );
    expect(wide).toBeLessThanOrEqual(0);
    expect(await faults()).toEqual([]);
  });

  it('met no error on the page', () => {
    expect(rig.errors).toEqual([]);
  });
});
