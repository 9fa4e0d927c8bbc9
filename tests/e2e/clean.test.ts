/** Noise in a real browser: found, learned from a selection, weighed by band, heard and seen before it is rendered. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Prng } from '@studiohand/core/dsp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, fileButton, openStudio, type StudioRig } from './studioRig.ts';

const chromium = chromiumPath();
if (chromium === undefined) console.log('Skipped: clean in a browser, Chromium is not installed.');

const RATE = 44100;
const FRAMES = 6 * RATE;
const REST = 2;

/** Two seconds of noise alone, then plucked notes over it, as a 16-bit stereo file. */
function noisyWave(): Buffer {
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
  const randoms = [new Prng(1), new Prng(2)];
  for (let i = 0; i < FRAMES; i++) {
    const t = i / RATE - REST;
    const since = t % 0.5;
    const tone = t < 0 ? 0 : Math.exp(-5 * since) * Math.min(1, since / 0.004);
    const sum = [1, 2, 3, 4].reduce((all, h) => all + Math.sin(2 * Math.PI * 220 * h * t) / h, 0);
    randoms.forEach((random, c) => {
      const value = 0.2 * tone * sum + 0.01 * random.centred();
      bytes.writeInt16LE(Math.round(value * 32767), 44 + 4 * i + 2 * c);
    });
  }
  return bytes;
}

describe.skipIf(chromium === undefined)('clean in a browser', () => {
  let rig: StudioRig;

  beforeAll(async () => {
    rig = await openStudio(chromium as string);
    rig.page.setDefaultTimeout(30_000);
    const file = { name: 'Take.wav', text: noisyWave().toString('base64') };
    await rig.page.evaluate(
      `{
        const { name, text } = ${JSON.stringify(file)};
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        for (const type of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }`,
    );
    await fileButton(rig.page, 'Take.wav').click();
    await rig.page.getByRole('button', { name: 'Clean', exact: true }).click();
  });
  afterAll(async () => rig?.close());

  const picture = async (name: string): Promise<void> => {
    const folder = process.env['STUDIOHAND_PICTURES'];
    if (folder) await rig.page.screenshot({ path: `${folder}/${name}.png` });
  };

  it('finds the noise and lets each octave be weighed by keys', async () => {
    await rig.page
      .getByRole('button', { name: /^(Propose|Analyse)/ })
      .first()
      .click();
    const handle = rig.page.getByRole('slider', { name: 'Reduction at 4.00 kHz' });
    await handle.waitFor();
    expect(await rig.page.getByRole('button', { name: /found \(\d+ % sure\)/ }).count()).toBe(1);
    await picture('clean-1');
    await handle.focus();
    for (let i = 0; i < 4; i++) await rig.page.keyboard.press('ArrowDown');
    await rig.page.keyboard.press('Enter');
    await expect.poll(() => handle.getAttribute('aria-valuetext')).toMatch(/17\.0 dB/);
    await rig.page.getByText('Noise 15 to 17 dB lower').first().waitFor();
  });

  it('works a stretch on the spot, to see and hear before, after and what goes', async () => {
    await rig.page.getByRole('button', { name: 'Preview selection' }).click();
    await rig.page.getByText(/worked in [\d.]+ s/).waitFor();
    for (const part of ['Before', 'After', 'Removed'])
      await rig.page.getByRole('slider', { name: `${part}: spectrogram of the selection, cursor` }).waitFor();
    await rig.page.getByRole('button', { name: 'Play removed' }).click();
    await rig.page.getByRole('button', { name: 'Stop removed' }).click();
    await picture('clean-2');
  });

  it('has no serious fault of accessibility in the panel, and no error on the page', async () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await rig.page.evaluate(source);
    const serious = await rig.page.evaluate(
      `axe.run({ include: [['.panel-view'], ['[aria-label="Where the noise sounds alone"]']] }, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
    );
    expect(serious).toEqual([]);
    expect(rig.errors).toEqual([]);
  });
});
