import { describe, expect, it } from 'vitest';
import { add, db, hiss, minus, plucked, RATE, run } from './testRun.ts';

const FRAMES = 14 * RATE;
const music = plucked(FRAMES, 0);
/** Twelve harmonics of a fundamental that wanders by 0.1 Hz. */
const hum = ((): Float64Array => {
  let phase = 0;
  return Float64Array.from({ length: FRAMES }, (_, i) => {
    phase += (2 * Math.PI * (50 + 0.1 * Math.sin((2 * Math.PI * i) / RATE / 20))) / RATE;
    let sum = 0;
    for (let h = 1; h <= 12; h++) sum += Math.sin(h * phase + h) / h;
    return 0.02 * sum;
  });
})();

describe('clean, hum', () => {
  it('is found, followed and subtracted', async () => {
    const { analysis, plan, take, report } = await run([add(music, hum)], { noise: false });
    expect(analysis.hum).toHaveLength(1);
    expect(analysis.hum[0]?.humHz).toBeCloseTo(50, 0);
    expect(plan.moves.map(({ id }) => id)).toEqual(['hum']);
    expect(plan.moves[0]?.title).toBe('Hum of 50 Hz subtracted');
    expect(report.findings[0]).toMatchObject({ id: 'hum-1', severity: 'notice' });
    expect(db(minus(take[0] as Float64Array, music)) - db(hum)).toBeLessThan(-15);
  });

  it('is not found in music without it: bit-identical', async () => {
    const { plan, take } = await run([music]);
    expect(plan.moves).toEqual([]);
    expect(take[0]).toEqual(music);
  });

  it('does not get into the profile of the noise, which is learned behind it', async () => {
    const quiet = add(plucked(FRAMES, 3), hiss(FRAMES, 4, 0.002));
    const both = add(quiet, hum);
    const marked = { noiseFromSeconds: 0.2, noiseToSeconds: 2.8 };
    const { analysis, plan, take } = await run([both], marked);
    expect(plan.moves.map(({ id }) => id)).toEqual(['hum', 'noise']);
    const alone = await run([quiet], marked);
    const at = (bands: readonly { centreHz: number; noiseDb: number | null }[] | undefined): number =>
      bands?.find(({ centreHz }) => Math.abs(centreHz - 100) < 1)?.noiseDb ?? Number.NaN;
    expect(at(analysis.noise?.bands)).toBeLessThan(-45 - 20);
    expect(at(alone.analysis.noise?.bands)).toBeLessThan(-75);
    expect(db((take[0] as Float64Array).subarray(0, 2.8 * RATE))).toBeLessThan(20 * Math.log10(0.002) - 12);
  });
});
