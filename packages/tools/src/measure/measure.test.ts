import { typescriptKernels } from '@studiohand/core/dsp';
import { toolConformance } from '@studiohand/core/tool/testing';
import { describe, expect, it } from 'vitest';
import { measure } from './index.ts';
import { add, db, FLOAT, join, noise, PCM16, PCM24, quantise, RATE, run, sine } from './testSignals.ts';

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
