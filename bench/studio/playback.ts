import type { BareBrowser } from './bareBrowser.ts';
import { zoomIn } from './memory.ts';
import { cpuSeconds, processesOf } from './processes.ts';

const WARM_MS = 8000;
const MEASURE_MS = 20_000;
/** Threads under this part of a core are left out of the list. */
const LEAST = 0.002;

type Metrics = ReadonlyMap<string, number>;

/** CPU of every thread while the page rests, plays with the whole song in view, and plays with 12 s in view. */
export async function playback(browser: BareBrowser): Promise<void> {
  await browser.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metrics = async (): Promise<Metrics> => {
    const answer = await browser.send('Performance.getMetrics');
    return new Map((answer['metrics'] as { name: string; value: number }[]).map(({ name, value }) => [name, value]));
  };
  const measure = async (title: string): Promise<void> => {
    await browser.wait(WARM_MS);
    const processes = await processesOf(browser);
    const [cpu, work, began] = [cpuSeconds(processes), await metrics(), performance.now()];
    await browser.wait(MEASURE_MS);
    const [cpuAfter, workAfter] = [cpuSeconds(processes), await metrics()];
    const seconds = (performance.now() - began) / 1000;
    console.log(`\n${title}: % of one core`);
    let sum = 0;
    const rows = [...cpuAfter].map(([name, after]) => [name, (after - (cpu.get(name) ?? 0)) / seconds] as const);
    for (const [name, part] of rows.sort((x, y) => y[1] - x[1])) {
      if (name.startsWith('renderer')) sum += part;
      if (part >= LEAST) console.log(`  ${name.padEnd(36)} ${(100 * part).toFixed(1)}`);
    }
    console.log(`  ${'all threads of the renderer'.padEnd(36)} ${(100 * sum).toFixed(1)}`);
    const spent = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].map(
      (name) => `${name} ${((100 * ((workAfter.get(name) ?? 0) - (work.get(name) ?? 0))) / seconds).toFixed(1)}`,
    );
    const count = (name: string): string => (((workAfter.get(name) ?? 0) - (work.get(name) ?? 0)) / seconds).toFixed(1);
    console.log(`  main thread: ${spent.join(', ')}; layouts a second ${count('LayoutCount')}`);
  };

  await measure('at rest');
  await browser.evaluate(`document.querySelector('[aria-label="Play"]').click()`);
  await browser.until(`document.querySelector('[aria-label="Pause"]')`);
  await measure('playing, the whole song in view');
  await browser.evaluate(zoomIn(11));
  await measure('playing, zoomed in');
}
