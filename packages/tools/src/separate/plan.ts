import type { AudioInfo, MetadataChunk, OutputSpec } from '@studiohand/core/audio';
import { exactEncoding } from '@studiohand/core/dsp';
import type { Move, Plan, StemSpec } from '@studiohand/core/tool';
import type { SeparateAnalysis } from './analyse.ts';
import { maskMethod } from './methods.ts';

export const SEPARATE_VERSION = 1;
/** Chunks that describe the channels of a file, which stems do not share. */
const CHANNEL_DESCRIPTIONS: readonly string[] = ['chna', 'axml', 'bxml', 'sxml', 'dbmd'];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One move per stem; what is switched off stays in the rest. */
export function planSeparate(
  { method, model, peak, sides }: SeparateAnalysis,
  _params: unknown,
  info: AudioInfo,
): Plan {
  const moves: Move[] = [];
  const mask = maskMethod(method ?? '');
  if (peak > 0 && info.frameCount > 0) {
    if (mask && !(mask.id === 'centre' && sides === 0))
      moves.push({
        id: mask.id,
        enabled: true,
        title: `${mask.part} from ${mask.rest.toLowerCase()}`,
        reason: mask.reason,
        amount: 1,
        settings: { method: mask.id, stem: mask.part, rest: mask.rest },
      });
    for (const [index, stem] of (model?.stems ?? []).entries())
      moves.push({
        id: stem,
        enabled: true,
        title: capital(stem),
        reason: `By ${model?.name} ${model?.version} (${model?.id}), up to ${((model?.bandHz ?? 0) / 1000).toFixed(1)} kHz.`,
        amount: 1,
        settings: {
          model: model?.id,
          accepted: [...(model?.accepted ?? [])],
          index,
          stem: capital(stem),
          rest: model?.remainder ? capital(model.remainder) : 'Residual',
        },
      });
  }
  return { tool: 'separate', version: SEPARATE_VERSION, moves, seed: 0 };
}

export function activeMoves(plan: Plan): readonly Move[] {
  return plan.moves.filter(({ enabled, amount }) => enabled && amount > 0);
}

/** The stems of a plan and what is left of the mix, in the channels of the source; none where nothing is taken out. */
export function stemsOf(plan: Plan, { channels }: AudioInfo): readonly StemSpec[] {
  const active = activeMoves(plan);
  if (active.length === 0) return [];
  const rest = String(active[0]?.settings['rest']);
  return [
    ...active.map(({ id, settings }) => ({ id, title: String(settings['stem']), channels })),
    { id: 'residual', title: rest, channels },
  ];
}

/** 32-bit float (64 where 32 bits cannot hold the source), so that the sum of the files is the source to the bit. */
export function outputOf(plan: Plan, info: AudioInfo): OutputSpec {
  const { sampleRateHz, container, codec, encoding, frameCount, metadata } = info;
  const count = stemsOf(plan, info).length;
  if (count === 0)
    return {
      sampleRateHz,
      channels: info.channels,
      layout: info.layout,
      container,
      codec,
      encoding,
      frameCount,
      metadata,
    };
  return {
    sampleRateHz,
    channels: count * info.channels,
    layout: Array.from({ length: count }, () => info.layout).flat(),
    container: 'wav',
    codec: 'pcm',
    encoding: exactEncoding(encoding),
    frameCount,
    metadata: metadata.filter(({ id }: MetadataChunk) => !CHANNEL_DESCRIPTIONS.includes(id)),
  };
}
