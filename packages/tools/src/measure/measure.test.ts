import { type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import type { Finding, ToolContext } from '@studiohand/core/tool';
import { toolConformance } from '@studiohand/core/tool/testing';
import { describe, expect, it } from 'vitest';
import type { MeasureAnalysis } from './analysis.ts';
import { measure } from './index.ts';

const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {} };
const RATE = 48000;
const PCM16: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 16 } };
const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };
const FLOAT: Partial<AudioInfo> = { encoding: { kind: 'float', bits: 32 } };

const db = (level: number): number => 10 ** (level / 20);
const sine = (seconds: number, hz: number, gain: number, phase = 0, rate = RATE): Float64Array =>
  Float64Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => gain * Math.sin((2 * Math.PI * hz * i) / rate + phase),
  );

/** Uniform noise of a given RMS, the same for the same seed (Marsaglia's xorshift). */
function noise(seconds: number, rms: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: Math.round(seconds * RATE) }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * rms * Math.sqrt(3);
  });
}
const quantise = (x: Float64Array, bits: number): Float64Array =>
  x.map((v) => Math.max(-1, Math.min(1 - 2 ** (1 - bits), Math.round(v * 2 ** (bits - 1)) / 2 ** (bits - 1))));
const add = (...parts: Float64Array[]): Float64Array =>
  (parts[0] as Float64Array).map((_, i) => parts.reduce((sum, p) => sum + (p[i] as number), 0));
const join = (...parts: Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((p) => Array.from(p)));

interface Result {
  readonly a: Required<MeasureAnalysis>;
  readonly ids: string[];
  readonly finding: (id: string) => Finding;
  readonly rows: readonly { label: string; value: string }[];
  readonly source: AudioSource;
}

async function run(
  channels: Float64Array[],
  options: Partial<AudioInfo> = FLOAT,
  input: unknown = {},
  rate = RATE,
): Promise<Result> {
  const source = memoryAudio(channels, rate, options);
  const params = measure.parameters.parse(input);
  const a = (await measure.analyse(source, params, context)) as Required<MeasureAnalysis>;
  const { findings, rows } = measure.report(a, params, source.info);
  const finding = (id: string): Finding => {
    const found = findings.find((f) => f.id === id);
    if (!found) throw new Error(`no finding ${id}; there are ${findings.map((f) => f.id).join(', ')}`);
    return found;
  };
  return { a, ids: findings.map((f) => f.id), finding, rows, source };
}

toolConformance(measure as Parameters<typeof toolConformance>[0], { kernels: typescriptKernels }, { describe, it });

