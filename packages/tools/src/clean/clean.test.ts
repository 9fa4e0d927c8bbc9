import { memoryAudio } from '@studiohand/core/audio';
import { describe, expect, it } from 'vitest';
import { add, db, hiss, minus, plucked, RATE, rendered, run, withMove } from './testRun.ts';

const FRAMES = 4 * RATE;
const music = plucked(FRAMES, 1.5);
const noise = hiss(FRAMES, 1, 0.003);
const noisy = add(music, noise);
const MARKED = { noiseFromSeconds: 0, noiseToSeconds: 1.4 };
/** Where the music sounds. */
const body = (x: Float64Array): Float64Array => x.subarray(1.5 * RATE);
const gained = (take: Float64Array): number => db(body(noise)) - db(body(minus(take, music)));

describe('clean, noise', () => {
  it('is found before the music, learned and taken off', async () => {
    const { analysis, plan, take, proof, report } = await run([noisy]);
    expect(analysis.noise?.origin).toBe('found');
    const [region] = analysis.noise?.regions ?? [];
    expect(region?.fromSeconds).toBeLessThan(0.1);
    expect(region?.toSeconds).toBeGreaterThan(1);
    expect(region?.toSeconds).toBeLessThan(1.55);
    expect(analysis.noise?.noiseDbfs).toBeCloseTo(db(noise), 0);
    expect(plan.moves.map(({ id }) => id)).toEqual(['noise']);
    expect(gained(take[0] as Float64Array)).toBeGreaterThan(8);
    expect(take[0]).toHaveLength(FRAMES);
    expect(report.findings.some(({ id, toSeconds }) => id === 'noise-1' && (toSeconds ?? 0) > 1)).toBe(true);
    expect((proof.json['removed'] as { noiseDb: number }).noiseDb).toBeLessThan(-10);
  });

  it('is left alone where none is found: nothing proposed, not a sample changed', async () => {
    const { plan, take, report } = await run([music, music]);
    expect(plan.moves).toEqual([]);
    expect(take).toEqual([music, music]);
    expect(report.findings.map(({ id }) => id)).toContain('nothing-found');
  });

  it('is left alone where it is faint, unless the place is marked', async () => {
    const faint = add(music, hiss(FRAMES, 2, 1e-5));
    const { plan, report } = await run([faint]);
    expect(plan.moves).toEqual([]);
    expect(report.findings.map(({ id }) => id)).toContain('noise-faint');
    expect((await run([faint], MARKED)).plan.moves).toHaveLength(1);
  });

  it('changes clean music by less than -50 dB with a profile learned 40 dB under it', async () => {
    const quiet = hiss(1.5 * RATE, 3, 10 ** ((db(body(music)) - 40) / 20));
    const source = music.slice();
    source.set(quiet);
    const { take } = await run([source], MARKED);
    const late = (x: Float64Array): Float64Array => x.subarray(1.7 * RATE);
    const change = db(late(minus(take[0] as Float64Array, source))) - db(late(source));
    expect(change).toBeLessThan(-50);
  });

  it('goes by as many decibels as the amount says', async () => {
    const half = await run([noisy], { ...MARKED, reductionDb: 20 }, undefined, (plan) =>
      withMove(plan, 'noise', { amount: 0.5 }),
    );
    const ten = await run([noisy], { ...MARKED, reductionDb: 10 });
    expect(half.take).toEqual(ten.take);
  });

  it('follows tilt and bands', async () => {
    const { plan } = await run([noisy], {
      ...MARKED,
      bands: [
        { frequencyHz: 1000, reductionDb: 10 },
        { frequencyHz: 4000, reductionDb: 20 },
      ],
    });
    const points = (plan.moves[0]?.settings['points'] ?? []) as { frequencyHz: number; reductionDb: number }[];
    const at = (hz: number): number => points.find(({ frequencyHz }) => frequencyHz === hz)?.reductionDb ?? Number.NaN;
    expect([at(31.5), at(1000), at(2000), at(4000), at(16000)]).toEqual([10, 10, 15, 20, 20]);
    const tilted = await run([noisy], { ...MARKED, tiltDb: 2 });
    expect(tilted.plan.moves[0]?.title).toBe('Noise 5 to 23 dB lower');
  });

  it('is exactly what is missing, when only that is heard', async () => {
    const result = await run([noisy], MARKED);
    const { plan, take, proof } = await run([noisy], { ...MARKED, listen: 'removed' });
    expect(plan.moves.map(({ id }) => id)).toEqual(['noise', 'listen']);
    const sum = add(take[0] as Float64Array, result.take[0] as Float64Array);
    expect(db(minus(sum, noisy))).toBeLessThan(-250);
    expect(proof.findings.map(({ id }) => id)).toContain('listening');
    const alone = await run([noisy], MARKED, undefined, (p) => ({
      ...p,
      moves: [...p.moves, { ...(plan.moves[1] as (typeof plan.moves)[0]), settings: { kind: 'listen', to: 'noise' } }],
    }));
    expect(alone.take).toEqual(take);
  });

  it('is reduced by a profile saved from another recording', async () => {
    const first = await run([noisy], MARKED);
    const [file] = first.report.attachments ?? [];
    expect(file?.name).toBe('memory.noise.json');
    const other = add(plucked(FRAMES, 0), hiss(FRAMES, 9, 0.003));
    const { analysis, take, plan } = await run([other], { profile: file?.text });
    expect(analysis.noise).toMatchObject({ origin: 'loaded', profileName: 'memory' });
    expect(plan.moves[0]?.reason).toContain('memory');
    const left = minus(take[0] as Float64Array, plucked(FRAMES, 0));
    expect(db(noise) - db(left)).toBeGreaterThan(8);
  });

  it('works behind the same profile alike, learned or loaded', async () => {
    const first = await run([noisy], MARKED);
    const again = await run([noisy], { profile: first.report.attachments?.[0]?.text });
    const difference = minus(again.take[0] as Float64Array, first.take[0] as Float64Array);
    expect(db(difference) - db(noise)).toBeLessThan(-35);
  });

  it('is proved: what went holds no music; marked on the music it does, and the proof says so', async () => {
    const good = await run([noisy], MARKED);
    expect(good.proof.json['removed']).toMatchObject({ moves: ['noise'] });
    expect((good.proof.json['removed'] as { musicShare: number }).musicShare).toBeLessThan(0.1);
    expect(Math.abs(good.proof.json['correlation'] as number)).toBeLessThan(0.1);
    expect(good.proof.findings.map(({ id }) => id)).toEqual(['nothing-worse']);
    const bad = await run([noisy], { noiseFromSeconds: 1.6, noiseToSeconds: 2.6 });
    expect(bad.proof.findings.map(({ id }) => id)).toContain('music-removed');
    const none = await run([music]);
    expect(none.proof.json).toMatchObject({ untouched: true });
  });

  it.each([
    [44100, 2],
    [96000, 1],
    [192000, 1],
    [48000, 6],
  ])('goes at %i Hz in %i channels', async (rate, count) => {
    const frames = 2 * rate;
    const dry = plucked(frames, 1, rate);
    const channels = Array.from({ length: count }, (_, c) => add(dry, hiss(frames, c + 1, 0.003)));
    const { take } = await run(
      channels,
      { noiseFromSeconds: 0, noiseToSeconds: 0.95, hum: false },
      undefined,
      undefined,
      rate,
    );
    expect(take).toHaveLength(count);
    for (const [c, x] of take.entries()) {
      const left = db(minus(x, dry).subarray(rate));
      expect(db((channels[c] as Float64Array).subarray(0, rate)) - left).toBeGreaterThan(rate > 48000 ? 6 : 8);
    }
  });

  it.each([
    [{ noiseFromSeconds: 3, noiseToSeconds: 7 }, /outside/],
    [{ noiseFromSeconds: 2, noiseToSeconds: 1 }, /before it starts/],
    [{ noiseFromSeconds: 2 }, /noiseToSeconds is missing/],
    [{ noiseFromSeconds: 0, noiseToSeconds: 0.1 }, /too short/],
    [{ profile: '{}' }, /not a saved noise profile/],
    [{ profile: 'what' }, /not JSON/],
  ])('refuses %j', async (input, message) => {
    await expect(run([noisy], input)).rejects.toMatchObject({
      code: 'invalid-parameter',
      message: expect.stringMatching(message),
    });
  });

  it('refuses silence as noise, and samples that are no numbers', async () => {
    await expect(run([music], MARKED)).rejects.toThrow(/silent/);
    const broken = noisy.slice();
    broken[70000] = Number.NaN;
    await expect(run([broken])).rejects.toMatchObject({ code: 'invalid-samples' });
  });

  it('names the move of an edited plan that makes no sense', async () => {
    const source = memoryAudio([noisy], RATE);
    const { plan } = await run([noisy], MARKED);
    const bad = withMove(plan, 'noise', { settings: { kind: 'noise', regions: [] } });
    await expect(rendered(source, bad)).rejects.toThrow(/move "noise": points/);
    const lone = {
      ...plan,
      moves: [{ ...(plan.moves[0] as (typeof plan.moves)[0]), settings: { kind: 'listen', to: 'hum' } }],
    };
    await expect(rendered(source, lone)).rejects.toThrow(/no enabled move "hum"/);
  });

  it('keeps what is on the grid of an integer file and no repair touched', async () => {
    const bits = 16;
    const grid = (x: Float64Array): Float64Array => x.map((v) => Math.round(v * 32768) / 32768);
    const half = grid(noisy);
    half.fill(0, 2.5 * RATE);
    const { take } = await run([half], MARKED, { encoding: { kind: 'int', bits } });
    expect((take[0] as Float64Array).every((v) => Number.isInteger(v * 32768))).toBe(true);
    expect((take[0] as Float64Array).subarray(3.5 * RATE).every((v) => v === 0)).toBe(true);
  });

  it('keeps the image of a stereo recording', async () => {
    const left = add(music, noise);
    const right = add(
      music.map((v) => 0.5 * v),
      hiss(FRAMES, 5, 0.003),
    );
    const { take } = await run([left, right], MARKED);
    const [l, r] = take.map((x) => db(body(x))) as [number, number];
    expect(l - r).toBeCloseTo(20 * Math.log10(2), 1);
    const swapped = await run([right, left], MARKED);
    expect(swapped.take.toReversed()).toEqual(take);
  });
});
