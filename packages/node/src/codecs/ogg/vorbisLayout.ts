/**
 * Channel order of Vorbis (Vorbis I specification, section 4.3.9) and of Opus mapping family 1 (RFC 7845, section
 * 5.1.1.2), brought into the order of WAVE masks, in which all other files come.
 */
import { type ChannelLayout, type ChannelRole, defaultLayout } from '@studiohand/core/audio';
import { layoutFromMask } from '@studiohand/core/formats';

/** By channel count: WAVE mask, and for each channel of that order its place in the stream. */
const ORDERS: readonly (readonly [mask: number, places: readonly number[]])[] = [
  [0x4, [0]],
  [0x3, [0, 1]],
  [0x7, [0, 2, 1]],
  [0x33, [0, 1, 2, 3]],
  [0x37, [0, 2, 1, 3, 4]],
  [0x3f, [0, 2, 1, 5, 3, 4]],
  [0x70f, [0, 2, 1, 6, 5, 3, 4]],
  [0x63f, [0, 2, 1, 7, 5, 6, 3, 4]],
];

/** Roles of `channels` channels after {@link inWaveOrder}; beyond 8 nothing is defined. */
export function vorbisLayout(channels: number): ChannelLayout {
  const order = ORDERS[channels - 1];
  return order ? layoutFromMask(order[0], channels) : unknownLayout(channels);
}

/** The arrays of a stream in WAVE order. */
export function inWaveOrder<T>(channels: readonly T[]): readonly T[] {
  const order = ORDERS[channels.length - 1];
  return order ? order[1].map((place) => channels[place] as T) : channels;
}

/** One or two channels are what they usually are, more are unknown. */
export function unknownLayout(channels: number): ChannelLayout {
  return channels <= 2 ? defaultLayout(channels) : Array.from({ length: channels }, (): ChannelRole => 'unknown');
}
