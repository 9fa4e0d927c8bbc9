import type { ChannelLayout, ChannelRole } from '../audio/index.ts';

/** Weight of the side channels, ITU-R BS.1770-5 Annex 3: exactly 1.41 for 60..120 degrees azimuth below 30 degrees elevation. */
const SIDE = 1.41;

/**
 * Loudness weight of a channel. Ls/Rs stand at 110 degrees, Lss/Rss at 90, so 1.41; Lrs/Rrs at 135 and every height
 * channel 1.0; the LFE is left out. Unknown roles count 1.0, as if they were front channels.
 */
export function channelWeight(role: ChannelRole): number {
  if (role === 'LFE') return 0;
  return role === 'Ls' || role === 'Rs' || role === 'Lss' || role === 'Rss' ? SIDE : 1;
}

/** One weight per channel of a layout. */
export function channelWeights(layout: ChannelLayout): Float64Array {
  return Float64Array.from(layout, channelWeight);
}
