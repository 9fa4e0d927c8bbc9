import { LoudnessMeter, TruePeakMeter, typescriptKernels } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { describe, expect, it } from 'vitest';
import { type EbuSignal, type Reading, TECH_3341, TECH_3342 } from './ebuSignals.ts';

/** Readings of our meters; blocks of an odd length, as they come from anywhere. */
function readings(signal: EbuSignal, rate: number, kernels = wasmKernels): Record<Reading, number> {
  const channels = signal.make(rate);
  const format = { sampleRateHz: rate, channels: channels.length, layout: signal.layout };
  const loudness = new LoudnessMeter(format, kernels);
  const truePeak = new TruePeakMeter(format, kernels);
  const total = channels[0]?.length ?? 0;
  for (let at = 0; at < total; at += 10007) {
    const frames = Math.min(10007, total - at);
    const block = { channels: channels.map((channel) => channel.subarray(at, at + frames)), frames };
    loudness.push(block);
    truePeak.push(block);
  }
  const l = loudness.finish();
  return {
    integrated: l.integratedLufs,
    maxMomentary: l.maxMomentaryLufs,
    maxShortTerm: l.maxShortTermLufs,
    range: l.loudnessRangeLu,
    truePeak: truePeak.finish().truePeakDbtp,
  };
}

function check(signal: EbuSignal, rate: number, kernels = wasmKernels): void {
  const measured = readings(signal, rate, kernels);
  for (const { reading, value, below, above } of signal.expected) {
    expect(measured[reading], `${signal.name} ${reading} at ${rate} Hz`).toBeGreaterThanOrEqual(value - below);
    expect(measured[reading], `${signal.name} ${reading} at ${rate} Hz`).toBeLessThanOrEqual(value + above);
  }
}

describe.each([44100, 48000, 96000, 192000])('EBU signals at %i Hz', (rate) => {
  it.each(TECH_3341.map((signal) => [signal.name, signal] as const))('Tech %s', (_, signal) => check(signal, rate));
  it.each(TECH_3342.map((signal) => [signal.name, signal] as const))('Tech %s', (_, signal) => check(signal, rate));
});

describe('EBU signals with the TypeScript kernels at 48 kHz', () => {
  it.each([...TECH_3341, ...TECH_3342].map((signal) => [signal.name, signal] as const))('Tech %s', (_, signal) =>
    check(signal, 48000, typescriptKernels),
  );
});
