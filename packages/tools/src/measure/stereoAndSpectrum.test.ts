import { describe, expect, it } from 'vitest';
import { add, db, join, noise, PCM16, quantise, RATE, run, sine } from './testSignals.ts';

describe('stereo', () => {
  it('reads unrelated channels as correlation 0, -3 dB in mono and half width in every band', async () => {
    const { a, ids } = await run([noise(5, 0.1, 11), noise(5, 0.1, 77)]);
    expect(Math.abs(a.correlation ?? 1)).toBeLessThan(0.02);
    expect(a.stereo.monoLevelDb).toBeCloseTo(-3.01, 1);
    for (const band of a.stereo.bands.slice(10)) expect(band.widthPercent).toBeCloseTo(50, -1);
    expect(ids).not.toContain('mono-loss');
  });

  it('reads opposite polarity as -1 that cancels', async () => {
    const x = noise(5, 0.1, 21);
    const { a, finding } = await run([x, x.map((v) => -v)]);
    expect(a.correlation).toBe(-1);
    expect(a.stereo.monoLevelDb).toBeNull();
    expect(a.stereo.midRmsDbfs).toBeNull();
    expect(a.stereo.sideRmsDbfs).toBeCloseTo(-20, 1);
    expect(finding('mono-loss').text).toContain('cancels entirely');
    expect(finding('negative-correlation').toSeconds).toBe(5);
  });

  it('finds where the correlation turns negative, and the width of one band', async () => {
    const low = sine(6, 100, 0.3);
    const high = sine(6, 5000, 0.1);
    const flipped = high.map((v, i) => (i >= 2 * RATE && i < 4 * RATE ? -v : v));
    const { a } = await run([
      add(low, high),
      add(
        low,
        high.map((v) => -v),
      ),
    ]);
    const band = (hz: number): number =>
      a.stereo.bands.find((b) => Math.abs(b.centreHz / hz - 1) < 0.05)?.widthPercent ?? Number.NaN;
    expect(band(100)).toBeLessThan(0.1);
    expect(band(5000)).toBeGreaterThan(99.9);
    const { a: timed } = await run([high, flipped]);
    expect(timed.stereo.negative).toEqual([{ fromSeconds: 2, toSeconds: 4, lowest: -1 }]);
    expect(timed.stereo.correlationSeries).toEqual([1, 1, -1, -1, 1, 1]);
  });

  it('names the louder side', async () => {
    const { a, finding } = await run([sine(1, 500, 0.5), sine(1, 500, 0.25)]);
    expect(a.stereo.balanceDb).toBeCloseTo(-6.02, 2);
    expect(finding('balance').text).toContain('Left is 6.0 dB');
  });
});

describe('dynamics', () => {
  it('gives the DR-style value by its definition', async () => {
    // 30 s: every 3 s block holds a tone at -20 dBFS and one sample at 0.8; the RMS is the tone's.
    const x = sine(30, 1000, 0.1);
    for (let s = 1; s < 30; s += 3) x[s * RATE] = 0.8;
    const { a } = await run([x]);
    expect(a.dynamics.drDb).toBeCloseTo(20 * Math.log10(8), 1);
    expect(a.dynamics.crestSeriesDb).toHaveLength(30);
    expect(a.dynamics.crestSeriesDb[0]).toBeCloseTo(3.01, 2);
    expect(a.dynamics.peakSeriesDbfs[1]).toBeCloseTo(20 * Math.log10(0.8), 2);
  });
});

describe('spectrum', () => {
  it('puts a sine into its third octave and ERB band at its RMS level', async () => {
    const { a } = await run([sine(5, 1000, 0.5)]);
    const third = a.spectrum.thirdOctave.find((b) => b.centreHz === 1000);
    expect(third?.levelDbfs).toBeCloseTo(-9.03, 1);
    const strongest = a.spectrum.erb.reduce((x, y) => ((y.levelDbfs ?? -400) > (x.levelDbfs ?? -400) ? y : x));
    expect(strongest.levelDbfs).toBeCloseTo(-9.03, 1);
    expect(Math.abs(strongest.centreHz - 1000)).toBeLessThan(80);
  });

  it('adds up to the RMS, and rises 3 dB per octave in third octaves of white noise', async () => {
    const { a } = await run([noise(10, 0.1, 31), noise(10, 0.1, 32)]);
    const level = (hz: number): number =>
      a.spectrum.thirdOctave.find((b) => Math.abs(b.centreHz / hz - 1) < 0.05)?.levelDbfs ?? 0;
    expect(level(2000) - level(1000)).toBeCloseTo(3.01, 0);
    // A third octave at 10 kHz takes 2316 Hz of 24 kHz.
    expect(level(10000)).toBeCloseTo(-20 + 10 * Math.log10(2315.6 / 24000), 0);
    expect(a.spectrum.bandwidth).toEqual({ highestHz: 24000, edge: null });
  });

  it('reports a brickwall as a fact with its place, and none where there is none', async () => {
    const tones = Array.from({ length: 159 }, (_, i) => sine(3, 100.7 * (i + 1), 0.01, i * i));
    const { a, finding } = await run([quantise(add(...tones), 16)], PCM16);
    expect(a.spectrum.bandwidth.highestHz).toBeCloseTo(16000, -3);
    expect(a.spectrum.bandwidth.edge?.dropDb).toBeGreaterThan(40);
    expect(a.spectrum.bandwidth.edge?.widthHz).toBeLessThan(500);
    expect(finding('bandwidth-edge').text).toMatch(/^Nothing above 1[56]\.\d kHz/);
  });

  it.each([
    [50, 100, 150],
    [60, 120, 180],
  ])('finds hum at %d Hz under noise, not in the noise alone', async (...lines) => {
    const hiss = noise(24, db(-60), 41);
    const hum = lines.map((hz, i) => sine(24, hz, db(-50 - 6 * i)));
    const { a, finding } = await run([add(hiss, ...hum)]);
    expect(a.technical.hum?.mainsHz).toBe(lines[0]);
    expect(a.technical.hum?.lines.map((l) => Math.round(l.frequencyHz))).toEqual(expect.arrayContaining(lines));
    expect(a.technical.hum?.lines[0]?.levelDbfs).toBeCloseTo(-53, 0);
    expect(finding('hum').text).toContain(`${lines[0]} Hz at -53 dBFS`);
    const clean = await run([hiss]);
    expect(clean.a.technical.hum).toEqual({ mainsHz: null, lines: [] });
  });

  it('does not take a bass line for hum', async () => {
    // G1 (49 Hz) and B1 (61.74 Hz) in turn, with octaves.
    const notes = Array.from({ length: 24 }, (_, i) =>
      add(sine(1, i % 2 ? 49 : 61.74, 0.2), sine(1, i % 2 ? 98 : 123.47, 0.1)),
    );
    const { a } = await run([join(...notes)]);
    expect(a.technical.hum?.lines).toEqual([]);
  });
});
