import { AudioError, type AudioSource, layoutName } from '@studiohand/core/audio';
import { channelPairs, LoudnessMeter, psrSeries, TruePeakMeter } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import { BandLevelMeter, type BandLevels } from './bandLevels.ts';
import { percentile } from './figures.ts';
import { SpectralFrameMeter, type SpectralFrames } from './spectralFrames.ts';

/** What is measured of a mix and of every reference, and nothing else is taken from a reference. */
export interface TrackProfile {
  readonly name: string;
  readonly durationSeconds: number;
  readonly sampleRateHz: number;
  /** 'stereo', '5.1', or the number of channels. */
  readonly layout: string;
  /** Whether there is a side at all. */
  readonly stereo: boolean;
  readonly spectra: SpectralFrames;
  /** Of the four bands of the signature. */
  readonly levels: readonly BandLevels[];
  readonly integratedLufs: number;
  readonly loudnessRangeLu: number;
  readonly truePeakDbtp: number;
  readonly samplePeakDbfs: number;
  /** Samples of all channels that stand at or over full scale. */
  readonly fullScaleSamples: number;
  /** True peak less integrated loudness, and the median of true peak less short-term loudness. */
  readonly plrLu: number;
  readonly psrDb: number;
}

/** Full scale of a 16-bit file less its last step: what a clipped master shows. */
const FULL_SCALE = 1 - 2 ** -15;

/** One streaming pass. Throws AudioError 'invalid-samples' for samples that are no numbers. */
export async function measureTrack(
  source: AudioSource,
  { kernels, signal, progress }: ToolContext,
  stage: string,
): Promise<TrackProfile> {
  const { info } = source;
  const spectra = new SpectralFrameMeter(info, kernels);
  const levels = new BandLevelMeter(info, kernels);
  const loudness = new LoudnessMeter(info, kernels);
  const truePeak = new TruePeakMeter(info, kernels);
  let done = 0;
  let peak = 0;
  let fullScaleSamples = 0;
  for await (const block of source.blocks(signal ? { signal } : {})) {
    throwIfCancelled(signal);
    for (let c = 0; c < info.channels; c++) {
      const x = block.channels[c] as Float64Array;
      let sum = 0;
      for (let i = 0; i < block.frames; i++) {
        const v = x[i] as number;
        sum += v;
        if (v > peak) peak = v;
        else if (v < -peak) peak = -v;
        if (v >= FULL_SCALE || v <= -FULL_SCALE) fullScaleSamples++;
      }
      // One not-a-number spoils the sum; the slow search then finds the place.
      if (Number.isNaN(sum)) {
        const at = x.subarray(0, block.frames).findIndex((v) => Number.isNaN(v));
        throw notANumber(info.name, done + Math.max(0, at));
      }
    }
    if (peak === Number.POSITIVE_INFINITY) throw notANumber(info.name, done);
    spectra.push(block);
    levels.push(block);
    loudness.push(block);
    truePeak.push(block);
    done += block.frames;
    progress(stage, Math.min(1, done / Math.max(1, info.frameCount)));
  }
  throwIfCancelled(signal);
  const l = loudness.finish();
  const p = truePeak.finish();
  const psr = psrSeries(l.shortTermLufs, p.hopPeaks, l.integratedLufs);
  return {
    name: info.name,
    durationSeconds: done / info.sampleRateHz,
    sampleRateHz: info.sampleRateHz,
    layout: layoutName(info.layout) ?? `${info.channels} channels`,
    stereo: channelPairs(info.layout).length > 0,
    spectra: spectra.finish(),
    levels: levels.finish(),
    integratedLufs: l.integratedLufs,
    loudnessRangeLu: l.loudnessRangeLu,
    truePeakDbtp: p.truePeakDbtp,
    samplePeakDbfs: gainToDb(peak),
    fullScaleSamples,
    plrLu: p.truePeakDbtp - l.integratedLufs,
    psrDb: percentile(psr, 50),
  };
}

function notANumber(name: string, frame: number): AudioError {
  return new AudioError(
    'invalid-samples',
    `${name}: a sample near frame ${frame} is not a number.`,
    'Render the file again from its source; studiohand measure lists where such samples are.',
  );
}

/** Throws what the signal was aborted with. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const { reason }: { reason: unknown } = signal;
  throw reason instanceof AudioError ? reason : new AudioError('cancelled', 'Cancelled.', 'Start it again to go on.');
}

const measured = new WeakMap<AudioSource, Promise<TrackProfile>>();

/** {@link measureTrack}, once per opened file: the proof needs the same figures as the analysis. */
export function profileOf(source: AudioSource, context: ToolContext, stage: string): Promise<TrackProfile> {
  const known = measured.get(source);
  if (known) return known;
  const profile = measureTrack(source, context, stage);
  measured.set(source, profile);
  profile.catch(() => measured.delete(source));
  return profile;
}