describe('headline figures', () => {
  it('reads a -23 dBFS 1 kHz stereo sine as -23 LUFS with its peaks and PLR', async () => {
    const tone = sine(20, 1000, db(-23));
    const { a, ids } = await run([tone, tone]);
    expect(a.integratedLufs).toBeCloseTo(-23, 1);
    expect(a.maxMomentaryLufs).toBeCloseTo(-23, 1);
    expect(a.maxShortTermLufs).toBeCloseTo(-23, 1);
    expect(a.loudnessRangeLu).toBeCloseTo(0, 1);
    expect(a.samplePeakDbfs).toBeCloseTo(-23, 2);
    expect(a.truePeakDbtp).toBeCloseTo(-23, 1);
    expect(a.plrLu).toBeCloseTo(0, 1);
    expect(a.correlation).toBe(1);
    expect(a.durationSeconds).toBe(20);
    expect(a.sampleRateHz).toBe(RATE);
    expect(a.channels).toBe(2);
    expect(a.dynamics.rmsDbfs).toBeCloseTo(-26.01, 2);
    expect(a.dynamics.crestDb).toBeCloseTo(3.01, 2);
    expect(a.dynamics.drDb).toBeCloseTo(0, 1);
    expect(a.psr.medianDb).toBeCloseTo(0, 1);
    expect(ids).toContain('range-not-stable');
    expect(ids).toContain('dual-mono');
    expect(ids).toContain('low-psr');
  });

  it('runs only what is asked for', async () => {
    const { a, rows } = await run([sine(1, 1000, 0.5)], FLOAT, { sections: ['loudness'] });
    expect(Object.keys(a).sort()).toEqual(
      [
        'channels',
        'durationSeconds',
        'integratedLufs',
        'invalidSamples',
        'loudness',
        'loudnessRangeLu',
        'maxMomentaryLufs',
        'maxShortTermLufs',
        'sampleRateHz',
      ].sort(),
    );
    expect(rows.map((row) => row.label)).toEqual([
      'File',
      'Integrated',
      'Loudness range',
      'Momentary max',
      'Short-term max',
    ]);
  });

  it('gives null, not infinity, for silence, and says so', async () => {
    const { a, finding, rows } = await run([new Float64Array(RATE), new Float64Array(RATE)], PCM24);
    expect([a.integratedLufs, a.truePeakDbtp, a.samplePeakDbfs, a.plrLu, a.correlation]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(finding('silent').text).toContain('digital silence');
    expect(rows.find((row) => row.label === 'Integrated')?.value).toBe('silence');
    expect(a.technical.silence.digitalHeadSeconds).toBe(1);
  });

  it('takes the PSR gate and window right: a burst under a steady tone', async () => {
    const tone = sine(20, 1000, db(-20));
    tone[10 * RATE] = 0.9;
    const { a } = await run([tone, tone]);
    const short = a.loudness.shortTermLufs[120] as number;
    expect(a.psr.seriesDb[120]).toBeCloseTo((a.truePeak.seriesDbtp[100] as number) - short, 1);
    expect(a.psr.seriesDb[60]).toBeCloseTo(0, 1);
    expect(a.psr.seriesDb[10]).toBeNull();
    expect(a.psr.lowestDb).toBeCloseTo(0, 1);
  });
});

describe('peaks', () => {
  it('finds an inter-sample over with its time that sample peaks do not show', async () => {
    const quiet = sine(4, 1000, 0.1);
    const over = sine(0.2, RATE / 4, 1.2, Math.PI / 4);
    quiet.set(over, 2 * RATE);
    const { a, finding } = await run([quiet, quiet]);
    expect(a.samplePeakDbfs).toBeCloseTo(20 * Math.log10(1.2 * Math.SQRT1_2), 2);
    expect(a.truePeakDbtp).toBeGreaterThan(1.1);
    expect(a.truePeak.overCount).toBe(1);
    expect(a.truePeak.overs[0]?.fromSeconds).toBeCloseTo(2, 1);
    expect(finding('true-peak-over').text).toContain('0:02.0');
  });

  it('finds clipped runs with time, channel and length', async () => {
    const left = quantise(sine(2, 200, 0.5), 16);
    const right = Float64Array.from(left);
    const loud = sine(0.01, 100, 2);
    right.set(quantise(loud, 16), RATE);
    const { a, finding } = await run([left, right], PCM16);
    const { runs, count, samples } = a.technical.clipping;
    expect(count).toBe(2);
    expect(runs.map((r) => r.channel)).toEqual([1, 1]);
    const expected = quantise(loud, 16).filter((v) => v >= 1 - 2 ** -15).length;
    expect(runs[0]?.samples).toBe(expected);
    expect(runs[0]?.seconds).toBeCloseTo(1 + 40 / RATE, 3);
    expect(samples).toBe((runs[0]?.samples ?? 0) + (runs[1]?.samples ?? 0));
    expect(finding('clipped').text).toContain('right');
  });

  it('calls clipping that was turned down flat-topped', async () => {
    const clipped = sine(2, 440, 2).map((v) => Math.max(-1, Math.min(1, v)) * db(-3));
    const { a, finding, ids } = await run([quantise(clipped, 24)], PCM24);
    expect(a.technical.clipping.count).toBe(0);
    expect(a.technical.clipping.flatToppedCount).toBeGreaterThan(1700);
    expect(a.technical.clipping.flatToppedDbfs).toBeCloseTo(-3, 2);
    expect(finding('flat-topped').text).toContain('-3.00 dBFS');
    expect(ids).not.toContain('clipped');
  });

  it.each([30, 100, 997, 5000])('does not call the round top of a %d Hz full-scale sine clipped', async (hz) => {
    const { a } = await run([quantise(sine(1, hz, 1 - 2 ** -15), 16)], PCM16);
    expect(a.technical.clipping.count + a.technical.clipping.flatToppedCount).toBe(0);
  });

  it('forgets flat tops once the channel goes higher', async () => {
    const flat = sine(1, 440, 2).map((v) => Math.max(-0.5, Math.min(0.5, v)));
    const { a } = await run([join(flat, sine(1, 1000, 0.8))]);
    expect(a.technical.clipping.flatToppedCount).toBe(0);
  });
});

describe('technical facts', () => {
  it('measures DC per channel', async () => {
    const { a, finding } = await run([add(sine(1, 1000, 0.1), new Float64Array(RATE).fill(0.01)), sine(1, 1000, 0.1)]);
    expect(a.dcOffset[0]).toBeCloseTo(0.01, 6);
    expect(a.dcOffset[1]).toBeCloseTo(0, 6);
    expect(a.technical.dcOffsetDbfs[0]).toBeCloseTo(-40, 1);
    expect(finding('dc-offset').text).toContain('left');
  });

  it('separates digital silence from silence below -90 dBFS, at the head and the tail', async () => {
    const hush = noise(1, db(-105), 3);
    const x = join(new Float64Array(RATE), hush, sine(1, 1000, 0.5, 1), hush, new Float64Array(2 * RATE));
    const { a, finding } = await run([x, x]);
    const { headSeconds, tailSeconds, digitalHeadSeconds, digitalTailSeconds, silent } = a.technical.silence;
    expect(headSeconds).toBeCloseTo(2, 3);
    expect(digitalHeadSeconds).toBeCloseTo(1, 3);
    expect(tailSeconds).toBeCloseTo(3, 3);
    expect(digitalTailSeconds).toBeCloseTo(2, 3);
    expect(silent).toBe(false);
    expect(finding('head-silence').toSeconds).toBeCloseTo(2, 3);
    expect(finding('tail-silence').fromSeconds).toBeCloseTo(3, 3);
  });

  it('estimates the noise floor from the quiet parts', async () => {
    const hiss = noise(10, db(-70), 5);
    const burst = new Float64Array(10 * RATE);
    burst.set(sine(6, 500, 0.5), 2 * RATE);
    const { a } = await run([add(hiss, burst)]);
    expect(a.dynamics.noiseFloorDbfs).toBeCloseTo(-70, 0);
  });

  it('sees 16 bits padded into 24, and integers inside float', async () => {
    const music = quantise(noise(1, 0.1, 9), 16);
    const padded = await run([music], PCM24);
    expect(padded.a.technical.bitDepth).toEqual({ storedBits: 24, storedAs: 'int', usedBits: 16 });
    expect(padded.finding('padded-bits').text).toContain('only 16');
    const grid = await run([music], FLOAT);
    expect(grid.a.technical.bitDepth.usedBits).toBe(16);
    expect(grid.ids).toContain('integer-grid');
    const honest = await run([quantise(noise(1, 0.1, 9), 24)], PCM24);
    expect(honest.a.technical.bitDepth.usedBits).toBe(24);
    expect(honest.ids).not.toContain('padded-bits');
    const real = await run([noise(1, 0.1, 9).map((v) => v / 3)], FLOAT);
    expect(real.a.technical.bitDepth.usedBits).toBeNull();
  });

  it('counts invalid samples, names the first, and keeps them out of the figures', async () => {
    const tone = sine(2, 1000, 0.5);
    const spoilt = Float64Array.from(tone);
    spoilt[RATE] = Number.NaN;
    spoilt[RATE + 7] = Number.POSITIVE_INFINITY;
    spoilt[RATE + 9] = 1e30;
    const { a, finding } = await run([tone, spoilt]);
    expect(a.invalidSamples).toEqual({ count: 3, firstSeconds: 1, firstChannel: 1 });
    expect(finding('invalid-samples').severity).toBe('problem');
    expect(finding('invalid-samples').text).toContain('right');
    expect(a.samplePeakDbfs).toBeCloseTo(-6.02, 2);
    expect(a.dynamics.rmsDbfs).toBeCloseTo(-9.03, 1);
    expect(Number.isFinite(a.integratedLufs)).toBe(true);
  });
});

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
