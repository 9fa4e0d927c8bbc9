import type { ChannelLayout, ChannelRole } from '../audio/index.ts';

/** Left and right of the same place, as indices into a layout. */
export type ChannelPair = readonly [left: number, right: number];

const MIRROR: Readonly<Partial<Record<ChannelRole, ChannelRole>>> = {
  L: 'R',
  Ls: 'Rs',
  Lss: 'Rss',
  Lrs: 'Rrs',
  Lc: 'Rc',
  Ltf: 'Rtf',
  Ltm: 'Rtm',
  Ltb: 'Rtb',
};

/** The pairs of a layout that have a middle and a side. Channels without a partner (M, C, LFE, unknown) are in none. */
export function channelPairs(layout: ChannelLayout): ChannelPair[] {
  return layout.flatMap((role, left): ChannelPair[] => {
    const partner = MIRROR[role];
    const right = partner ? layout.indexOf(partner) : -1;
    return right >= 0 && layout.indexOf(role) === left ? [[left, right]] : [];
  });
}
