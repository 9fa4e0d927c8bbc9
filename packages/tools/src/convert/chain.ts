import type { AudioInfo, ChannelLayout, SampleEncoding } from '@studiohand/core/audio';
import { type ChannelMatrix, movesChannelsOnly, Resampler } from '@studiohand/core/dsp';
import type { Move, Plan } from '@studiohand/core/tool';
import { dbToGain } from '@studiohand/core/units';

export type DitherMode = 'none' | 'tpdf' | 'shaped';

/** Identifiers of the moves, in the order in which they act. */
export const MOVES = {
  mix: 'mix-channels',
  resample: 'resample',
  headroom: 'headroom',
  depth: 'bit-depth',
  dither: 'dither',
  encode: 'encode',
} as const;

/** What a plan, as edited by the producer, does to the samples and the file. */
export interface Chain {
  /** Absent when the channels stay as they are. */
  readonly matrix: ChannelMatrix | undefined;
  readonly layout: ChannelLayout;
  readonly fromHz: number;
  readonly toHz: number;
  /** Linear; 1 unless the headroom move is on. */
  readonly gain: number;
  readonly encoding: SampleEncoding | undefined;
  /**
   * Rounding to the steps of an integer depth, with or without dither; absent where the values lie on the steps
   * already (nothing computed, no used bit lost), for float results and for lossy encoders.
   */
  readonly quantise: DitherMode | undefined;
  /** Whether every sample of the result is a sample of the source. */
  readonly bitExact: boolean;
  readonly container: string;
  readonly codec: string;
  readonly codecOptions: Readonly<Record<string, number | string>>;
  readonly keepMetadata: boolean;
  readonly frameCount: number;
  readonly seed: number;
}

/** Whether values of the source, unchanged, lie on the steps of `encoding`. `usedBits` is undefined when unknown. */
export function fitsOnSteps(
  source: SampleEncoding | undefined,
  usedBits: number | undefined,
  { kind, bits }: SampleEncoding,
): boolean {
  if (kind === 'float') {
    // A float holds as many integer bits as its mantissa: 24 and 53.
    if (source?.kind === 'float') return source.bits <= bits || (usedBits ?? Number.POSITIVE_INFINITY) <= 24;
    return (usedBits ?? source?.bits ?? Number.POSITIVE_INFINITY) <= (bits === 32 ? 24 : 53);
  }
  return (usedBits ?? (source?.kind === 'int' ? source.bits : Number.POSITIVE_INFINITY)) <= bits;
}

/** Reads the enabled moves of a plan. Settings come back from JSON, so nothing is taken for granted. */
export function chainOf(plan: Plan, info: AudioInfo): Chain {
  const on = (id: string): Move | undefined => plan.moves.find((move) => move.id === id && move.enabled);
  const mix = on(MOVES.mix);
  const resample = on(MOVES.resample);
  const headroom = on(MOVES.headroom);
  const depth = on(MOVES.depth);
  const dither = on(MOVES.dither);
  const encode = on(MOVES.encode);

  const matrix = mix?.settings['matrix'] as ChannelMatrix | undefined;
  const layout = (mix?.settings['layout'] as ChannelLayout | undefined) ?? info.layout;
  const toHz = Number(resample?.settings['sampleRateHz'] ?? info.sampleRateHz);
  const gain = headroom ? dbToGain(Number(headroom.settings['gainDb']) * headroom.amount) : 1;
  let encoding = info.encoding;
  if (depth) encoding = depth.settings['encoding'] as SampleEncoding;
  else if (encode?.settings['lossy'] === true) encoding = undefined;

  const computed = (matrix !== undefined && !movesChannelsOnly(matrix)) || toHz !== info.sampleRateHz || gain !== 1;
  const usedBits = depth?.settings['usedBits'];
  const onSteps =
    !computed &&
    encoding !== undefined &&
    fitsOnSteps(info.encoding, typeof usedBits === 'number' ? usedBits : undefined, encoding);
  const rounds = encoding?.kind === 'int' && !onSteps;
  return {
    matrix,
    layout,
    fromHz: info.sampleRateHz,
    toHz,
    gain,
    encoding,
    quantise: rounds ? ((dither?.settings['mode'] as DitherMode | undefined) ?? 'none') : undefined,
    bitExact: onSteps,
    container: String(encode?.settings['container'] ?? info.container),
    codec: String(encode?.settings['codec'] ?? info.codec),
    codecOptions: (encode?.settings['codecOptions'] as Record<string, number | string> | undefined) ?? {},
    keepMetadata: encode?.settings['metadata'] !== 'drop',
    frameCount:
      toHz === info.sampleRateHz ? info.frameCount : Resampler.outputFrames(info.frameCount, info.sampleRateHz, toHz),
    seed: plan.seed,
  };
}
