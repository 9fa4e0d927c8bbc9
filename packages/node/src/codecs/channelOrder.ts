import { AudioError, type ChannelRole, layoutName, type OutputSpec } from '@studiohand/core/audio';

/** How an encoder wants the channels of a layout. */
export interface EncoderLayout {
  /** WAVE channel mask. */
  readonly mask: number;
  /** Order in which the encoder takes them: that of the bits of the mask. */
  readonly order: readonly ChannelRole[];
}

const LAYOUTS: Readonly<Record<string, EncoderLayout>> = {
  mono: { mask: 0x4, order: ['M'] },
  stereo: { mask: 0x3, order: ['L', 'R'] },
  '3.0': { mask: 0x7, order: ['L', 'R', 'C'] },
  quad: { mask: 0x33, order: ['L', 'R', 'Ls', 'Rs'] },
  '5.0': { mask: 0x37, order: ['L', 'R', 'C', 'Ls', 'Rs'] },
  '5.1': { mask: 0x3f, order: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'] },
  '7.1': { mask: 0x63f, order: ['L', 'R', 'C', 'LFE', 'Lrs', 'Rrs', 'Lss', 'Rss'] },
};

/**
 * Mask of the layout and, for each channel of the encoder, the channel of the file. One and two channels of any role
 * are mono and stereo. Throws AudioError 'invalid-parameter' for a layout not in `names`.
 */
export function channelOrder(spec: OutputSpec, names: readonly string[]): { mask: number; from: readonly number[] } {
  if (spec.channels === 1) return { mask: 0x4, from: [0] };
  if (spec.channels === 2) return { mask: 0x3, from: [0, 1] };
  const name = layoutName(spec.layout);
  const layout = name && names.includes(name) ? LAYOUTS[name] : undefined;
  if (!layout) {
    throw new AudioError(
      'invalid-parameter',
      `${spec.codec.toUpperCase()} cannot hold the channels ${spec.layout.join(' ')}`,
      `Convert to one of the layouts ${names.join(', ')}.`,
    );
  }
  return { mask: layout.mask, from: layout.order.map((role) => spec.layout.indexOf(role)) };
}
