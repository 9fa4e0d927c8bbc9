import { LoudnessMeter, psrSeries, TruePeakMeter, typescriptKernels } from '@studiohand/core/dsp';
import { demoSong } from '@studiohand/core/music';
import { describe, expect, it } from 'vitest';
import { LevelMeter } from './levelMeter.ts';
import { readLevels, STATE_LENGTH, silentLevels } from './stateBlock.ts';

const RATE_HZ = 48000;
const QUANTUM = 128;

/** A song as the audio thread hears it, louder in its second half. */
async function song(): Promise<Float32Array[]> {
  const source = demoSong({ bars: 12 });
  const channels = [0, 1].map(() => new Float32Array(source.info.frameCount ?? 0));
  let at = 0;
  for await (const block of source.blocks()) {
    for (let c = 0; c < 2; c++)
      for (let i = 0; i < block.frames; i++)
        channels[c]![at + i] = block.channels[c]![i]! * (at < channels[c]!.length / 2 ? 0.3 : 1);
    at += block.frames;
  }
  return channels;
}

function feed(meter: LevelMeter, channels: readonly Float32Array[]): void {
  for (let n = 0; n + QUANTUM <= channels[0]!.length; n += QUANTUM) {
    const block = channels.map((channel) => channel.subarray(n, n + QUANTUM));
    meter.push(block, block, block, QUANTUM);
  }
}

describe('LevelMeter', () => {
  it('agrees with the meters of whole files on range and PSR', async () => {
    const channels = await song();
    const format = { sampleRateHz: RATE_HZ, channels: 2, layout: ['L', 'R'] } as const;
    const loudness = new LoudnessMeter(format, typescriptKernels);
    const truePeak = new TruePeakMeter(format, typescriptKernels);
    const block = { channels: channels.map((x) => Float64Array.from(x)), frames: channels[0]!.length };
    loudness.push(block);
    truePeak.push(block);
    const whole = loudness.finish();
    const series = psrSeries(whole.shortTermLufs, truePeak.finish().hopPeaks, whole.integratedLufs).filter(
      (value) => !Number.isNaN(value),
    );
    const median = [...series].sort((x, y) => x - y)[Math.round((series.length - 1) / 2)]!;

    const meter = new LevelMeter(RATE_HZ, 2);
    const state = new Float64Array(STATE_LENGTH);
    const levels = silentLevels();
    feed(meter, channels);
    meter.publish(state, false);
    readLevels(state, levels);
    expect(levels.rangeHighLufs - levels.rangeLowLufs).toBeCloseTo(whole.loudnessRangeLu, 1);
    expect(Math.abs(levels.psrMedianDb - median)).toBeLessThan(0.1);
    expect(Math.abs(levels.psrLowestDb - Math.min(...series))).toBeLessThan(0.1);
    expect(Math.abs(levels.psrDb - series[series.length - 1]!)).toBeLessThan(0.3);

    meter.resetHolds();
    meter.publish(state, false);
    readLevels(state, levels);
    for (const value of [levels.rangeLowLufs, levels.psrDb, levels.psrMedianDb, levels.psrLowestDb])
      expect(value).toBeNaN();
  });

  it('has no PSR in silence', () => {
    const meter = new LevelMeter(RATE_HZ, 1);
    const state = new Float64Array(STATE_LENGTH);
    const levels = silentLevels();
    feed(meter, [new Float32Array(5 * RATE_HZ)]);
    meter.publish(state, false);
    readLevels(state, levels);
    expect(levels.psrDb).toBeNaN();
    expect(levels.psrMedianDb).toBeNaN();
    expect(levels.rangeHighLufs).toBeNaN();
  });
});
