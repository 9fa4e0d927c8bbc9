/** The stage of immersive in a real browser: stems placed by pointer and by keys, written as a master. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, fileButton, openStudio, type StudioRig } from './studioRig.ts';
import { toneWave } from './toneWave.ts';

const chromium = chromiumPath();
if (chromium === undefined) console.log('Skipped: the stage in a browser, Chromium is not installed.');

describe.skipIf(chromium === undefined)('the stage in a browser', () => {
  let rig: StudioRig;

  beforeAll(async () => {
    rig = await openStudio(chromium as string);
    rig.page.setDefaultTimeout(20_000);
  });
  afterAll(async () => rig?.close());

  const button = (name: string | RegExp) => rig.page.getByRole('button', { name, exact: true });
  const part = (name: string) => rig.page.getByRole('region', { name, exact: true });
  const handle = () => rig.page.locator('.chart-handle');
  const picture = async (name: string): Promise<void> => {
    const folder = process.env['STUDIOHAND_PICTURES'];
    if (folder) await rig.page.screenshot({ path: `${folder}/${name}.png` });
  };

  it('imports stems and gives each a place', async () => {
    const files = [
      { name: 'Bass.wav', text: toneWave(110).toString('base64') },
      { name: 'Vox.wav', text: toneWave(440).toString('base64') },
    ];
    await rig.page.evaluate(
      `{
        const dataTransfer = new DataTransfer();
        for (const { name, text } of ${JSON.stringify(files)})
          dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        for (const type of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }`,
    );
    await fileButton(rig.page, 'Vox.wav').waitFor();
    await fileButton(rig.page, 'Bass.wav').click();
    await button('Immersive').click();
    await part('Further stems').getByRole('combobox').selectOption({ label: 'Vox.wav' });
    await rig.page.getByRole('list', { name: 'Placements' }).getByRole('button', { name: /Vox/ }).click();
    await picture('stage-1');
  });

  it('moves an object by pointer and by keys, and loses no quick change', async () => {
    const controls = rig.page.getByRole('group', { name: 'Placement of Vox.wav' });
    await controls.getByRole('button', { name: /bject/ }).click();
    await handle().waitFor();
    const box = (await handle().boundingBox()) as { x: number; y: number; width: number; height: number };
    await rig.page.mouse.move(box.x + 11, box.y + 11);
    await rig.page.mouse.down();
    await rig.page.mouse.move(box.x - 60, box.y + 80, { steps: 6 });
    await rig.page.mouse.up();
    await expect.poll(() => handle().getAttribute('title')).toMatch(/left, \d+ % (front|back)/);
    await handle().focus();
    const before = await handle().getAttribute('title');
    await rig.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => handle().getAttribute('title')).not.toBe(before);
    await rig.page.keyboard.press('Enter');
    await controls.getByRole('slider', { name: 'Height' }).focus();
    for (let k = 0; k < 5; k++) await rig.page.keyboard.press('PageUp');
    await expect.poll(() => handle().getAttribute('title')).toMatch(/height 50 %/);
    // Going on to the next slider at once keeps what this one was set to.
    await controls.getByRole('slider', { name: 'Back to front' }).focus();
    await rig.page.keyboard.press('Home');
    await controls.getByRole('slider', { name: 'Level' }).focus();
    await rig.page.keyboard.press('PageDown');
    await controls.getByRole('checkbox', { name: /LFE/ }).check();
    await expect.poll(() => handle().getAttribute('title')).toMatch(/100 % back, height 50 %/);
    await controls.getByRole('slider', { name: 'LFE send' }).waitFor();
    expect(await controls.getByRole('slider', { name: 'Level' }).inputValue()).not.toBe('0');
    await picture('stage-2');
  });

  it('has no serious fault of accessibility, and no error on the page', async () => {
    await rig.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const faults = await rig.page.evaluate(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`,
    );
    expect(faults).toEqual([]);
    expect(rig.errors).toEqual([]);
  });

  it('proposes the stage as it stands and writes the master', async () => {
    await button('Propose a plan').click();
    await rig.page
      .getByText(/Vox\.wav to object/)
      .first()
      .waitFor();
    await picture('stage-3');
    await button('Render take').click();
    await rig.page.getByText('passes these profile checks').first().waitFor();
    await rig.page.getByText('immersive-qc.txt').first().waitFor();
    await picture('stage-4');
    expect(rig.errors).toEqual([]);
  });
});
