import type { AudioSource } from '@studiohand/core/audio';
import { type BandCompression, MultibandCompressor, SIGNATURE_CROSSINGS_HZ } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import type { DynamicsItem } from './analysis.ts';
import { BandLevelMeter } from './bandLevels.ts';
import { DETECTOR_RMS_MS } from './compression.ts';
import { crestOf } from './dynamics.ts';
import { rolling } from './sections.ts';
import { type TrackProfile, throwIfCancelled } from './trackProfile.ts';

/** Length of the loudest passage that the compressors are tried on. */
const SECONDS = 15;
/** A compressor that brings the crest this much nearer is worth its row. */
const WORTH_DB = 0.5;

/** Runs the proposed compressors over the loudest passage of the mix and drops those that do not hold there. */
export async function verified(
  items: readonly DynamicsItem[],
  source: AudioSource,
  { spectra }: TrackProfile,
  context: ToolContext,
): Promise<DynamicsItem[]> {
  if (!items.some(({ compressor }) => compressor)) return [...items];
  const { info } = source;
  const { sampleRateHz, channels } = info;
  const smooth = rolling(spectra.total, Math.max(1, Math.round(SECONDS / spectra.hopSeconds)));
  const loudest = smooth.reduce((best, power, f) => (power > (smooth[best] as number) ? f : best), 0);
  const startFrame = Math.max(0, Math.round(((loudest + 1) * spectra.hopSeconds - SECONDS / 2) * sampleRateHz));
  const compressor = new MultibandCompressor({
    sampleRateHz,
    channels,
    kernels: context.kernels,
    frequenciesHz: SIGNATURE_CROSSINGS_HZ.filter((hz) => hz < 0.45 * sampleRateHz),
    bands: items.map(({ compressor: one }): BandCompression | undefined =>
      one ? { ...one, detector: 'rms', rmsMs: DETECTOR_RMS_MS } : undefined,
    ),
  });
  const before = new BandLevelMeter(info, context.kernels);
  const after = new BandLevelMeter(info, context.kernels);
  const options = { startFrame, frameCount: Math.round(SECONDS * sampleRateHz) };
  for await (const { channels: x, frames } of source.blocks(
    context.signal ? { ...options, signal: context.signal } : options,
  )) {
    throwIfCancelled(context.signal);
    before.push({ channels: x, frames });
    const copy = x.map((samples) => samples.slice(0, frames));
    compressor.process(copy, frames);
    after.push({ channels: copy, frames });
  }
  const [a, b] = [before.finish(), after.finish()];
  return items.map((item, k) => {
    if (!item.compressor) return item;
    const was = crestOf(a[k]?.power ?? new Float64Array(0));
    const is = crestOf(b[k]?.power ?? new Float64Array(0));
    const closes = was - is >= WORTH_DB;
    return {
      ...item,
      compressor: closes ? { ...item.compressor, verifiedCrestChangeDb: Number((is - was).toFixed(2)) } : null,
    };
  });
}
