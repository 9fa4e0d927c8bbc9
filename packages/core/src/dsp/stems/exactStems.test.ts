import { describe, expect, it } from 'vitest';
import type { SampleEncoding } from '../../audio/index.ts';
import { Prng } from '../prng.ts';
import { commonGain, ExactStems, exactEncoding, isExact, NullMeter } from './index.ts';

const int = (bits: number): SampleEncoding => ({ kind: 'int', bits });
const float = (bits: number): SampleEncoding => ({ kind: 'float', bits });
const FRAMES = 20000;

/** A mix at full scale on the source's grid, and stems that overshoot, add up to something else, and are no numbers. */
function material(source: SampleEncoding, stems: number, level = 1.3): { mix: Float64Array; stems: Float64Array[] } {
  const random = new Prng(7);
  const next = (): number => 2 * random.centred();
  const scale = source.kind === 'int' ? 2 ** (source.bits - 1) : 0;
  const mix = Float64Array.from({ length: FRAMES }, (_, i) => {
    const v = i % 500 === 0 ? -1 : next() * (i % 3 === 0 ? 1 : 1e-3);
    if (scale > 0) return Math.max(-1, Math.min(1 - 1 / scale, Math.round(v * scale) / scale));
    return source.bits === 32 ? Math.fround(v) : v;
  });
  const parts = Array.from({ length: stems }, () =>
    Float64Array.from(mix, (x) => x * next() + level * next() * (random.centred() + 0.5)),
  );
  parts[0]![5] = Number.NaN;
  parts[0]![6] = source.kind === 'int' ? 1e9 : 2;
  return { mix, stems: parts };
}

function nullOf(source: SampleEncoding, output: SampleEncoding, count: number, remainderTo?: number, level?: number) {
  const { mix, stems } = material(source, count, level);
  const residual = new Float64Array(FRAMES);
  const exact = new ExactStems({ source, output, ...(remainderTo === undefined ? {} : { remainderTo }) }, count);
  // In pieces, as a stream.
  for (let at = 0; at < FRAMES; at += 777) {
    const cut = (samples: Float64Array): Float64Array => samples.subarray(at, Math.min(FRAMES, at + 777));
    exact.process(cut(mix), stems.map(cut), cut(residual), cut(mix).length);
  }
  const all = [...stems, residual];
  // As they come back from a file.
  const scale = 2 ** (output.bits - 1);
  const storable = (v: number): boolean =>
    output.kind === 'int'
      ? Number.isInteger(v * scale) && v >= -1 && v < 1
      : output.bits === 64 || Math.fround(v) === v;
  expect(all.every((samples) => samples.every(storable))).toBe(true);
  const meter = new NullMeter();
  meter.push(mix, all, FRAMES);
  return { ...meter.result(), residual, stems };
}

describe('ExactStems', () => {
  it.each([
    [int(8), float(32)],
    [int(16), float(32)],
    [int(20), float(32)],
    [int(24), float(32)],
    [int(16), int(16)],
    [int(16), int(24)],
    [int(24), int(24)],
    [int(24), float(64)],
    [int(32), float(64)],
  ])('adds up bit by bit: %o in %o', (source, output) => {
    expect(isExact(source, output)).toBe(true);
    for (const [count, level] of [
      [1, 1.3],
      [2, 4],
      [4, 1.3],
      [4, 9],
      [16, 1.3],
    ] as const)
      expect(nullOf(source, output, count, undefined, level).differing).toBe(0);
  });

  it('adds up bit by bit with the rest in a stem', () => {
    const { differing, residual } = nullOf(int(24), float(32), 4, 3);
    expect(differing).toBe(0);
    expect(residual.every((v) => v === 0)).toBe(true);
  });

  it('comes within -140 dBFS for float sources', () => {
    expect(nullOf(float(32), exactEncoding(float(32)), 4).peakDbfs).toBeLessThan(-140);
    const loud = material(float(32), 2);
    for (const samples of [loud.mix, ...loud.stems]) for (let i = 7; i < FRAMES; i++) samples[i]! *= 64;
    new ExactStems({ source: float(32), output: float(32) }, 2).process(
      loud.mix,
      loud.stems,
      new Float64Array(FRAMES),
      FRAMES,
    );
    expect(Math.max(...loud.stems[1]!)).toBeGreaterThan(64);
    expect(nullOf(float(32), float(64), 4).peakDbfs).toBeLessThan(-300);
    expect(nullOf(float(64), exactEncoding(float(64)), 4).peakDbfs).toBeLessThan(-300);
  });

  it('changes stems by less than half a step of 24 bits', () => {
    const { mix, stems } = material(int(24), 2, 0.3);
    const before = stems.map((s) => s.slice());
    new ExactStems({ source: int(24), output: float(32) }, 2).process(mix, stems, new Float64Array(FRAMES), FRAMES);
    // Where the rest would not fit into a residual, stems give way.
    for (let i = 10; i < FRAMES; i++)
      if (Math.abs(mix[i]! - before[0]![i]! - before[1]![i]!) < 2)
        expect(Math.abs(stems[1]![i]! - before[1]![i]!)).toBeLessThanOrEqual(2 ** -24);
  });
});

describe('commonGain', () => {
  it('is one for all, a power of two where asked, and 1 where nothing is above', () => {
    expect(commonGain([0.3, 0.9])).toBe(1);
    expect(commonGain([0.3, 1.4])).toBe(0.5);
    expect(commonGain([2, 1.4], 1, false)).toBe(0.5);
    expect(commonGain([4.1], 1)).toBe(0.125);
  });
});
