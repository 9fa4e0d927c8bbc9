import { type AudioBlock, AudioError, type AudioFormat } from '@studiohand/core/audio';
import {
  Compressor,
  type CompressorOptions,
  type DspKernels,
  DynamicEq,
  type DynamicEqBandOptions,
  type EqBand,
  ParametricEq,
  SoftClipper,
  StereoWidth,
} from '@studiohand/core/dsp';
import type { Move } from '@studiohand/core/tool';

/** One processor of the chain, in place, late by whole frames. */
export interface Stage {
  readonly latencyFrames: number;
  process(channels: readonly Float64Array[], frames: number): void;
}

/** What a move of each kind carries in its settings; `kind` tells which. */
export interface StageSettings {
  readonly offset: { readonly kind: 'offset'; readonly offsets: readonly number[] };
  readonly eq: { readonly kind: 'eq'; readonly bands: readonly EqBand[] };
  readonly dynamicEq: { readonly kind: 'dynamicEq'; readonly bands: readonly DynamicEqBandOptions[] };
  readonly compress: { readonly kind: 'compress' } & Omit<
    CompressorOptions,
    'sampleRateHz' | 'channels' | 'keyChannels'
  >;
  readonly width: {
    readonly kind: 'width';
    readonly frequenciesHz: readonly number[];
    readonly widths: readonly number[];
    readonly maxMonoLossDb: number;
  };
  readonly clip: { readonly kind: 'clip'; readonly ceilingDbfs: number; readonly kneeDb: number };
}

type AnyStage = StageSettings[keyof StageSettings];

const KINDS: Readonly<Record<keyof StageSettings, true>> = {
  offset: true,
  eq: true,
  dynamicEq: true,
  compress: true,
  width: true,
  clip: true,
};

/** Throws AudioError 'invalid-parameter' for a move that no stage can be made of. */
export function checkStage({ id, settings }: Move): void {
  if (Object.hasOwn(KINDS, String(settings['kind']))) return;
  throw new AudioError(
    'invalid-parameter',
    `plan: move ${id} is of no kind that master knows.`,
    `Kinds: ${Object.keys(KINDS).join(', ')}; or let master propose the plan again.`,
  );
}

function offsetStage(offsets: readonly number[], amount: number): Stage {
  return {
    latencyFrames: 0,
    process(channels, frames): void {
      channels.forEach((x, c) => {
        const offset = (offsets[c] ?? 0) * amount;
        for (let i = 0; i < frames; i++) x[i] = (x[i] as number) - offset;
      });
    },
  };
}

/** The processor of a move at its strength; undefined for moves of the end of the chain, or without effect. */
export function stageOf({ settings, amount }: Move, format: AudioFormat, kernels: DspKernels): Stage | undefined {
  const { sampleRateHz, channels, layout } = format;
  const highest = 0.45 * sampleRateHz;
  const stage = settings as unknown as AnyStage;
  if (amount === 0) return undefined;
  switch (stage.kind) {
    case 'offset':
      return offsetStage(stage.offsets, amount);
    case 'eq': {
      const bands = stage.bands
        .filter(({ frequencyHz }) => frequencyHz < highest)
        .map((band) => ({ ...band, gainDb: band.gainDb * amount }));
      const eq = new ParametricEq(bands, format, { kernels });
      return { latencyFrames: eq.latencyFrames, process: (x, frames): void => eq.process(x, 0, frames) };
    }
    case 'dynamicEq': {
      const bands = stage.bands
        .filter(({ frequencyHz }) => frequencyHz < highest)
        .map((band) => ({ ...band, rangeDb: band.rangeDb * amount }));
      return new DynamicEq({ sampleRateHz, channels, bands });
    }
    case 'compress': {
      const { kind: _, ...options } = stage;
      const slope = amount * (1 - 1 / options.ratio);
      const heard = layout.flatMap((role, c) => (role === 'LFE' ? [] : [c]));
      const keyFilters = (options.keyFilters ?? []).filter(({ frequencyHz }) => frequencyHz < highest);
      const keyChannels = heard.length > 0 ? heard : layout.map((_role, c) => c);
      return new Compressor({ ...options, ratio: 1 / (1 - slope), sampleRateHz, channels, keyFilters, keyChannels });
    }
    case 'width': {
      if (channels !== 2) return undefined;
      const kept = stage.frequenciesHz.filter((hz) => hz < highest);
      const widths = stage.widths.slice(0, kept.length + 1).map((w) => 1 + (w - 1) * amount);
      return new StereoWidth({ sampleRateHz, frequenciesHz: kept, widths, maxMonoLossDb: stage.maxMonoLossDb });
    }
    case 'clip':
      return new SoftClipper({ channels, ceilingDbfs: stage.ceilingDbfs + (1 - amount) * 6, kneeDb: stage.kneeDb });
    default:
      return undefined;
  }
}

/** A gain alone. */
export function gainStage(gainDb: number): Stage {
  const gain = 10 ** (gainDb / 20);
  return {
    latencyFrames: 0,
    process(channels, frames): void {
      for (const x of channels) for (let i = 0; i < frames; i++) x[i] = (x[i] as number) * gain;
    },
  };
}

/** Frames pushed at once to empty the stages. */
const TAIL = 4096;

/** A stream through stages, their latency taken off: as many frames out as in. Blocks are valid until the next one. */
export async function* throughStages(
  stream: AsyncIterable<AudioBlock>,
  stages: readonly Stage[],
  channels: number,
): AsyncGenerator<AudioBlock> {
  if (stages.length === 0) {
    yield* stream;
    return;
  }
  const late = stages.reduce((sum, stage) => sum + stage.latencyFrames, 0);
  let buffers: Float64Array[] = [];
  let skip = late;
  const work = (frames: number): AudioBlock => {
    for (const stage of stages) stage.process(buffers, frames);
    const from = Math.min(skip, frames);
    skip -= from;
    return { channels: buffers.map((x) => x.subarray(from, frames)), frames: frames - from };
  };
  const reserve = (frames: number): void => {
    if ((buffers[0]?.length ?? 0) < frames) buffers = Array.from({ length: channels }, () => new Float64Array(frames));
  };
  for await (const block of stream) {
    const { frames } = block;
    reserve(frames);
    buffers.forEach((x, c) => {
      const from = block.channels[c] as Float64Array;
      for (let i = 0; i < frames; i++) x[i] = from[i] as number;
    });
    const out = work(frames);
    if (out.frames > 0) yield out;
  }
  for (let left = late; left > 0; left -= TAIL) {
    const frames = Math.min(TAIL, left);
    reserve(frames);
    for (const x of buffers) x.fill(0, 0, frames);
    const out = work(frames);
    if (out.frames > 0) yield out;
  }
}
