/**
 * What comes out of the player in a real browser, by numbers: taken down on the audio thread while A, B and delta are
 * switched. The signal is a sum of steady tones, so every step between neighbouring samples has a known bound.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoudnessMeter } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { type RunningServer, startServer } from '@studiohand/server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './studioRig.ts';

const executablePath = chromiumPath();
if (executablePath === undefined) console.log('Skipped: what the player plays, Chromium is not installed.');

const RATE_HZ = 48000;
/** Steepest slope of the tones of ears.ts, per frame. */
const STEEPEST = (2 * Math.PI * (0.3 * 220 + 0.2 * 997.3)) / RATE_HZ;
/** A switch of 8 ms between two signals of at most 0.5 adds at most this per frame. */
const FADE = (2 * 0.5) / (0.008 * RATE_HZ);

function loudness(left: readonly number[]): number {
  const channel = Float64Array.from(left);
  const meter = new LoudnessMeter({ sampleRateHz: RATE_HZ, channels: 1, layout: ['M'] }, wasmKernels);
  meter.push({ channels: [channel], frames: channel.length });
  return meter.finish().integratedLufs;
}

describe.skipIf(executablePath === undefined)('what is heard', () => {
  const folder = mkdtempSync(join(tmpdir(), 'studiohand-ears-'));
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  const hear = (modes: string[], matching: boolean, seconds: number): Promise<number[]> =>
    page.evaluate(`hear(${JSON.stringify(modes)}, ${matching}, ${seconds})`);

  beforeAll(async () => {
    const root = fileURLToPath(new URL('./ears', import.meta.url));
    const studioFolder = join(folder, 'web');
    const configFile = fileURLToPath(new URL('../../apps/studio/vite.config.ts', import.meta.url));
    await build({ root, configFile, logLevel: 'error', build: { outDir: studioFolder } });
    server = await startServer({ dataFolder: join(folder, 'data'), port: 0, studioFolder });
    const args = ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'];
    browser = await chromium.launch({ executablePath: executablePath as string, args });
    page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction('typeof hear === "function"');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('switches between A, B and delta without a step that the signals do not have', async () => {
    const heard = await hear(['a', 'b', 'delta', 'a', 'delta', 'b', 'a'], false, 1.5);
    expect(Math.max(...heard.map(Math.abs))).toBeGreaterThan(0.45);
    let largest = 0;
    for (let i = 1; i < heard.length; i++)
      largest = Math.max(largest, Math.abs((heard[i] as number) - (heard[i - 1] as number)));
    expect(largest).toBeLessThanOrEqual(STEEPEST + FADE);
    expect(largest).toBeGreaterThan(STEEPEST / 2);
  });

  it('plays A and B within 0.1 LU when matched, and as they are when not', async () => {
    const [a, b] = [loudness(await hear(['a'], true, 2)), loudness(await hear(['b'], true, 2))];
    expect(Math.abs(a - b)).toBeLessThan(0.1);
    const plain = loudness(await hear(['a'], false, 2)) - loudness(await hear(['b'], false, 2));
    expect(plain).toBeCloseTo(6.02, 1);
  });

  it('shows nothing of the last song on the meters once another one is there, without playing it', async () => {
    const { before, after } = await page.evaluate<{ before: object; after: object }>('metersAtRest()');
    expect(before).toMatchObject({ range: expect.closeTo(-9.5, 0), hold: expect.closeTo(0.5, 1) });
    expect(after).toEqual({ shortTerm: -Infinity, range: Number.NaN, psr: Number.NaN, hold: 0 });
  });
});
