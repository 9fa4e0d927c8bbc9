/** How one sample is stored. `int` is two's complement (8-bit WAV is offset binary; readers hide that). */
export interface SampleEncoding {
  readonly kind: 'int' | 'float';
  /** Container bits: 8, 16, 24, 32 for int (FLAC and AIFF also odd depths such as 20); 32 or 64 for float. */
  readonly bits: number;
}

/** Role of a channel, named as in ITU-R BS.2051. `unknown` where the file does not say. */
export type ChannelRole =
  | 'M'
  | 'L'
  | 'R'
  | 'C'
  | 'LFE'
  | 'Ls'
  | 'Rs'
  | 'Lss'
  | 'Rss'
  | 'Lrs'
  | 'Rrs'
  | 'Cs'
  | 'Lc'
  | 'Rc'
  | 'Ltf'
  | 'Rtf'
  | 'Ltb'
  | 'Rtb'
  | 'Ltm'
  | 'Rtm'
  | 'Ctf'
  | 'Ctb'
  | 'Ts'
  | 'unknown';

/** One role per channel, in file order. */
export type ChannelLayout = readonly ChannelRole[];

/** What every stream of frames has. */
export interface AudioFormat {
  /** Frames per second, 1 to 768,000. Need not be whole. */
  readonly sampleRateHz: number;
  /** Number of channels, 1 to 64; object-audio masters have up to 128. Equals `layout.length`. */
  readonly channels: number;
  readonly layout: ChannelLayout;
}

const LAYOUTS: Readonly<Record<string, ChannelLayout>> = {
  mono: ['M'],
  stereo: ['L', 'R'],
  '3.0': ['L', 'R', 'C'],
  quad: ['L', 'R', 'Ls', 'Rs'],
  '5.0': ['L', 'R', 'C', 'Ls', 'Rs'],
  '5.1': ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
  '7.0': ['L', 'R', 'C', 'Lss', 'Rss', 'Lrs', 'Rrs'],
  '7.1': ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs'],
  '5.1.4': ['L', 'R', 'C', 'LFE', 'Ls', 'Rs', 'Ltf', 'Rtf', 'Ltb', 'Rtb'],
  '7.1.2': ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs', 'Ltm', 'Rtm'],
  '7.1.4': ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs', 'Ltf', 'Rtf', 'Ltb', 'Rtb'],
};

/** Names accepted by {@link namedLayout}. */
export const LAYOUT_NAMES: readonly string[] = Object.keys(LAYOUTS);

/** Layout by its usual name ('mono', 'stereo', '5.1', '7.1.4' ...); undefined when the name is unknown. */
export function namedLayout(name: string): ChannelLayout | undefined {
  return LAYOUTS[name];
}

/** The usual name of a layout, or undefined. */
export function layoutName(layout: ChannelLayout): string | undefined {
  const key = layout.join(' ');
  return LAYOUT_NAMES.find((name) => LAYOUTS[name]?.join(' ') === key);
}

/** What a file without a channel map most probably means: mono, stereo, 3.0, quad, 5.0, 5.1, 7.0, 7.1, 7.1.4. */
export function defaultLayout(channels: number): ChannelLayout {
  const byCount: Readonly<Record<number, string>> = {
    1: 'mono',
    2: 'stereo',
    3: '3.0',
    4: 'quad',
    5: '5.0',
    6: '5.1',
    7: '7.0',
    8: '7.1',
    10: '7.1.2',
    12: '7.1.4',
  };
  const name = byCount[channels];
  return (name && LAYOUTS[name]) || Array.from({ length: channels }, (): ChannelRole => 'unknown');
}
