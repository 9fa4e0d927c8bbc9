/**
 * The way of a song over the desk, in a real browser against the real server: import, measure, render, compare, blind
 * test, accept, export, undo, reload. The song is a real one of four minutes where ../shared/audio is there, else the
 * demo song.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRealSong, writeRealSong } from './realSong.ts';
import { chromiumPath, fileButton, openStudio, type StudioRig } from './studioRig.ts';
import { toneWave } from './toneWave.ts';

const chromium = chromiumPath();
if (chromium === undefined) console.log('Skipped: the studio in a browser, Chromium is not installed.');

describe.skipIf(chromium === undefined)('the studio in a browser', () => {
  let rig: StudioRig;
  const folder = mkdtempSync(join(tmpdir(), 'studiohand-song-'));
  const song = join(folder, 'Caesium.wav');

  beforeAll(async () => {
    if (hasRealSong) await writeRealSong(song);
    else console.log('No shared/audio beside the repository: the demo song instead of a real one.');
    rig = await openStudio(chromium as string);
    rig.page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await rig?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const button = (name: string | RegExp) => rig.page.getByRole('button', { name, exact: true });
  const part = (name: string) => rig.page.getByRole('region', { name, exact: true });
  const pressed = (name: RegExp) => rig.page.getByRole('button', { name, pressed: true });
  const seconds = async (): Promise<number> => {
    const [now] = ((await rig.page.locator('.position').textContent()) ?? '').split(' / ');
    const [minutes, rest] = (now as string).split(':');
    return 60 * Number(minutes) + Number(rest);
  };

  it('says what to do on an empty desk, and takes the launch token out of the address', async () => {
    await rig.page.getByText('Drop a song anywhere').waitFor();
    expect(rig.page.url()).not.toContain('#');
  });

  it('imports a song', async () => {
    if (hasRealSong) {
      const chooser = rig.page.waitForEvent('filechooser');
      await button('Choose files').click();
      await (await chooser).setFiles(song);
    } else await button('Try the demo song').click();
    await rig.page.getByRole('slider', { name: 'Position' }).waitFor();
    expect(await rig.page.locator('.file-heads').textContent()).toMatch(/LUFS/);
  });

  it('names a dropped file that is not audio, and why, without leaving the page', async () => {
    await rig.page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['Not music.'], 'notes.txt'));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }`);
    const row = rig.page.getByRole('list', { name: 'Imports' });
    await row.getByRole('alert').waitFor();
    expect(await row.textContent()).toMatch(/notes\.txt/);
    await button('Dismiss notes.txt').click();
    await row.waitFor({ state: 'detached' });
    rig.errors.length = 0;
  });

  it('measures it', async () => {
    await button('Measure now').click();
    await part('Report').getByText('LUFS').first().waitFor();
    await rig.page.getByRole('region', { name: 'Loudness over time' }).waitFor();
  });

  it('proposes, renders and proves a gain of -6 dB', async () => {
    await button('Gain').click();
    const level = rig.page.getByRole('textbox', { name: 'Level change' });
    await level.fill('-6');
    await level.press('Enter');
    await button('Propose a plan').click();
    await part('Plan').getByText('-6.00 dB').waitFor();
    await button('Render take').click();
    await part('Proof').getByText('−6.0 LU').waitFor();
  });

  it('switches A, B and delta with one key each while it plays on', async () => {
    await rig.page.getByRole('slider', { name: 'Position' }).focus();
    await rig.page.keyboard.press('Space');
    await button('Pause').waitFor();
    const before = await seconds();
    for (const [key, name] of [
      ['b', /Take/],
      ['d', /Delta/],
      ['a', /Source/],
      ['b', /Take/],
    ] as const) {
      await rig.page.keyboard.press(key);
      await pressed(name).waitFor();
      await rig.page.waitForTimeout(300);
    }
    expect(await seconds()).toBeGreaterThan(before + 0.5);
    await rig.page.getByText('B is −6.0 dB').waitFor();
    await rig.page.keyboard.press('Space');
    await button('Play').waitFor();
  });

  it('holds a blind test and keeps its result as proof', async () => {
    await rig.page.keyboard.press('t');
    await rig.page.getByRole('radio', { name: /ABX/ }).check();
    await button('Start').click();
    for (let trial = 1; trial <= 10; trial++) {
      await rig.page.getByText(`Trial ${trial} of 10`).waitFor();
      await rig.page.keyboard.press('x');
      await rig.page.keyboard.press('q');
    }
    await rig.page.getByTestId('blind-result').waitFor();
    await rig.page.getByText('Kept with the proof of this take.').waitFor();
    await button('Done').click();
    await part('Proof')
      .getByText(/of 10, p /)
      .waitFor();
  });

  it('records a decision with a note', async () => {
    await rig.page.getByRole('textbox', { name: 'Note to the decision' }).fill('Leaves room for the master.');
    await button('Accept').click();
    await pressed(/Accept/).waitFor();
    await rig.page.getByText('“Leaves room for the master.”').waitFor();
  });

  it('exports under the name shown before', async () => {
    await button('Export …').click();
    const name = rig.page.getByRole('textbox', { name: 'File name' });
    await expect.poll(() => name.inputValue(), { timeout: 10_000 }).toMatch(/Gain/);
    const shown = await name.inputValue();
    await rig.page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const path = (await rig.page.getByTestId('export-path').textContent()) as string;
    expect(path.endsWith(shown)).toBe(true);
    expect(statSync(path).size).toBeGreaterThan(1000);
    await button('Done').click();
  });

  it('undoes over plans and stands there again after a reload, with session, take and decision', async () => {
    await rig.page.locator('.panel-choice').getByRole('button', { name: 'Plan' }).click();
    const level = rig.page.getByRole('textbox', { name: 'Level change' });
    expect(await level.inputValue()).toBe('-6');
    await rig.page.keyboard.press('Control+z');
    await part('Plan').getByText('No plan for these settings yet').waitFor();
    await rig.page.keyboard.press('Control+z');
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('0');
    await rig.page.waitForTimeout(1200);
    await rig.page.reload();
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('0');
    await rig.page.keyboard.press('Control+Shift+z');
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('-6');
    await pressed(/Take/).waitFor();
    await rig.page.locator('.panel-choice').getByRole('button', { name: 'Proof' }).click();
    await pressed(/Accept/).waitFor();
  });

  it('keeps snapshots of a plan and presets of the producer', async () => {
    await rig.page.locator('.panel-choice').getByRole('button', { name: 'Plan' }).click();
    const level = rig.page.getByRole('textbox', { name: 'Level change' });
    const preset = rig.page.getByRole('combobox', { name: 'Preset' });
    await button('Keep as snapshot A').click();
    await preset.selectOption('save');
    await rig.page.getByRole('textbox', { name: 'Name' }).fill('Six down');
    await button('Save').click();
    await preset.selectOption('reset');
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('0');
    await preset.selectOption({ label: 'Six down' });
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('-6');
    await preset.selectOption('reset');
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('0');
    await rig.page.keyboard.press('1');
    await expect.poll(() => level.inputValue(), { timeout: 10_000 }).toBe('-6');
  });

  it('renders the same settings over several files, and several settings of one', async () => {
    const chooser = rig.page.waitForEvent('filechooser');
    await button('Import files').click();
    await (await chooser).setFiles({ name: 'tone.wav', mimeType: 'audio/wav', buffer: toneWave() });
    await fileButton(rig.page, 'tone.wav').waitFor();
    await button('Batch …').click();
    await button('Start 2 files').click();
    await rig.page.getByRole('list', { name: 'Takes of tone.wav' }).getByRole('listitem').waitFor();

    await fileButton(rig.page, 'tone.wav').click();
    await rig.page.locator('.panel-choice').getByRole('button', { name: 'Plan' }).click();
    await button('Try variants …').click();
    await rig.page.getByRole('textbox', { name: 'Values' }).fill('-9, -12');
    await button('Render 2 variants').click();
    const takes = rig.page.getByRole('list', { name: 'Takes of tone.wav' }).getByRole('listitem');
    await expect.poll(() => takes.count(), { timeout: 15_000 }).toBe(3);
  });

  it('offers a cancelled job again', async () => {
    await button('Measure').click();
    await rig.page
      .locator('.rail')
      .getByRole('button')
      .filter({ hasText: hasRealSong ? 'Caesium.wav' : 'Demo song.wav' })
      .last()
      .click();
    await rig.page.locator('.panel-choice').getByRole('button', { name: 'Plan' }).click();
    const threshold = rig.page.getByRole('textbox', { name: 'Clip threshold' });
    await threshold.fill('-0.2');
    await threshold.press('Enter');
    await button(/^Jobs/).click();
    await button('Measure now').click();
    await rig.page.getByRole('button', { name: /^Cancel Measure/ }).click();
    const again = rig.page.getByRole('button', { name: /^Run again: Measure/ }).first();
    await again.click();
    await expect
      .poll(() => rig.page.getByTestId('announcement').textContent(), { timeout: 20_000 })
      .toMatch(/Measure: analysis of .* done/);
    await button(/^Jobs/).click();
  });

  it('selects in time and frequency by figures or by dragging, and knows it after a reload', async () => {
    const edge = (name: string) => rig.page.getByRole('textbox', { name, exact: true });
    for (const [name, text] of [
      ['Selection from', '2.5'],
      ['Selection to', '0:04.25'],
      ['Selection from Hz', '200'],
      ['Selection to Hz', '1.5k'],
    ] as const) {
      await edge(name).fill(text);
      await edge(name).press('Enter');
    }
    await expect.poll(() => edge('Selection to Hz').inputValue(), { timeout: 5000 }).toBe('1500');
    await rig.page.waitForTimeout(1200);
    await rig.page.reload();
    await expect.poll(() => edge('Selection from').inputValue(), { timeout: 20_000 }).toBe('0:02.500');
    expect(await edge('Selection to').inputValue()).toBe('0:04.250');
    expect(await edge('Selection from Hz').inputValue()).toBe('200');
    await button('Select nothing').click();
    await expect.poll(() => edge('Selection from').inputValue(), { timeout: 5000 }).toBe('');
    const box = await rig.page.locator('.spectrogram-view .canvas-frame').boundingBox();
    if (box === null) throw new Error('No spectrogram.');
    await rig.page.mouse.move(box.x + 100, box.y + 20);
    await rig.page.mouse.down();
    await rig.page.mouse.move(box.x + 200, box.y + 60, { steps: 3 });
    await rig.page.mouse.up();
    const [low, high] = [await edge('Selection from Hz').inputValue(), await edge('Selection to Hz').inputValue()];
    expect(Number(high)).toBeGreaterThan(Number(low));
    await button('Hear only this band').click();
    await pressed(/Hear only this band/).waitFor();
    await button('Select nothing').click();
    await rig.page.getByRole('button', { name: 'Hear only this band', pressed: false, disabled: true }).waitFor();
  });

  it('works by keys: overlay, another key for a command, and back to where the focus was', async () => {
    await rig.page.getByRole('slider', { name: 'Position' }).focus();
    await rig.page.keyboard.press('?');
    await rig.page.getByRole('button', { name: 'Change the key for Loudness match, now M' }).click();
    await rig.page.keyboard.press('k');
    await rig.page.getByRole('button', { name: 'Change the key for Loudness match, now K' }).waitFor();
    await rig.page.keyboard.press('Escape');
    expect(await rig.page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Position');
    await rig.page.keyboard.press('k');
    await rig.page.getByRole('button', { name: 'Loudness match', pressed: false }).waitFor();
    await rig.page.keyboard.press('k');
    await rig.page.getByRole('button', { name: 'Loudness match', pressed: true }).waitFor();
  });

  /** Serious and critical faults that axe-core finds on the page as it is. */
  const faults = async (): Promise<readonly string[]> => {
    await rig.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    return (await rig.page.evaluate(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 160) + ' ' + failureSummary)))`,
    )) as readonly string[];
  };

  it.each(['light', 'contrast', 'dark'])('has no serious fault of accessibility in the theme %s', async (theme) => {
    await rig.page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
    for (const half of ['Plan', 'Proof']) {
      await rig.page.locator('.panel-choice').getByRole('button', { name: half }).click();
      expect(await faults()).toEqual([]);
    }
  });

  it('has none in the job queue and the dialogs', async () => {
    await button(/^Jobs/).click();
    expect(await faults()).toEqual([]);
    await button(/^Jobs/).click();
    await rig.page.locator('.takes .rail-button').first().click();
    for (const key of ['?', 'e', 't']) {
      await rig.page.keyboard.press(key);
      await rig.page.getByRole('dialog').waitFor();
      expect(await faults()).toEqual([]);
      await rig.page.keyboard.press('Escape');
    }
    for (const name of ['Try variants …', 'Batch …', 'Delete']) {
      await rig.page.locator('.panel-choice').getByRole('button', { name: 'Plan' }).click();
      await button('Gain').click();
      if (name === 'Delete') await rig.page.locator('.with-action').first().hover();
      await (name === 'Delete' ? rig.page.getByRole('button', { name: /^Delete / }).first() : button(name)).click();
      await rig.page.getByRole('dialog').waitFor();
      expect(await faults()).toEqual([]);
      await rig.page.keyboard.press('Escape');
    }
  });

  it('fits a phone for listening and deciding', async () => {
    await rig.page.setViewportSize({ width: 390, height: 844 });
    for (const [tab, shows] of [
      ['Songs', part('Files')],
      ['Listen', part('Transport')],
      ['Decide', part('Decision')],
    ] as const) {
      await button(tab).click();
      await shows.waitFor();
      const wide = await rig.page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(390);
    }
  });

  it('met no error on the page', () => {
    expect(rig.errors).toEqual([]);
  });
});
