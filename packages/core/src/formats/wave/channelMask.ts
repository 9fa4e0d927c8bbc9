/**
 * dwChannelMask of WAVEFORMATEXTENSIBLE (Microsoft, ksmedia.h SPEAKER_*) and channel roles, both directions.
 * Channels lie in the order of the mask bits. A layout in another order (7.1 with sides before backs) or with roles
 * that the mask lacks (Ltm, Rtm) gets mask 0, "unassigned": channels are never reordered behind the producer's back.
 */
import { type ChannelLayout, type ChannelRole, defaultLayout } from '../../audio/index.ts';

/** Roles by bit, when both back and side pairs are present. */
const ROLES: readonly ChannelRole[] = [
  'L',
  'R',
  'C',
  'LFE',
  'Lrs',
  'Rrs',
  'Lc',
  'Rc',
  'Cs',
  'Lss',
  'Rss',
  'Ts',
  'Ltf',
  'Ctf',
  'Rtf',
  'Ltb',
  'Ctb',
  'Rtb',
];
const BACK_LEFT = 4;
const BACK_RIGHT = 5;
const SIDE_LEFT = 9;
const SIDE_RIGHT = 10;

/** Layout that a mask gives to `channels` channels; without a mask what the count most probably means. */
export function layoutFromMask(mask: number, channels: number): ChannelLayout {
  const bits = ROLES.map((_, bit) => bit).filter((bit) => mask & (1 << bit));
  if (bits.length === 0) return defaultLayout(channels);
  if (channels === 1 && bits.length === 1 && bits[0] === 2) return ['M'];
  const both = bits.includes(BACK_LEFT) && bits.includes(SIDE_LEFT);
  return Array.from({ length: channels }, (_, i): ChannelRole => {
    const bit = bits[i];
    if (bit === undefined) return 'unknown';
    if (!both && (bit === BACK_LEFT || bit === SIDE_LEFT)) return 'Ls';
    if (!both && (bit === BACK_RIGHT || bit === SIDE_RIGHT)) return 'Rs';
    return ROLES[bit] ?? 'unknown';
  });
}

/** Mask for a layout, or 0 where no mask can say it. `layoutFromMask` of a non-zero answer gives the layout back. */
export function maskFromLayout(layout: ChannelLayout): number {
  if (layout.length === 1 && layout[0] === 'M') return 1 << 2;
  let mask = 0;
  let last = -1;
  let ended = false;
  for (const role of layout) {
    if (role === 'unknown') {
      ended = true;
      continue;
    }
    // A lone surround pair is written as back, as in the common 5.1 mask 0x3F.
    const bit = role === 'Ls' ? BACK_LEFT : role === 'Rs' ? BACK_RIGHT : ROLES.indexOf(role);
    if (ended || bit <= last) return 0;
    mask |= 1 << bit;
    last = bit;
  }
  const back = layoutFromMask(mask, layout.length);
  return mask !== 0 && layout.every((role, i) => role === back[i]) ? mask : 0;
}
