import type { StudioRig } from '../../tests/e2e/studioRig.ts';
import { memoryOf, processesOf } from './processes.ts';

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

const figures = (sums: Readonly<Record<string, number>>): string =>
  Object.entries(sums)
    .map(([type, mib]) => `${type} ${mib.toFixed(0)}`)
    .join(', ');

/** Scrolls a long file at several zooms; `empty` is what the browser holds with an empty page. */
export async function memory({ page, browser }: StudioRig, empty: Readonly<Record<string, number>>): Promise<void> {
  const say = async (when: string): Promise<void> => {
    const sums = memoryOf(await processesOf(browser));
    const heap = (await page.evaluate('performance.memory.usedJSHeapSize / 2 ** 20')) as number;
    console.log(`${when.padEnd(28)} PSS in MiB: ${figures(sums)}; JavaScript heap ${heap.toFixed(0)}`);
  };
  console.log(`${'empty page'.padEnd(28)} PSS in MiB: ${figures(empty)}`);
  await page.waitForTimeout(SETTLE_MS);
  await say('imported, all in view');
  await page.getByRole('slider', { name: 'Position' }).focus();
  for (const steps of ZOOM_STEPS) {
    for (let k = 0; k < steps; k++) await page.keyboard.press('+');
    await page.waitForTimeout(500);
    const view = (await page.evaluate(`(${SCROLL})(${SCROLL_SECONDS}, 24)`)) as { rate: number; longest: number };
    await say(`${view.rate.toFixed(1)} fps, longest ${view.longest.toFixed(0)} ms`);
  }
  await page.keyboard.press('Space');
  await page.waitForTimeout(5000);
  await page.keyboard.press('Space');
  await say('after playing 5 s');
  await page.waitForTimeout(SETTLE_MS);
  await say('after a rest');
}
