import { type AudioInfo, memoryAudio } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import { musicLike } from '@studiohand/core/tool/testing';
import { describe, expect, it } from 'vitest';
import { measure } from './index.ts';
import { escapeHtml } from './page/escape.ts';
import { thinned, timeLabel, timeTicks } from './page/plot.ts';

const context = { kernels: typescriptKernels, progress: (): void => {} };

async function page(channels: Float64Array[], options: Partial<AudioInfo> = {}, input: unknown = {}): Promise<string> {
  const source = memoryAudio(channels, 48000, options);
  const params = measure.parameters.parse(input);
  const analysis = await measure.analyse(source, params, context);
  return measure.reportHtml?.(analysis, params, source.info) ?? '';
}

const ids = (html: string): string[] => Array.from(html.matchAll(/ id="([^"]+)-t"/g), (match) => match[1] ?? '');

describe('page of measure', () => {
  it('shows every plot with a title and a description that its labels point to', async () => {
    const html = await page(musicLike(2, 6 * 48000, 48000));
    expect(ids(html)).toEqual(['loudness', 'spectrum', 'dynamics', 'crest', 'distribution', 'width', 'correlation']);
    for (const id of ids(html)) {
      expect(html).toContain(`aria-labelledby="${id}-t ${id}-d"`);
      expect(html).toMatch(new RegExp(`<desc id="${id}-d">[^<]{30,}</desc>`));
    }
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('is self-contained: no script, no address, no import', async () => {
    const html = await page(musicLike(2, 48000, 48000));
    expect(html).not.toMatch(/<script|<link|https?:|@import|url\(|src=/i);
  });

  it('escapes every string that comes from the file', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const html = await page(musicLike(2, 48000, 48000), { name: evil, notes: [evil], codec: evil, container: evil });
    expect(html).not.toContain('<img');
    expect(html.split(escapeHtml(evil)).length - 1).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['silence', [new Float64Array(48000), new Float64Array(48000)]],
    ['one frame', [Float64Array.of(0.5)]],
    ['no frames', [new Float64Array(0)]],
    ['mono', musicLike(1, 96000, 48000)],
    ['7.1.4', musicLike(12, 48000, 48000)],
    ['one silent side', [...musicLike(1, 96000, 48000), new Float64Array(96000)]],
  ])('survives %s', async (_name, channels) => {
    const html = await page(channels);
    expect(html).toContain('</html>');
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('leaves out what was not asked for', async () => {
    const html = await page(musicLike(2, 4 * 48000, 48000), {}, { sections: ['loudness'] });
    expect(ids(html)).toEqual(['loudness', 'distribution']);
  });
});

describe('axes', () => {
  it('keeps the largest value of every stretch when thinning', () => {
    const series = Array.from({ length: 10000 }, (_, i) => (i === 4321 ? 5 : -20));
    const points = thinned(series, 0.1, 0);
    expect(points.length).toBeLessThanOrEqual(1100);
    expect(points.filter(([, v]) => v === 5)).toHaveLength(1);
    expect(points.find(([, v]) => v === 5)?.[0]).toBeCloseTo(432.1, -1);
  });

  it('places time labels that do not run into each other', () => {
    for (const seconds of [0.05, 1, 59, 600, 7200, 50000]) expect(timeTicks(seconds, 345).length).toBeLessThan(8);
    expect(timeLabel(3725)).toBe('1:02:05');
    expect(timeLabel(90.5)).toBe('1:30.5');
  });
});
