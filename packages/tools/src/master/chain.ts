import {
  type AudioBlock,
  AudioError,
  type AudioFormat,
  type AudioInfo,
  type AudioSource,
  type SampleEncoding,
} from '@studiohand/core/audio';
import { type LevelSeries, LevelSeriesMeter, type LimiterReleaseName, Resampler } from '@studiohand/core/dsp';
import type { Move, Plan, ToolContext } from '@studiohand/core/tool';
import { Excerpts } from './excerpts.ts';
import { checkStage, type Stage, stageOf, throughStages } from './stages.ts';

/** Identifiers of the moves at the end of the chain; those before it come from propose.ts. */
export const ENDS = { rate: 'rate', gain: 'loudness', limiter: 'limiter', depth: 'depth' } as const;

/** Settings of the move that sets the level. */
export interface GainSettings {
  readonly targetLufs: number;
  readonly ceilingDbtp: number;
  /** Solved for the moves before it and the limiter behind it as proposed; null where there is no loudness. */
  readonly gainDb: number | null;
  /** Fingerprint of what it was solved for; with other moves on, rendering solves again. */
  readonly solvedFor: string;
}

export interface LimiterSettings {
  readonly ceilingDbtp: number;
  readonly lookaheadMs: number;
  readonly release: LimiterReleaseName;
}

/** What an edited plan does, resolved against its source. */
export interface Chain {
  /** Moves with a stage, switched on. */
  readonly moves: readonly Move[];
  readonly gain: (GainSettings & { readonly amount: number }) | undefined;
  readonly limiter: LimiterSettings | undefined;
  readonly fromHz: number;
  readonly toHz: number;
  readonly encoding: SampleEncoding | undefined;
  readonly container: string;
  readonly codec: string;
  readonly frameCount: number;
  /** Whether any sample changes. */
  readonly touched: boolean;
  readonly seed: number;
}

/** FNV-1a of a text, 8 hexadecimal digits (Fowler, Noll, Vo 1991): tells apart, protects nothing. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** What a gain is solved for: every stage before it, the rate and the limiter. */
export function solvedFor({ moves, limiter, toHz, encoding }: Chain): string {
  const stages = moves.map(({ id, amount, settings }) => [id, amount, settings]);
  return fingerprint(JSON.stringify([stages, toHz, limiter ?? null, encoding ?? null]));
}

/** Reads a plan. Throws AudioError 'invalid-parameter' for settings that cannot be. */
export function chainOf({ moves, seed }: Pick<Plan, 'moves' | 'seed'>, info: AudioInfo): Chain {
  const on = (id: string): Move | undefined => moves.find((m) => m.id === id && m.enabled);
  const ends: readonly string[] = Object.values(ENDS);
  const own = moves.filter((m) => m.enabled && !ends.includes(m.id));
  own.forEach(checkStage);
  const rate = on(ENDS.rate);
  const gain = on(ENDS.gain);
  const limiter = on(ENDS.limiter);
  const depth = on(ENDS.depth)?.settings as
    | { readonly encoding: SampleEncoding; readonly container: string; readonly codec: string }
    | undefined;
  const toHz = rate ? Number(rate.settings['sampleRateHz']) : info.sampleRateHz;
  if (!(toHz > 0))
    throw new AudioError('invalid-parameter', `plan: a sample rate of ${toHz} Hz.`, 'Give a rate above 0 Hz.');
  return {
    moves: own,
    gain: gain && { ...(gain.settings as unknown as GainSettings), amount: gain.amount },
    limiter: limiter?.settings as LimiterSettings | undefined,
    fromHz: info.sampleRateHz,
    toHz,
    encoding: depth ? depth.encoding : info.encoding,
    container: depth?.container ?? info.container,
    codec: depth?.codec ?? info.codec,
    frameCount:
      toHz === info.sampleRateHz ? info.frameCount : Resampler.outputFrames(info.frameCount, info.sampleRateHz, toHz),
    touched: own.length > 0 || gain !== undefined || limiter !== undefined || toHz !== info.sampleRateHz,
    seed,
  };
}

/** So that meters with the standard's short filter, which can read a little too much, agree in almost all music. */
const METER_DB = 0.02;

/**
 * Ceiling of the limiter: rounding to an integer depth with dither moves a sample by up to 1.5 steps, which the
 * interpolation between samples can double.
 */
export function limiterCeilingDbtp(ceilingDbtp: number, encoding: SampleEncoding | undefined): number {
  const aimDbtp = ceilingDbtp - METER_DB;
  if (encoding?.kind !== 'int') return aimDbtp;
  return aimDbtp - 20 * Math.log10(1 + 3 / 2 ** (encoding.bits - 1) / 10 ** (ceilingDbtp / 20));
}

/** Format behind the rate conversion. */
export function formatOf(chain: Chain, { channels, layout }: AudioFormat): AudioFormat {
  return { sampleRateHz: chain.toHz, channels, layout };
}

/** The signal in front of gain and limiter: source, stages, rate conversion. */
export async function* prepared(source: AudioSource, chain: Chain, context: ToolContext): AsyncGenerator<AudioBlock> {
  const { info } = source;
  const stages = chain.moves.map((m) => stageOf(m, info, context.kernels)).filter((s): s is Stage => s !== undefined);
  const stream = throughStages(source.blocks(context.signal ? { signal: context.signal } : {}), stages, info.channels);
  if (chain.toHz === chain.fromHz || info.frameCount === 0) {
    yield* stream;
    return;
  }
  const { fromHz, toHz } = chain;
  const resampler = new Resampler({ fromHz, toHz, channels: info.channels, kernels: context.kernels });
  for await (const block of stream) {
    const out = resampler.process(block);
    if (out.frames > 0) yield out;
  }
  const tail = resampler.flush();
  if (tail.frames > 0) yield tail;
}

/** Peaks further below the ceiling than this, after the expected gain, are read less finely. */
const ROOM_DB = 10;

/** What gain and limiter will see, and stretches of it. */
export interface Heard {
  readonly series: LevelSeries;
  readonly excerpts: Excerpts;
}

/** What gain and limiter will see, for {@link solveFinal}. `expectedGainDb`: about the gain that will be asked for. */
export async function seriesOf(
  source: AudioSource,
  chain: Chain,
  expectedGainDb: number,
  ceilingDbtp: number,
  context: ToolContext,
  stage: string,
): Promise<Heard> {
  const threshold = 10 ** ((ceilingDbtp - Math.max(0, expectedGainDb) - ROOM_DB) / 20);
  const format = formatOf(chain, source.info);
  const meter = new LevelSeriesMeter(format, context.kernels, threshold);
  const excerpts = new Excerpts(format, chain.frameCount);
  let done = 0;
  for await (const block of prepared(source, chain, context)) {
    context.signal?.throwIfAborted();
    meter.push(block);
    excerpts.push(block);
    done += block.frames;
    context.progress(stage, Math.min(1, done / Math.max(1, chain.frameCount)));
  }
  return { series: meter.finish(), excerpts };
}
