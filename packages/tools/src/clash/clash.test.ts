import { type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { Prng, typescriptKernels } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { describe, expect, it } from 'vitest';
import type { ClashAnalysis } from './analysis.ts';
import { clash } from './index.ts';

const RATE = 22050;
const SECONDS = 12;
const FRAMES = RATE * SECONDS;
const PARAMS = clash.parameters.parse({});

const PARTIALS = 16;

/** Dense partials of random phase between two frequencies, sounding from one second to another, at an RMS level. */
function band(fromHz: number, toHz: number, levelDbfs: number, seed: number, from = 0, to = SECONDS): Float64Array {
  const prng = new Prng(seed);
  const random = (): number => prng.next() / 2 ** 32 + 0.5;
  const out = new Float64Array(FRAMES);
  const peak = 10 ** (levelDbfs / 20) * Math.sqrt(2 / PARTIALS);
  for (let k = 0; k < PARTIALS; k++) {
    const step = (2 * Math.PI * fromHz * (toHz / fromHz) ** ((k + random()) / PARTIALS)) / RATE;
    const phase = 2 * Math.PI * random();
    // sin(a + d) = 2 cos(d) sin(a) - sin(a - d)
    const twice = 2 * Math.cos(step);
    let [last, now] = [Math.sin(phase - step), Math.sin(phase)];
    for (let i = Math.round(from * RATE), end = Math.round(to * RATE); i < end; i++) {
      out[i] = (out[i] as number) + peak * now;
      [last, now] = [now, twice * now - last];
    }
  }
  return out;
}

const add = (...parts: Float64Array[]): Float64Array =>
  parts.reduce((sum, part) => sum.map((v, i) => v + (part[i] as number)));
const stem = (name: string, samples: Float64Array, side?: Float64Array): AudioSource =>
  memoryAudio(side ? [samples, side] : [samples], RATE, { name: `${name}.wav` });

function contextOf(companions: readonly AudioSource[]): ToolContext {
  return { kernels: typescriptKernels, progress: (): void => {}, companions };
}

async function analyse([source, ...others]: AudioSource[], given: object = {}): Promise<ClashAnalysis> {
  return await clash.analyse(source as AudioSource, clash.parameters.parse(given), contextOf(others));
}

const lostUnder = (analysis: ClashAnalysis, masked: number, masker: number): number =>
  analysis.pairs.find((pair) => pair.masked === masked && pair.masker === masker)?.lostShare ?? 0;

/** A stem with three bands of its own. */
const voice = (): Float64Array => add(band(200, 320, -30, 1), band(700, 1100, -34, 2), band(2500, 4000, -40, 3));

describe('clash', () => {
  it('finds planted maskings with precision and recall of 0.9 and more', async () => {
    let [hits, planted, found, right] = [0, 0, 0, 0];
    const places = [
      [55, 75],
      [150, 200],
      [350, 500],
      [900, 1300],
      [2500, 4000],
    ] as const;
    for (const [k, [low, high]] of places.entries()) {
      // Further over, the masker would really hide more than its own band.
      for (const overDb of [12, 15]) {
        const own = add(...places.map(([a, b], i) => band(a, b, -34, 10 + i)));
        const masker = band(low, high, -34 + overDb, 50 + k, 3, 9);
        const far = band(7500, 10000, -40, 90);
        const analysis = await analyse([stem('guitar', masker), stem('voice', own), stem('air', far)]);
        planted++;
        const isPlanted = analysis.clashes.map(
          (c) =>
            c.masker === 0 &&
            c.masked === 1 &&
            c.fromHz < high &&
            c.toHz > low &&
            (c.passages[0]?.fromSeconds ?? 0) > 2 &&
            (c.passages.at(-1)?.toSeconds ?? 99) < 10,
        );
        if (isPlanted.some(Boolean)) hits++;
        found += isPlanted.length;
        right += isPlanted.filter(Boolean).length;
      }
    }
    expect(hits / planted).toBeGreaterThanOrEqual(0.9);
    expect(right / found).toBeGreaterThanOrEqual(0.9);
  });

  it('says where: band and time of the planted masking', async () => {
    const analysis = await analyse([stem('pad', band(700, 1100, -16, 7, 3, 9)), stem('voice', voice())]);
    const [first] = analysis.clashes;
    expect(first).toMatchObject({ masker: 0, masked: 1 });
    expect(Math.abs(Math.log2((first?.fromHz ?? 0) / 700))).toBeLessThan(0.5);
    expect(Math.abs(Math.log2((first?.toHz ?? 0) / 1100))).toBeLessThan(0.7);
    expect(first?.passages).toHaveLength(1);
    expect(first?.passages[0]?.fromSeconds).toBeCloseTo(3, 0);
    expect(first?.passages[0]?.toSeconds).toBeCloseTo(9, 0);
    expect(first?.maskedDb).toBeGreaterThan(5);
  });

  it('is monotone in the level of the masker', async () => {
    // A loud stem elsewhere keeps the listening level where it is.
    const hats = stem('hats', band(6500, 9000, -8, 4));
    let last = -1;
    for (const level of [-60, -40, -32, -26, -20, -14]) {
      const analysis = await analyse([stem('pad', band(600, 1300, level, 7)), stem('voice', voice()), hats]);
      const lost = lostUnder(analysis, 1, 0);
      expect(lost).toBeGreaterThanOrEqual(last);
      last = lost;
    }
    expect(last).toBeGreaterThan(0.2);
  });

  it('finds nothing under a silent stem, in stems far apart, and in stems that take turns', async () => {
    const silent = await analyse([stem('silence', new Float64Array(FRAMES)), stem('voice', voice())]);
    expect(silent.clashes).toEqual([]);
    expect(silent.silent).toEqual([0]);
    const apart = await analyse([stem('bass', band(50, 90, -30, 1)), stem('hats', band(6000, 9000, -40, 2))]);
    expect(apart.clashes).toEqual([]);
    const turns = [stem('a', band(700, 1100, -20, 1, 0, 6)), stem('b', band(700, 1100, -30, 2, 6.5, 12))];
    expect((await analyse(turns)).clashes).toEqual([]);
  });

  it('hears what is panned away from the masker', async () => {
    const x = band(700, 1100, -32, 1);
    const y = band(700, 1100, -18, 2);
    const nothing = new Float64Array(FRAMES);
    const together = await analyse([stem('pad', y, y), stem('voice', x, x)]);
    const apart = await analyse([stem('pad', y, nothing), stem('voice', nothing, x)]);
    expect(lostUnder(together, 1, 0)).toBeGreaterThan(0.5);
    expect(lostUnder(apart, 1, 0)).toBe(0);
  });

  it('suggests a change that, rendered, gives half back and costs no other pair a tenth', async () => {
    const pad = add(band(700, 1100, -22, 7, 3, 9), band(150, 190, -30, 8), band(5000, 7000, -40, 9));
    const stems = [stem('pad', pad), stem('voice', voice()), stem('bass', band(60, 90, -28, 5))];
    const analysis = await analyse(stems, { deepestCutDb: 9 });
    const plan = clash.plan?.(analysis, PARAMS, (stems[0] as AudioSource).info) as Plan;
    expect(plan.moves.filter((move) => move.enabled).length).toBeGreaterThan(0);
    const blocks: Float64Array[] = [];
    const source = stems[0] as AudioSource;
    const context = contextOf(stems.slice(1));
    for await (const { channels, frames } of clash.render?.(source, plan, context) ?? [])
      blocks.push((channels[0] as Float64Array).slice(0, frames));
    const rendered = Float64Array.from(blocks.flatMap((block) => [...block]));
    expect(rendered).toHaveLength(FRAMES);
    const after = await analyse([stem('pad', rendered), ...stems.slice(1)]);
    expect(lostUnder(after, 1, 0)).toBeLessThanOrEqual(0.5 * lostUnder(analysis, 1, 0));
    for (const pair of analysis.pairs) {
      if (pair.masked === 1 && pair.masker === 0) continue;
      expect(lostUnder(after, pair.masked, pair.masker)).toBeLessThanOrEqual(1.1 * pair.lostShare + 0.005);
    }
    const proof = await clash.prove?.(source, stem('pad', rendered), plan, context);
    const [move] = (proof?.json['moves'] ?? []) as { before: number; after: number }[];
    expect(move?.after ?? 1).toBeLessThanOrEqual(0.5 * (move?.before ?? 0));
  });

  it('tells stems that cancel in the low end, and which to turn over', async () => {
    const kick = band(45, 90, -20, 4);
    const bass = kick.map((v, i) => -0.8 * v + 0.05 * Math.sin(i / 20));
    const analysis = await analyse([stem('bass', bass), stem('kick', kick)]);
    expect(analysis.lowEnd[0]?.correlation).toBeLessThan(-0.8);
    expect(analysis.lowEnd[0]?.turn).not.toBeNull();
    const opposite = await analyse([
      stem(
        'bass',
        bass.map((v) => -v),
      ),
      stem('kick', kick),
    ]);
    expect(opposite.lowEnd[0]?.turn).toBeNull();
  });

  it('tells stems that vanish in mono', async () => {
    const x = band(300, 600, -20, 4);
    const wide = stem(
      'wide',
      x,
      x.map((v) => -v),
    );
    const analysis = await analyse([wide, stem('voice', voice())]);
    expect(analysis.monoLossDb[0]).toBeLessThan(-60);
    expect(clash.report(analysis, PARAMS, wide.info).findings.some((f) => f.id === 'mono-0')).toBe(true);
  });

  it('asks for other stems, of the same rate', async () => {
    await expect(analyse([stem('alone', voice())])).rejects.toMatchObject({ code: 'invalid-parameter' });
    const other = memoryAudio([new Float64Array(1000)], 48000, { name: 'other.wav' });
    await expect(analyse([stem('voice', voice()), other])).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});
