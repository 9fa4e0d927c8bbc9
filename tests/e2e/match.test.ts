/** The bands of match in a real browser: proposed against a reference, moved by keys, heard where they matter. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defaultLayout } from '@studiohand/core/audio';
import { ParametricEq, Prng } from '@studiohand/core/dsp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, fileButton, openStudio, type StudioRig } from './studioRig.ts';

const chromium = chromiumPath();
if (chromium === undefined) console.log('Skipped: the bands of match in a browser, Chromium is not installed.');

const RATE = 44100;
const FRAMES = 6 * RATE;

/** Six seconds of stereo noise as a 16-bit file, with or without 5 dB more at 2 kHz. */
function noiseWave(bright: boolean): Buffer {
  const channels = [new Prng(1), new Prng(2)].map((random) =>
    Float64Array.from({ length: FRAMES }, () => 0.2 * random.centred()),
  );
  if (bright)
    new ParametricEq([{ type: 'bell', frequencyHz: 2000, gainDb: 5, q: 1, channel: 'stereo' }], {
      sampleRateHz: RATE,
      channels: 2,
      layout: defaultLayout(2),
    }).process(channels, 0, FRAMES);
  const bytes = Buffer.alloc(44 + FRAMES * 4);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + FRAMES * 4, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(FRAMES * 4, 40);
  for (let i = 0; i < FRAMES; i++)
    channels.forEach((x, c) => {
      bytes.writeInt16LE(Math.round((x[i] ?? 0) * 32767), 44 + 4 * i + 2 * c);
    });
  return bytes;
}

describe.skipIf(chromium === undefined)('match in a browser', () => {
  let rig: StudioRig;

  beforeAll(async () => {
    rig = await openStudio(chromium as string);
    rig.page.setDefaultTimeout(30_000);
  });
  afterAll(async () => rig?.close());

  const part = (name: string) => rig.page.getByRole('region', { name, exact: true });
  const picture = async (name: string): Promise<void> => {
    const folder = process.env['STUDIOHAND_PICTURES'];
    if (folder) await rig.page.screenshot({ path: `${folder}/${name}.png` });
  };

  it('proposes bands, which keys move', async () => {
    const files = [
      { name: 'Mix.wav', text: noiseWave(false).toString('base64') },
      { name: 'Reference.wav', text: noiseWave(true).toString('base64') },
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
    await fileButton(rig.page, 'Reference.wav').waitFor();
    await fileButton(rig.page, 'Mix.wav').click();
    await rig.page.getByRole('button', { name: 'Match', exact: true }).click();
    await part('References').getByRole('combobox').selectOption({ label: 'Reference.wav' });
    await picture('match-1');
    await rig.page
      .getByRole('button', { name: /^(Propose|Analyse|Match this file)/ })
      .first()
      .click();
    const handle = rig.page.locator('.chart-handle');
    await handle.first().waitFor();
    await picture('match-2');
    expect(await handle.count()).toBe(1);
    const before = await handle.first().getAttribute('aria-valuetext');
    expect(before).toMatch(/^(1\.9|2\.0)\d kHz, (4\.[6-9]|5\.[0-4]) dB/);
    await handle.first().focus();
    await rig.page.keyboard.press('ArrowDown');
    await rig.page.keyboard.press('Enter');
    await expect.poll(() => handle.first().getAttribute('aria-valuetext')).not.toBe(before);
    await picture('match-3');
  });

  it('has no serious fault of accessibility in the panel, and no error on the page', async () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await rig.page.evaluate(source);
    const serious = await rig.page.evaluate(
      `axe.run('.panel-view', { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
    );
    expect(serious).toEqual([]);
    expect(rig.errors).toEqual([]);
  });
});
