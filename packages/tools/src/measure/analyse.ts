import { type AudioBlock, AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import {
  LoudnessMeter,
  type LoudnessResult,
  SpectrumMeter,
  spectrumSize,
  TruePeakMeter,
  type TruePeakResult,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import type { LoudnessFacts, MeasureAnalysis, SilenceFacts, TechnicalFacts, TruePeakFacts } from './analysis.ts';
import { BitDepth } from './bitDepth.ts';
import { Clipping } from './clipping.ts';
import { DrBlocks, dynamicsFacts } from './dynamics.ts';
import { figure, figures } from './figures.ts';
import { HumLines } from './humLines.ts';
import { InvalidSamples } from './invalidSamples.ts';
import type { MeasureParams } from './params.ts';
import { psrFacts } from './psr.ts';
import { SampleStatistics, type SampleStatisticsResult } from './sampleStatistics.ts';
import { spectrumFacts } from './spectrumFacts.ts';
import { stereoFacts } from './stereo.ts';

/** Most overs that are listed; their count is always exact. */
const KEPT_OVERS = 1000;

/** One streaming pass with the analysers that were asked for. Memory grows only by the 50 and 100 ms series. */
export async function analyse(
  source: AudioSource,
  { sections, clipThresholdDbfs }: MeasureParams,
  { kernels, signal, progress }: ToolContext,
): Promise<MeasureAnalysis> {
  const { info } = source;
  const wants = new Set(sections);
  const loudness = wants.has('loudness') ? new LoudnessMeter(info, kernels) : undefined;
  const truePeak = wants.has('truePeak') ? new TruePeakMeter(info, kernels) : undefined;
  const needsSums = wants.has('dynamics') || wants.has('stereo') || wants.has('technical');
  const sums = needsSums ? new SampleStatistics(info) : undefined;
  const dr = wants.has('dynamics') ? new DrBlocks(info) : undefined;
  const clipping = wants.has('technical') ? new Clipping(info, clipThresholdDbfs) : undefined;
  const bits = wants.has('technical') ? new BitDepth(info) : undefined;
  const hum = wants.has('spectrum') ? new HumLines(info.sampleRateHz, spectrumSize(info.sampleRateHz)) : undefined;
  const spectrum = wants.has('spectrum') ? new SpectrumMeter(info, kernels, hum) : undefined;
  const analysers = [loudness, truePeak, sums, dr, clipping, bits, spectrum].filter((a) => a !== undefined);
  const invalid = new InvalidSamples(info);

  let frames = 0;
  for await (const block of source.blocks(signal ? { signal } : {})) {
    throwIfCancelled(signal);
    const clean: AudioBlock = invalid.clean(block);
    for (const analyser of analysers) analyser.push(clean);
    frames += block.frames;
    progress('measuring', Math.min(1, frames / Math.max(1, info.frameCount)));
  }
  throwIfCancelled(signal);

  const l = loudness?.finish();
  const p = truePeak?.finish();
  const s = sums?.finish();
  const bands = spectrum?.finish();
  const stereo = wants.has('stereo') && s && info.channels === 2 ? stereoFacts(s, bands, info.sampleRateHz) : undefined;
  return {
    durationSeconds: frames / info.sampleRateHz,
    sampleRateHz: info.sampleRateHz,
    channels: info.channels,
    ...(l && headlineLoudness(l)),
    ...(p && { truePeakDbtp: figure(p.truePeakDbtp) }),
    ...(s && {
      samplePeakDbfs: figure(gainToDb(Math.max(0, ...s.peak))),
      dcOffset: Array.from(s.sum, (sum) => figure(sum / Math.max(1, frames), 7)),
    }),
    ...(l && p && { plrLu: figure(p.truePeakDbtp - l.integratedLufs) }),
    ...(stereo && { correlation: stereo.correlation }),
    invalidSamples: invalid.finish(),
    ...(l && { loudness: loudnessFacts(l) }),
    ...(p && { truePeak: truePeakFacts(p) }),
    ...(l && p && { psr: psrFacts(l, p) }),
    ...(bands && { spectrum: spectrumFacts(bands, info) }),
    ...(s && dr && { dynamics: dynamicsFacts(s, dr.finish()) }),
    ...(stereo && { stereo }),
    ...(s &&
      clipping &&
      bits && {
        technical: {
          clipping: clipping.finish(),
          silence: silenceFacts(s, info),
          bitDepth: bits.finish(),
          hum: hum?.finish() ?? null,
          channelPeakDbfs: Array.from(s.peak, (peak) => figure(gainToDb(peak))),
          dcOffsetDbfs: Array.from(s.sum, (sum) => figure(gainToDb(sum / Math.max(1, frames)), 1)),
        } satisfies TechnicalFacts,
      }),
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const { reason }: { reason: unknown } = signal;
  throw reason instanceof AudioError ? reason : new AudioError('cancelled', 'Cancelled.', 'Start it again to measure.');
}

function headlineLoudness(l: LoudnessResult): Partial<MeasureAnalysis> {
  return {
    integratedLufs: figure(l.integratedLufs),
    loudnessRangeLu: figure(l.loudnessRangeLu),
    maxMomentaryLufs: figure(l.maxMomentaryLufs),
    maxShortTermLufs: figure(l.maxShortTermLufs),
  };
}

function loudnessFacts(l: LoudnessResult): LoudnessFacts {
  return {
    hopSeconds: 0.1,
    momentaryLufs: figures(l.momentaryLufs),
    shortTermLufs: figures(l.shortTermLufs),
    channelLufs: figures(l.channelLufs),
    rangeStable: l.loudnessRangeStable,
  };
}

function truePeakFacts(p: TruePeakResult): TruePeakFacts {
  return {
    channelDbtp: figures(p.channelTruePeakDbtp),
    hopSeconds: 0.1,
    seriesDbtp: Array.from(p.hopPeaks, (peak) => figure(gainToDb(peak))),
    overs: p.overs.slice(0, KEPT_OVERS).map((over) => ({ ...over, peakDbtp: figure(over.peakDbtp) })),
    overCount: p.overs.length,
  };
}

function silenceFacts(s: SampleStatisticsResult, { sampleRateHz }: AudioInfo): SilenceFacts {
  const seconds = (count: number): number => count / sampleRateHz;
  const head = s.firstLoud < 0 ? s.frames : s.firstLoud;
  const tail = s.lastLoud < 0 ? s.frames : s.frames - 1 - s.lastLoud;
  const digitalHead = s.firstSound < 0 ? s.frames : s.firstSound;
  const digitalTail = s.lastSound < 0 ? s.frames : s.frames - 1 - s.lastSound;
  return {
    headSeconds: seconds(head),
    tailSeconds: seconds(tail),
    digitalHeadSeconds: seconds(digitalHead),
    digitalTailSeconds: seconds(digitalTail),
    silent: s.firstLoud < 0,
  };
}
