import type { AudioBlock, AudioInfo, AudioSource } from '@studiohand/core/audio';
import { type DspKernels, LoudnessMeter, TruePeakMeter } from '@studiohand/core/dsp';
import type { AudioSummary } from '@studiohand/core/engine';
import type { PeakPyramid } from './peakPyramid.ts';

/** Level figures for matching; null for silence and where the samples give no number. */
export interface Levels {
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
}

/** What a list needs to know of a file. */
export function summaryOf(info: AudioInfo): AudioSummary {
  const { container, codec, sampleRateHz, channels, layout, frameCount, encoding, metadata, notes } = info;
  return {
    container,
    codec,
    sampleRateHz,
    channels,
    layout,
    frameCount,
    encoding: encoding ?? null,
    chunks: metadata.map(({ id }) => id),
    notes,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** One pass over a file: loudness, true peak and the overview. `alongside` sees every block too. */
export async function measureOverview(
  source: AudioSource,
  pyramid: PeakPyramid,
  kernels: DspKernels,
  progress: (fraction: number) => void,
  alongside?: (block: AudioBlock) => Promise<void>,
): Promise<Levels> {
  const { info } = source;
  const loudness = new LoudnessMeter(info, kernels);
  const truePeak = new TruePeakMeter(info, kernels);
  let done = 0;
  for await (const block of source.blocks()) {
    pyramid.push(block);
    loudness.push(block);
    truePeak.push(block);
    if (alongside) await alongside(block);
    done += block.frames;
    progress(done / Math.max(1, info.frameCount));
  }
  pyramid.finish();
  return {
    integratedLufs: finite(loudness.finish().integratedLufs),
    truePeakDbtp: finite(truePeak.finish().truePeakDbtp),
  };
}
