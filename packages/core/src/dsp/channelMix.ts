/**
 * Channel conversion by a fixed gain matrix.
 *
 * Sources: ITU-R BS.775-4 table 2 for 3/2 material to 3/0, 2/0 (L + 0.7071 C + 0.7071 Ls; LFE left out);
 * ITU-R BS.2127 direct-speaker panning of 4+7+0, as computed by the EBU ADM Renderer 2.1.0, for the side, rear and
 * height channels of 7.x and x.x.4. Mono of anything is half of L plus half of R of its stereo downmix, so that
 * identical content keeps its level (BS.775 has 0.7071 instead, which raises it by 3 dB).
 * Upmixes place channels where they belong and leave the others silent.
 * Range: the layouts of `namedLayout`, in any channel order. Latency: none.
 * Weakness: other renderers (Dolby's among them) use other gains; a pair without a published gain is refused.
 */
import { AudioError, type ChannelLayout, type ChannelRole, layoutName } from '../audio/index.ts';

/** `gains[output][input]`, linear. */
export type ChannelMatrix = readonly (readonly number[])[];

type Route = readonly (readonly [ChannelRole, number])[];

/** Mono half-sum: see the header. */
const MONO_GAIN = 0.5;
/** -3 dB, BS.775-4 table 2. */
const MINUS_3_DB = Math.SQRT1_2;

/** For the left half and the middle; the first route whose roles all exist in the target is taken. */
const ROUTES: Readonly<Partial<Record<ChannelRole, readonly Route[]>>> = {
  // A mono programme: the centre where there is one, else both sides at full level, so that each keeps its level.
  M: [
    [['C', 1]],
    [
      ['L', 1],
      ['R', 1],
    ],
  ],
  // BS.775-4 table 2; BS.2127 agrees.
  C: [
    [
      ['L', MINUS_3_DB],
      ['R', MINUS_3_DB],
    ],
  ],
  // Without a low-frequency loudspeaker the channel is left out (0 in the BS.2127 table).
  LFE: [[]],
  // To a layout with side loudspeakers: placed there. To the front: BS.775-4 table 2.
  Ls: [[['Lss', 1]], [['L', MINUS_3_DB]]],
  // BS.2127, M+090.
  Lss: [
    [
      ['L', 0.3673],
      ['Ls', 0.9301],
    ],
    [['L', 0.78]],
  ],
  // BS.2127, M+135.
  Lrs: [
    [
      ['Ls', 0.9063],
      ['Rs', 0.4226],
    ],
    [
      ['L', 0.6409],
      ['R', 0.2988],
    ],
  ],
  // BS.2127, U+045.
  Ltf: [
    [
      ['L', 0.9391],
      ['Lss', 0.3437],
    ],
    [
      ['L', 0.9616],
      ['Ls', 0.2746],
    ],
    [['L', 0.9259]],
  ],
  // BS.2127, U+135.
  Ltb: [
    [['Lrs', 1]],
    [
      ['Ls', 0.9063],
      ['Rs', 0.4226],
    ],
    [
      ['L', 0.6409],
      ['R', 0.2988],
    ],
  ],
};

const STEREO: ChannelLayout = ['L', 'R'];

function mirrored(role: ChannelRole): ChannelRole {
  if (role.startsWith('L') && role !== 'LFE') return `R${role.slice(1)}` as ChannelRole;
  if (role.startsWith('R')) return `L${role.slice(1)}` as ChannelRole;
  return role;
}

function routeOf(role: ChannelRole, to: ChannelLayout): Route | undefined {
  if (to.includes(role)) return [[role, 1]];
  const has = (route: Route): boolean => route.every(([target]) => to.includes(target));
  if (!role.startsWith('R')) {
    const routes = ROUTES[role] ?? [];
    return routes.find(has);
  }
  return (ROUTES[mirrored(role)] ?? [])
    .map((route): Route => route.map(([target, gain]) => [mirrored(target), gain]))
    .find(has);
}

const nameOf = (layout: ChannelLayout): string => layoutName(layout) ?? layout.join(' ');

/** Gains from one layout to another. Throws AudioError 'invalid-parameter' where no published gain exists. */
export function channelMixMatrix(from: ChannelLayout, to: ChannelLayout): ChannelMatrix {
  const identical = from.length === to.length && from.every((role, i) => role === to[i]);
  // A file that does not say what its channels are keeps their order.
  const unnamed = from.length === to.length && from.every((role) => role === 'unknown');
  if (identical || unnamed) return to.map((_, o) => from.map((__, i) => (i === o ? 1 : 0)));
  if (to.length === 1 && to[0] === 'M' && !from.includes('M')) {
    const stereo = channelMixMatrix(from, STEREO);
    return [from.map((_, i) => MONO_GAIN * ((stereo[0]?.[i] ?? 0) + (stereo[1]?.[i] ?? 0)))];
  }
  const gains = to.map(() => from.map(() => 0));
  from.forEach((role, input) => {
    const route = routeOf(role, to);
    if (!route) {
      throw new AudioError(
        'invalid-parameter',
        `channels: no published gain leads the channel ${role} of ${nameOf(from)} to ${nameOf(to)}.`,
        'Convert to stereo or 5.1 first, or make this downmix in the mixing desk, where you can hear it.',
      );
    }
    for (const [target, gain] of route) {
      const row = gains[to.indexOf(target)];
      if (row) row[input] = (row[input] ?? 0) + gain;
    }
  });
  return gains;
}

/** Whether the matrix only moves channels: every output is one input untouched, or silence. */
export function movesChannelsOnly(matrix: ChannelMatrix): boolean {
  return matrix.every((row) => row.every((g) => g === 0 || g === 1) && row.filter((g) => g === 1).length <= 1);
}

/** `output[o] = sum of matrix[o][i] * input[i]`, times `gain`. Allocates nothing. */
export function mixChannels(
  matrix: ChannelMatrix,
  input: readonly Float64Array[],
  output: readonly Float64Array[],
  frames: number,
  gain = 1,
): void {
  for (let o = 0; o < matrix.length; o++) {
    const row = matrix[o] as readonly number[];
    const out = output[o] as Float64Array;
    out.fill(0, 0, frames);
    for (let i = 0; i < row.length; i++) {
      const factor = (row[i] as number) * gain;
      if (factor === 0) continue;
      const from = input[i] as Float64Array;
      for (let f = 0; f < frames; f++) out[f] = (out[f] as number) + factor * (from[f] as number);
    }
  }
}
