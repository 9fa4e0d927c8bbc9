import { describe, expect, it } from 'vitest';
import { add, db, FLOAT, hiss, minus, plucked, RATE, run } from './testRun.ts';

const FRAMES = 1.5 * RATE;
const music = plucked(FRAMES, 0);
const peak = music.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
/** Music whose highest peaks, 2.5 times full scale, are cut off there. */
const hot = music.map((v) => (2.5 * v) / peak);
const cut = hot.map((v) => Math.max(-1, Math.min(1, v)));

describe('clean, clipping', () => {
  it('restores clipped peaks in a float file and leaves every other sample', async () => {
    const { analysis, plan, take, proof } = await run([cut], { noise: false });
    expect(analysis.clipping.length).toBeGreaterThan(0);
    expect(plan.moves.map(({ id }) => id)).toEqual(['declip']);
    const [out] = take as [Float64Array];
    const clipped = [...cut.keys()].filter((i) => Math.abs(cut[i] as number) === 1);
    const at = (x: Float64Array): Float64Array => Float64Array.from(clipped, (i) => x[i] as number);
    expect(db(minus(at(cut), at(hot))) - db(minus(at(out), at(hot)))).toBeGreaterThan(8);
    expect(out.every((v, i) => Math.abs(cut[i] as number) > 0.99 || v === cut[i])).toBe(true);
    expect(proof.findings.map(({ id }) => id)).not.toContain('clipped');
  });

  it('makes room for them in an integer file, and says when it is not made', async () => {
    const grid = cut.map((v) => Math.min(32767, Math.round(v * 32768)) / 32768);
    const integer = { encoding: { kind: 'int', bits: 16 } } as const;
    const { plan, take, proof } = await run([grid], { noise: false }, integer);
    expect(plan.moves.map(({ id }) => id)).toEqual(['declip', 'headroom']);
    expect((take[0] as Float64Array).some((v) => v >= 32767 / 32768)).toBe(false);
    expect(proof.findings.map(({ id }) => id)).not.toContain('clipped');
    const without = await run([grid], { noise: false }, integer, (p) => ({ ...p, moves: p.moves.slice(0, 1) }));
    expect(without.proof.findings.map(({ id }) => id)).toContain('clipped');
    const alone = await run([grid], { noise: false }, integer, (p) => ({ ...p, moves: p.moves.slice(1) }));
    expect(alone.take[0]).toEqual(grid);
  });
});

describe('clean, room', () => {
  const rt60 = 0.7;
  const hits = Float64Array.from({ length: 12 * RATE }, (_, i) => {
    const t = i / RATE;
    const since = t % (0.9 + 0.1 * Math.sin(t));
    return since < 0.02 ? 1 - since / 0.02 : 0;
  });
  const bursts = hiss(hits.length, 11, 0.2).map((v, i) => v * (hits[i] as number));
  /** A tail behind every burst. */
  const tails = [1, 2, 3].map((seed) => {
    let level = 0;
    return hiss(hits.length, 20 + seed, 0.12).map((v, i) => {
      level = Math.max(level * 10 ** (-3 / (rt60 * RATE)), hits[i] as number);
      return 0.6 * v * level;
    });
  });
  const wet = tails.reduce((sum: Float64Array, tail) => add(sum, tail), bursts);

  it('is measured, listed and left off until it is asked for', async () => {
    const { analysis, plan, take, report } = await run([wet], { noise: false, hum: false });
    expect(analysis.room?.found).toBe(true);
    expect(Math.abs((analysis.room?.rt60Seconds ?? 0) / rt60 - 1)).toBeLessThan(0.25);
    expect(plan.moves.map(({ id, enabled }) => [id, enabled])).toEqual([['room', false]]);
    expect(take[0]).toEqual(wet);
    expect(report.findings.map(({ id }) => id)).toContain('room');
  });

  it('goes down when it is', async () => {
    const { take } = await run([wet], { noise: false, hum: false, room: true });
    // 150 ms after every hit and later.
    const wait = 0.15 * RATE;
    const late = (x: Float64Array): Float64Array => {
      let last = 0;
      return x.filter((_, i) => {
        if ((hits[i] as number) > 0) last = i;
        return i - last > wait;
      });
    };
    expect(db(late(take[0] as Float64Array)) - db(late(wet))).toBeLessThan(-4);
  });

  it('is not found in dry music', async () => {
    const { plan } = await run([music], { noise: false }, FLOAT);
    expect(plan.moves).toEqual([]);
  });
});
