import type { Job } from '@studiohand/core/engine';
import { describe, expect, it } from 'vitest';
import { type LaneEntry, nextEntry } from './lanes.ts';
import { JobProgress } from './progress.ts';

let position = 0;
function entry(isLong: boolean, priority = 0): LaneEntry {
  position++;
  return { isLong, job: { id: `${isLong ? 'long' : 'short'}${position}`, priority, position } as Job };
}

describe('nextEntry', () => {
  it('takes higher priorities first, then the order of the queue', () => {
    const [a, b, c] = [entry(false), entry(false), entry(false, 5)];
    expect(nextEntry([b, a, c], [], 1)).toBe(c);
    expect(nextEntry([b, a], [], 1)).toBe(a);
  });

  it('lets short files pass a long one, but never a second long one into the last place', () => {
    const [running, long, short] = [entry(true), entry(true, 9), entry(false)];
    expect(nextEntry([long, short], [running], 1)).toBe(short);
    expect(nextEntry([long], [running], 1)).toBeUndefined();
    expect(nextEntry([long], [entry(false)], 1)).toBe(long);
    expect(nextEntry([long, short], [running, short], 1)).toBeUndefined();
    expect(nextEntry([long], [running], 2)).toBe(long);
  });
});

describe('JobProgress', () => {
  it('guesses the time left once enough is done', async () => {
    const progress = new JobProgress();
    const job = { id: 'x' } as Job;
    progress.update('reading', 0.01);
    expect(progress.on(job)).toMatchObject({ stage: 'reading', fraction: 0.01, etaSeconds: null });
    await new Promise((resolve) => setTimeout(resolve, 60));
    progress.update('reading', 0.5);
    const { etaSeconds } = progress.on(job);
    expect(etaSeconds).toBeGreaterThan(0.03);
    expect(etaSeconds).toBeLessThan(2);
  });
});
