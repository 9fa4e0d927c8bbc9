import { type AudioBlock, AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import {
  type BandCompression,
  type ChannelPair,
  CurveEq,
  channelPairs,
  Ditherer,
  type DspKernels,
  type EqBand,
  type GainPoints,
  MultibandCompressor,
  ParametricEq,
  SIGNATURE_CROSSINGS_HZ,
} from '@studiohand/core/dsp';
import type { Move, Plan, ToolContext } from '@studiohand/core/tool';
import { dbToGain } from '@studiohand/core/units';
import { z } from 'zod';
import { DETECTOR_RMS_MS } from './compression.ts';
import { throwIfCancelled } from './trackProfile.ts';

const finite = z.number();
const eqSettings = z.object({
  kind: z.literal('eq'),
  type: z.enum(['bell', 'lowShelf', 'highShelf', 'tilt', 'lowCut', 'highCut']),
  frequencyHz: finite.positive(),
  gainDb: finite.min(-24).max(24),
  q: finite.positive().max(20),
  slopeDbPerOctave: finite.optional(),
  channel: z.enum(['stereo', 'mid', 'side']),
});
const curveSettings = z.object({
  kind: z.literal('curve'),
  channel: z.enum(['stereo', 'side']),
  frequenciesHz: z.array(finite.positive()).min(1),
  gainsDb: z.array(finite.min(-24).max(24)).min(1),
});
const compressorSettings = z.object({
  kind: z.literal('compressor'),
  fromHz: finite.min(0),
  thresholdDb: finite.min(-120).max(20),
  ratio: finite.min(1).max(20),
  kneeDb: finite.min(0).max(40),
  attackMs: finite.min(0.1).max(1000),
  releaseMs: finite.min(1).max(10000),
  makeupDb: finite.min(-24).max(24),
});
const gainSettings = z.object({ kind: z.enum(['gain', 'sideGain']), gainDb: finite.min(-60).max(24) });
const anySettings = z.discriminatedUnion('kind', [eqSettings, curveSettings, compressorSettings, gainSettings]);

/** What the enabled moves of a plan come to. */
export interface Chain {
  readonly bands: readonly EqBand[];
  readonly curve: GainPoints | undefined;
  readonly sideCurve: GainPoints | undefined;
  readonly compressors: readonly (BandCompression & { readonly fromHz: number })[];
  readonly gainDb: number;
  readonly sideGainDb: number;
  readonly phase: 'minimum' | 'linear';
  /** No enabled move changes a sample. */
  readonly idle: boolean;
}

/** Reads the moves, which a producer may have edited. Throws AudioError 'invalid-parameter' naming the move. */
export function chainOf({ moves }: Pick<Plan, 'moves'>): Chain {
  const bands: EqBand[] = [];
  const compressors: (BandCompression & { fromHz: number })[] = [];
  let curve: GainPoints | undefined;
  let sideCurve: GainPoints | undefined;
  let gainDb = 0;
  let sideGainDb = 0;
  let phase: Chain['phase'] = 'minimum';
  for (const move of moves) {
    if (!move.enabled || !(move.amount > 0)) continue;
    const settings = settingsOf(move);
    if (move.settings['phase'] === 'linear') phase = 'linear';
    if (settings.kind === 'eq') {
      const { type, frequencyHz, q, channel, slopeDbPerOctave } = settings;
      const slope = slopeDbPerOctave === undefined ? {} : { slopeDbPerOctave };
      bands.push({ type, frequencyHz, q, channel, ...slope, gainDb: settings.gainDb * move.amount });
    } else if (settings.kind === 'curve') {
      const points: GainPoints = {
        frequenciesHz: Float64Array.from(settings.frequenciesHz),
        gainsDb: Float64Array.from(settings.gainsDb, (db) => db * move.amount),
      };
      if (settings.channel === 'side') sideCurve = points;
      else curve = points;
    } else if (settings.kind === 'compressor') {
      const { kind: _, ratio, makeupDb, ...others } = settings;
      const rest = { detector: 'rms', rmsMs: DETECTOR_RMS_MS } as const;
      compressors.push({
        ...others,
        ...rest,
        ratio: 1 + (ratio - 1) * move.amount,
        makeupDb: makeupDb * move.amount,
      });
    } else if (settings.kind === 'sideGain') sideGainDb += settings.gainDb * move.amount;
    else gainDb += settings.gainDb * move.amount;
  }
  const filters = bands.length + compressors.length > 0 || curve !== undefined || sideCurve !== undefined;
  return {
    bands,
    curve,
    sideCurve,
    compressors,
    gainDb,
    sideGainDb,
    phase,
    idle: !filters && gainDb === 0 && sideGainDb === 0,
  };
}

function settingsOf(move: Move): z.output<typeof anySettings> {
  const parsed = anySettings.safeParse(move.settings);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AudioError(
    'invalid-parameter',
    `move "${move.id}": ${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'not understood'}.`,
    'Correct the setting, or switch the move off.',
  );
}

/** One stage of the chain, in place. */
interface Stage {
  readonly latencyFrames: number;
  process(channels: readonly Float64Array[], frames: number): void;
}

function sideStage(pairs: readonly ChannelPair[], gain: number): Stage {
  return {
    latencyFrames: 0,
    process(channels, frames): void {
      for (const [l, r] of pairs) {
        const left = channels[l] as Float64Array;
        const right = channels[r] as Float64Array;
        for (let i = 0; i < frames; i++) {
          const mid = ((left[i] as number) + (right[i] as number)) / 2;
          const side = (((left[i] as number) - (right[i] as number)) / 2) * gain;
          left[i] = mid + side;
          right[i] = mid - side;
        }
      }
    },
  };
}

/** The stages in order: compression at the levels it was measured for, then tone, width, level. */
function stagesOf(chain: Chain, info: AudioInfo, kernels: DspKernels): Stage[] {
  const { bands, curve, sideCurve, compressors, phase } = chain;
  const stages: Stage[] = [];
  if (compressors.length > 0) {
    const { sampleRateHz, channels } = info;
    const frequenciesHz = SIGNATURE_CROSSINGS_HZ.filter((hz) => hz < 0.45 * sampleRateHz);
    const ofBand = [0, ...frequenciesHz].map((hz) => compressors.find(({ fromHz }) => fromHz === hz));
    stages.push(new MultibandCompressor({ sampleRateHz, channels, frequenciesHz, bands: ofBand, kernels }));
  }
  if (bands.length > 0) {
    const eq = new ParametricEq(bands, info, { phase, convolution: 'block', kernels });
    stages.push({ latencyFrames: eq.latencyFrames, process: (channels, frames) => eq.process(channels, 0, frames) });
  }
  if (curve || sideCurve) {
    const frequenciesHz = (curve ?? sideCurve)?.frequenciesHz as Float64Array;
    const mid = curve ?? { frequenciesHz, gainsDb: new Float64Array(frequenciesHz.length) };
    const side = sideCurve && { frequenciesHz: sideCurve.frequenciesHz, gainsDb: sumOf(mid, sideCurve) };
    const eq = new CurveEq(side ? { mid, side } : { mid }, info, { phase, convolution: 'block' });
    stages.push({ latencyFrames: eq.latencyFrames, process: (channels, frames) => eq.process(channels, 0, frames) });
  }
  if (chain.sideGainDb !== 0) stages.push(sideStage(channelPairs(info.layout), dbToGain(chain.sideGainDb)));
  if (chain.gainDb !== 0) {
    const gain = dbToGain(chain.gainDb);
    stages.push({
      latencyFrames: 0,
      process(channels, frames): void {
        for (const x of channels) for (let i = 0; i < frames; i++) x[i] = (x[i] as number) * gain;
      },
    });
  }
  return stages;
}

function sumOf(mid: GainPoints, side: GainPoints): Float64Array {
  if (mid.frequenciesHz.length !== side.frequenciesHz.length)
    throw new AudioError(
      'invalid-parameter',
      'The tone curve and the side curve have different frequencies.',
      'Give both the same frequencies, or switch one off.',
    );
  return side.gainsDb.map((db, i) => db + (mid.gainsDb[i] as number));
}

const FLUSH_FRAMES = 16384;

/** The source through the chain in float64, its latency taken out: exactly as long as the source. */
export async function* exactStream(
  source: AudioSource,
  chain: Chain,
  context: ToolContext,
): AsyncGenerator<AudioBlock> {
  const { info } = source;
  const stages = stagesOf(chain, info, context.kernels);
  const late = stages.reduce((sum, stage) => sum + stage.latencyFrames, 0);
  let scratch: Float64Array[] = [];
  let skip = late;
  const run = (frames: number): AudioBlock => {
    const channels = scratch.map((x) => x.subarray(0, frames));
    for (const stage of stages) stage.process(channels, frames);
    const from = Math.min(skip, frames);
    skip -= from;
    return { channels: from === 0 ? channels : channels.map((x) => x.subarray(from)), frames: frames - from };
  };
  const room = (frames: number): void => {
    if ((scratch[0]?.length ?? -1) < frames) scratch = info.layout.map(() => new Float64Array(frames));
  };
  for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
    throwIfCancelled(context.signal);
    room(block.frames);
    scratch.forEach((x, c) => {
      x.set((block.channels[c] as Float64Array).subarray(0, block.frames));
    });
    const out = run(block.frames);
    if (out.frames > 0) yield out;
  }
  // As many silent frames bring the last ones out.
  for (let left = late; left > 0; left -= FLUSH_FRAMES) {
    const frames = Math.min(left, FLUSH_FRAMES);
    room(frames);
    for (const x of scratch) x.fill(0, 0, frames);
    const out = run(frames);
    if (out.frames > 0) yield out;
  }
}

/** The take: dithered once where the source is stored as integers, single precision where it is. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const chain = chainOf(plan);
  const { info } = source;
  const { encoding } = info;
  const ditherer =
    !chain.idle && encoding?.kind === 'int'
      ? new Ditherer({
          bits: encoding.bits,
          channels: info.channels,
          mode: 'tpdf',
          sampleRateHz: info.sampleRateHz,
          seed: plan.seed,
          kernels: context.kernels,
        })
      : undefined;
  const single = !chain.idle && encoding?.kind === 'float' && encoding.bits === 32;
  let done = 0;
  const stream = chain.idle
    ? source.blocks(context.signal ? { signal: context.signal } : {})
    : exactStream(source, chain, context);
  for await (const block of stream) {
    throwIfCancelled(context.signal);
    ditherer?.process(block.channels, block.frames);
    if (single)
      for (const x of block.channels) for (let i = 0; i < block.frames; i++) x[i] = Math.fround(x[i] as number);
    yield block;
    done += block.frames;
    context.progress('rendering', done / Math.max(1, info.frameCount));
  }
}
