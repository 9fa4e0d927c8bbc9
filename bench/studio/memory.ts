import type { BareBrowser } from './bareBrowser.ts';
import { type Held, memoryOf, processesOf } from './processes.ts';

const SCROLL_SECONDS = 15;
/** Steps of the zoom keys between the stretches; each shows a 1/sqrt(2) of what the one before did. */
const ZOOM_STEPS = [4, 4, 4, 6] as const;
const SETTLE_MS = 4000;

/**
 * In the page: scrolls `pixels` with every picture, back and forth, and counts the pictures. Returns pictures a second
 * and the longest wait for one in ms.
 */
const SCROLL = `async (seconds, pixels) => {
  const host = document.querySelector('[aria-label="Position"] .canvas-host');
  const next = () => new Promise(requestAnimationFrame);
  const began = await next();
  let [now, pictures, longest] = [began, 0, 0];
  while (now - began < 1000 * seconds) {
    const deltaX = ((now - began) / 1000) % 10 < 7 ? pixels : -pixels;
    host.dispatchEvent(new WheelEvent('wheel', { deltaX, shiftKey: true, bubbles: true, cancelable: true }));
    const then = await next();
    longest = Math.max(longest, then - now);
    pictures++;
    now = then;
  }
  return { rate: (1000 * pictures) / (now - began), longest };
}`;

const figures = (sums: ReadonlyMap<string, Held>): string =>
  [...sums]
    .filter(([type, { pss }]) => type === 'renderer' || type === 'all' || pss >= 20)
    .map(([type, { own, pss }]) => `${type} ${pss.toFixed(0)} (${own.toFixed(0)})`)
    .join(', ');

const SLIDER = `document.querySelector('[aria-label="Position"]')`;

/** Zooms in by a key of the waveform. */
export const zoomIn = (steps: number): string =>
  `for (let k = 0; k < ${steps}; k++)
    ${SLIDER}.dispatchEvent(new KeyboardEvent('keydown', { key: '+', bubbles: true, cancelable: true }))`;

/** Prints what a browser holds: PSS in MiB, and in brackets what of it is not mapped from files. */
export async function printMemory(browser: BareBrowser, when: string): Promise<void> {
  console.log(`${when.padEnd(28)} ${figures(memoryOf(await processesOf(browser)))}`);
}

/** Scrolls a long file at several zooms. */
export async function memory(browser: BareBrowser): Promise<void> {
  await browser.wait(SETTLE_MS);
  await printMemory(browser, 'opened, all in view');
  for (const steps of ZOOM_STEPS) {
    await browser.evaluate(zoomIn(steps));
    await browser.wait(500);
    const view = await browser.evaluate<{ rate: number; longest: number }>(`(${SCROLL})(${SCROLL_SECONDS}, 24)`);
    await printMemory(browser, `${view.rate.toFixed(1)} fps, longest ${view.longest.toFixed(0)} ms`);
  }
  await browser.evaluate(`document.querySelector('[aria-label="Play"]').click()`);
  await browser.wait(5000);
  await browser.evaluate(`document.querySelector('[aria-label="Pause"]').click()`);
  await printMemory(browser, 'after playing 5 s');
  await browser.wait(SETTLE_MS);
  await printMemory(browser, 'after a rest');
}
