/** ffmpeg's names of channel layouts (libavutil, channel_layout.h) as masks of WAVE, whose order ffmpeg decodes to. */
import { type ChannelLayout, defaultLayout } from '@studiohand/core/audio';
import { layoutFromMask } from '@studiohand/core/formats';

const MASKS: Readonly<Record<string, number>> = {
  mono: 0x4,
  stereo: 0x3,
  '2.1': 0xb,
  '3.0': 0x7,
  '3.0(back)': 0x103,
  '4.0': 0x107,
  quad: 0x33,
  'quad(side)': 0x603,
  '3.1': 0xf,
  '5.0': 0x37,
  '5.0(side)': 0x607,
  '4.1': 0x10f,
  '5.1': 0x3f,
  '5.1(side)': 0x60f,
  '6.0': 0x707,
  '6.0(front)': 0x6c3,
  hexagonal: 0x137,
  '6.1': 0x70f,
  '6.1(back)': 0x13f,
  '6.1(front)': 0x6cb,
  '7.0': 0x637,
  '7.0(front)': 0x6c7,
  '7.1': 0x63f,
  '7.1(wide)': 0xff,
  '7.1(wide-side)': 0x6cf,
  octagonal: 0x737,
  '5.1.4(back)': 0x2d03f,
  '5.1.4': 0x2d03f,
  '7.1.4': 0x2d63f,
};

/** Roles of the decoded channels; without a known name what their number most probably means. */
export function ffmpegLayout(name: string, channels: number): ChannelLayout {
  const mask = MASKS[name];
  return mask === undefined ? defaultLayout(channels) : layoutFromMask(mask, channels);
}
