import type { AudioInfo } from '@studiohand/core/audio';
import { Ditherer, movesChannelsOnly } from '@studiohand/core/dsp';
import type { Move, Plan } from '@studiohand/core/tool';
import type { ConvertAnalysis } from './analyse.ts';
import { fitsOnSteps, MOVES } from './chain.ts';
import { isLossy } from './containers.ts';
import type { ConvertParams } from './params.ts';
import { channelsName, depthName, resolveTarget, type Target } from './target.ts';

/** Raised whenever the same plan would render different bytes. */
export const CONVERT_VERSION = 1;

/** Margin of the offered headroom, so that dither and rounding of the factor stay under full scale. */
const HEADROOM_MARGIN_DB = 0.1;

const sameRoles = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ');

/** Attenuation that keeps the converted peak under full scale, in whole tenths of a dB; 0 when none is needed. */
export function headroomDb({ convertedPeakDbfs, oversCount }: ConvertAnalysis): number {
  if (oversCount === 0 || convertedPeakDbfs === null) return 0;
  return -Math.ceil((convertedPeakDbfs + HEADROOM_MARGIN_DB) * 10) / 10;
}

/** Whether the result is stored as integers or handed to a lossy encoder, where an over is lost. */
export function clipsOvers({ encoding }: Target): boolean {
  return encoding?.kind !== 'float';
}

function mixReason({ matrix, limits }: Target, from: string): string {
  if (movesChannelsOnly(matrix)) return 'Asked for; the channels are placed as they are, the others stay silent.';
  if (matrix.length === 1)
    return 'Asked for; half of left plus half of right, so that identical content keeps its level.';
  return `Asked for; gains of BS.775-4 and BS.2127 for ${from}, written to ${limits.title} without a level change.`;
}

function ditherReason(target: Target, info: AudioInfo, usedBits: number | null, computed: string[]): string {
  const depth = depthName(target.encoding);
  if (computed.length > 0) return `The ${computed.join(' and ')} computes values between the ${depth} steps.`;
  if (info.encoding?.kind === 'int' && usedBits !== null) {
    return `The source uses ${usedBits} bits; the lowest ${usedBits - (target.encoding?.bits ?? 0)} would be cut off.`;
  }
  return `The source is ${depthName(info.encoding)} and finer than the ${depth} steps.`;
}

/** The proposal: only the steps that this source needs, each with its reason. */
export function planConversion(analysis: ConvertAnalysis, params: ConvertParams, info: AudioInfo): Plan {
  const target = resolveTarget(params, info);
  const { encoding, matrix, layout, limits } = target;
  const moves: Move[] = [];
  const add = (id: string, title: string, reason: string, settings: Move['settings'], enabled = true): void => {
    moves.push({ id, enabled, title, reason, amount: 1, settings });
  };
  const computed: string[] = [];

  if (!sameRoles(info.layout, layout)) {
    const from = channelsName(info.layout);
    add(MOVES.mix, `${from} to ${channelsName(layout)}`, mixReason(target, from), { layout, matrix });
    if (!movesChannelsOnly(matrix)) computed.push('downmix');
  }
  if (target.sampleRateHz !== info.sampleRateHz) {
    add(MOVES.resample, `${info.sampleRateHz} Hz to ${target.sampleRateHz} Hz`, target.rateReason, {
      sampleRateHz: target.sampleRateHz,
    });
    computed.push('rate conversion');
  }
  const gainDb = clipsOvers(target) ? headroomDb(analysis) : 0;
  if (gainDb < 0) {
    const peak = (analysis.convertedPeakDbfs ?? 0).toFixed(2);
    const reason = `The converted peak is +${peak} dBFS: ${analysis.oversCount} samples clip without this.`;
    add(MOVES.headroom, `${gainDb.toFixed(1)} dB`, reason, { gainDb }, false);
  }
  if (encoding && (encoding.kind !== info.encoding?.kind || encoding.bits !== info.encoding.bits)) {
    add(MOVES.depth, `${depthName(info.encoding)} to ${depthName(encoding)}`, target.depthReason, {
      encoding,
      usedBits: analysis.usedBits,
    });
  }
  if (encoding?.kind === 'int') {
    const lossless = computed.length === 0 && fitsOnSteps(info.encoding, analysis.usedBits ?? undefined, encoding);
    if (!lossless || gainDb < 0) {
      const wanted = params.dither === 'shaped' ? 'shaped' : 'tpdf';
      const { sampleRateHz } = target;
      const shapes = new Ditherer({ bits: encoding.bits, channels: 1, mode: wanted, sampleRateHz, seed: 0 }).shaping;
      const mode = shapes ? 'shaped' : 'tpdf';
      const title = `${shapes ? 'Noise-shaped' : 'TPDF'} dither at ${encoding.bits} bit`;
      const plain = wanted === 'shaped' && !shapes ? ` There is no noise shaping for ${sampleRateHz} Hz.` : '';
      const reason = ditherReason(target, info, analysis.usedBits, computed) + plain;
      add(MOVES.dither, title, reason, { mode }, params.dither !== 'none');
    }
  }
  const lossy = isLossy(limits);
  if (target.container !== info.container || target.codec !== info.codec || lossy || params.metadata === 'drop') {
    const codecOptions: Record<string, number> = {};
    if (params.bitrateKbps !== undefined) codecOptions['bitrateKbps'] = params.bitrateKbps;
    else if (params.quality !== undefined) codecOptions['quality'] = params.quality;
    const { container, codec } = target;
    const metadata = params.metadata;
    const title = `Write ${limits.title}${metadata === 'drop' ? ', without the metadata' : ''}`;
    add(MOVES.encode, title, target.containerReason, { container, codec, codecOptions, lossy, metadata });
  }
  return { tool: 'convert', version: CONVERT_VERSION, seed: params.seed, moves };
}
