import {
  AudioError,
  type AudioInfo,
  type ChannelLayout,
  layoutName,
  namedLayout,
  type SampleEncoding,
} from '@studiohand/core/audio';
import { type ChannelMatrix, channelMixMatrix } from '@studiohand/core/dsp';
import {
  type ContainerLimits,
  containerLimits,
  fittingEncoding,
  fittingRateHz,
  holdsEncoding,
  isLossy,
  isWritable,
} from './containers.ts';
import type { ConvertParams } from './params.ts';

/** What the result is to be, and why where it was not asked for. */
export interface Target {
  readonly container: string;
  readonly codec: string;
  readonly limits: ContainerLimits;
  readonly containerReason: string;
  readonly sampleRateHz: number;
  readonly rateReason: string;
  readonly encoding: SampleEncoding | undefined;
  readonly depthReason: string;
  readonly layout: ChannelLayout;
  readonly matrix: ChannelMatrix;
}

const ASKED = 'Asked for.';

/** '24-bit' or '32-bit float'. */
export function depthName(encoding: SampleEncoding | undefined): string {
  if (!encoding) return 'lossy';
  return `${encoding.bits}-bit${encoding.kind === 'float' ? ' float' : ''}`;
}

/** '5.1', 'stereo', or the list of channels. */
export function channelsName(layout: ChannelLayout): string {
  return layoutName(layout) ?? (layout.includes('unknown') ? `${layout.length} channels` : layout.join(' '));
}

function refuse(message: string, hint: string): never {
  throw new AudioError('invalid-parameter', message, hint);
}

/** Ogg files are Vorbis by our writer; one that carries Opus or FLAC goes to the container of that codec. */
function ownContainer({ container, codec }: AudioInfo): string | undefined {
  if (isWritable(container, codec)) return container;
  if (container === 'ogg' && isWritable(codec, codec)) return codec;
  return undefined;
}

function wantedEncoding(params: ConvertParams, limits: ContainerLimits): SampleEncoding {
  const encoding: SampleEncoding = {
    kind: params.bitDepth.endsWith('f') ? 'float' : 'int',
    bits: Number.parseInt(params.bitDepth, 10),
  };
  if (isLossy(limits)) {
    refuse(`bitDepth: ${limits.title} stores no samples, so it has no bit depth.`, 'Leave bitDepth out.');
  }
  if (!holdsEncoding(limits, encoding)) {
    const held = [...limits.intBits.map(String), ...limits.floatBits.map((bits) => `${bits}f`)].join(', ');
    const other = encoding.kind === 'float' ? 'wav' : 'aiff';
    refuse(
      `bitDepth: ${limits.title} cannot hold ${depthName(encoding)} samples.`,
      `${limits.title} holds ${held}; ${other} holds ${depthName(encoding)}.`,
    );
  }
  return encoding;
}

/** Resolves the parameters against a source. Throws AudioError 'invalid-parameter' for what cannot be. */
export function resolveTarget(params: ConvertParams, info: AudioInfo): Target {
  const own = ownContainer(info);
  const container = params.to === 'same' ? (own ?? 'wav') : params.to;
  const limits = containerLimits(container);
  let containerReason = ASKED;
  if (params.to === 'same') {
    containerReason = own
      ? 'The format of the source.'
      : `${info.container} with ${info.codec} cannot be written; WAV keeps everything it decodes to.`;
  }

  let sampleRateHz = fittingRateHz(limits, info.sampleRateHz);
  let rateReason = `${limits.title} cannot hold ${info.sampleRateHz} Hz; ${sampleRateHz} Hz is the nearest it can.`;
  if (params.sampleRateHz !== 'same') {
    if (fittingRateHz(limits, params.sampleRateHz) !== params.sampleRateHz) {
      refuse(
        `sampleRateHz: ${limits.title} cannot hold ${params.sampleRateHz} Hz.`,
        'highestHz' in limits.ratesHz
          ? `Choose a whole rate up to ${limits.ratesHz.highestHz} Hz.`
          : `Choose one of ${limits.ratesHz.join(', ')} Hz.`,
      );
    }
    sampleRateHz = params.sampleRateHz;
    rateReason = ASKED;
  }

  let encoding = fittingEncoding(limits, info.encoding);
  let depthReason = `${limits.title} cannot hold ${depthName(info.encoding)} samples.`;
  if (!info.encoding) depthReason = `${info.codec} decodes to more than full scale at times; this depth holds it.`;
  if (!info.encoding && encoding?.kind === 'int') depthReason = `The deepest common depth of ${limits.title}.`;
  if (params.bitDepth !== 'same') {
    encoding = wantedEncoding(params, limits);
    depthReason = ASKED;
  }
  if (isLossy(limits)) depthReason = `${limits.title} stores no samples.`;
  else if (params.bitrateKbps !== undefined || params.quality !== undefined) {
    refuse(
      `${params.bitrateKbps === undefined ? 'quality' : 'bitrateKbps'}: ${limits.title} is lossless.`,
      'Leave it out, or convert to mp3, m4a, ogg or opus.',
    );
  }

  const layout = params.channels === 'same' ? info.layout : (namedLayout(params.channels) ?? info.layout);
  if (layout.length > limits.maxChannels) {
    refuse(
      `channels: ${limits.title} holds ${limits.maxChannels} channels at most; this would have ${layout.length}.`,
      `Add channels=${limits.maxChannels >= 6 ? '5.1' : 'stereo'} for a documented downmix, or choose wav.`,
    );
  }
  const matrix = channelMixMatrix(info.layout, layout);
  return {
    container,
    codec: limits.codec,
    limits,
    containerReason,
    sampleRateHz,
    rateReason,
    encoding,
    depthReason,
    layout,
    matrix,
  };
}
