import type { AudioInfo, AudioSource, SampleEncoding } from '@studiohand/core/audio';
import { companionsOf, type Move, type ToolContext } from '@studiohand/core/tool';
import { ALBUM, type AlbumFacts, albumFacts } from './album.ts';
import { type Chain, chainOf, type LimiterSettings, limiterCeilingDbtp, seriesOf, solvedFor } from './chain.ts';
import { type MixFacts, measureMix } from './facts.ts';
import type { MasterParams } from './params.ts';
import { proposeChain } from './propose.ts';
import { type Cost, costsOf, levelOf, needsLimiter, reductionHistory, solveFinal } from './solve.ts';
import { levelsOf, type MasterTarget, targetOf } from './targets.ts';
import { type Figure, figure } from './words.ts';

/** What the plan is made of; JSON. */
export interface MasterAnalysis {
  readonly facts: MixFacts;
  readonly album: AlbumFacts | null;
  /** Of this song: the target's, less its distance in an album. */
  readonly loudnessLufs: number;
  readonly ceilingDbtp: number;
  /** Moves before the gain, on or off. */
  readonly chain: readonly Move[];
  readonly gainDb: Figure;
  readonly solvedFor: string;
  readonly limiter: LimiterSettings | null;
  /** Loudness reached by the plan as proposed. */
  readonly reachedLufs: Figure;
  readonly costs: readonly Cost[];
  /** Largest reduction of the limiter per 100 ms, in dB. */
  readonly reductionDb: readonly number[];
  /** Nothing but a DC offset is in the file. */
  readonly onlyOffset?: boolean;
  /** Nothing has to be done. */
  readonly leaveAlone: boolean;
}

/** Closer than two meters agree (EBU Tech 3341): not worth touching a sample. */
const NEAR_ENOUGH_LU = 0.1;
/** What the standard's short interpolation filter may read too much. */
const METER_DB = 0.05;

/** Depth, rate and container of the result. */
export function deliveryOf(
  params: MasterParams,
  target: MasterTarget,
  info: AudioInfo,
): {
  readonly sampleRateHz: number;
  readonly encoding: SampleEncoding;
  readonly container: string;
  readonly codec: string;
} {
  const asked = params.bitDepth === 'target' ? target.bitDepth : params.bitDepth;
  const encoding: SampleEncoding =
    asked === '32f'
      ? { kind: 'float', bits: 32 }
      : asked !== undefined
        ? { kind: 'int', bits: Number(asked) }
        : (info.encoding ?? { kind: 'int', bits: 24 });
  const holds = info.encoding !== undefined && (encoding.kind === 'int' || info.container !== 'flac');
  return {
    sampleRateHz: params.sampleRateHz === 'target' ? (target.sampleRateHz ?? info.sampleRateHz) : params.sampleRateHz,
    encoding,
    container: holds ? info.container : 'wav',
    codec: holds ? info.codec : 'pcm',
  };
}

/** Two passes: what the mix is; then what limiter and meter see behind the proposed moves. */
export async function analyse(
  source: AudioSource,
  params: MasterParams,
  context: ToolContext,
): Promise<MasterAnalysis> {
  const { info } = source;
  const target = targetOf(params.for);
  const { facts } = await measureMix(source, context, 'measuring', target.needs === 'vinyl');
  const album = await albumFacts(companionsOf(ALBUM, context), facts.integratedLufs, context);
  const levels = levelsOf(target, params.intent, params);
  const loudnessLufs = figure(levels.loudnessLufs - (album?.belowLoudestLu ?? 0), 3) ?? levels.loudnessLufs;
  const { ceilingDbtp } = levels;
  const chain = proposeChain(facts, params.intent, target, loudnessLufs, ceilingDbtp, info);
  const delivery = deliveryOf(params, target, info);
  const common = { facts, album: album ?? null, loudnessLufs, ceilingDbtp, chain };
  const nothing = { gainDb: null, solvedFor: '', limiter: null, costs: [], reductionDb: [] };
  if (facts.integratedLufs === null)
    return { ...common, ...nothing, reachedLufs: null, leaveAlone: !chain.some((m) => m.enabled) };

  const limiter: LimiterSettings = {
    ceilingDbtp: Math.round(1e4 * limiterCeilingDbtp(ceilingDbtp, delivery.encoding)) / 1e4,
    lookaheadMs: 20,
    release: 'balanced',
  };
  const base: Chain = {
    ...chainOf({ moves: chain, seed: params.seed }, info),
    toHz: delivery.sampleRateHz,
    encoding: delivery.encoding,
  };
  const heard = await seriesOf(source, base, loudnessLufs - facts.integratedLufs, ceilingDbtp, context, 'solving');
  const { series } = heard;
  const { lufs, peakDbtp } = levelOf(series);
  if (!Number.isFinite(lufs)) {
    const enabled = chain.filter((m) => m.enabled);
    return { ...common, ...nothing, chain: enabled, onlyOffset: true, reachedLufs: null, leaveAlone: false };
  }
  const limited = needsLimiter(series, loudnessLufs - lufs, ceilingDbtp);
  const sameFile =
    delivery.sampleRateHz === info.sampleRateHz &&
    delivery.encoding.kind === info.encoding?.kind &&
    delivery.encoding.bits === info.encoding.bits;
  const peaksFit = Math.max(facts.truePeakDbtp ?? -200, peakDbtp) <= ceilingDbtp + METER_DB;
  if (sameFile && peaksFit && Math.abs(lufs - loudnessLufs) <= NEAR_ENOUGH_LU && !chain.some((m) => m.enabled))
    return { ...common, ...nothing, reachedLufs: figure(lufs, 3), leaveAlone: true };
  const used = limited ? limiter : undefined;
  const gainDb = solveFinal(heard, loudnessLufs, ceilingDbtp, used, context);
  return {
    ...common,
    gainDb,
    solvedFor: solvedFor({ ...base, limiter: used }),
    limiter: used ?? null,
    reachedLufs: gainDb === null ? null : loudnessLufs,
    costs: used ? costsOf(series, loudnessLufs, used) : [],
    reductionDb: used && gainDb !== null ? reductionHistory(series, gainDb, used) : [],
    leaveAlone: false,
  };
}
