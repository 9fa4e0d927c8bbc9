/**
 * What a master can be made for, as dated data. `loudnessLufs` per intent: the least that fits ('faithful'), and how far
 * common practice goes. Where `basis` is 'practice', the numbers are this project's choice and nobody's rule.
 */
export type Intent = 'faithful' | 'balanced' | 'forward';

export interface CodecSetting {
  readonly codec: 'aac' | 'mp3' | 'vorbis' | 'opus';
  readonly bitrateKbps: number;
}

export interface MasterTarget {
  readonly id: string;
  readonly title: string;
  readonly loudnessLufs: Readonly<Record<Intent, number>>;
  readonly ceilingDbtp: number;
  /** Another ceiling for masters louder than this. */
  readonly louder?: { readonly thanLufs: number; readonly ceilingDbtp: number };
  /** Asked for by the target; otherwise those of the source stay. */
  readonly sampleRateHz?: number;
  readonly bitDepth?: 16 | 24;
  /** What listeners of it get. */
  readonly codecs: readonly CodecSetting[];
  /** Corrections only this target needs. */
  readonly needs?: 'vinyl';
  readonly note: string;
  readonly basis: 'official page' | 'standard' | 'pages of others' | 'practice';
  readonly source: string;
  readonly date: string;
}

const AAC_256: CodecSetting = { codec: 'aac', bitrateKbps: 256 };
const AAC_128: CodecSetting = { codec: 'aac', bitrateKbps: 128 };
const OPUS_128: CodecSetting = { codec: 'opus', bitrateKbps: 128 };
const MP3_320: CodecSetting = { codec: 'mp3', bitrateKbps: 320 };
const MP3_128: CodecSetting = { codec: 'mp3', bitrateKbps: 128 };
const VORBIS_320: CodecSetting = { codec: 'vorbis', bitrateKbps: 320 };
const VORBIS_160: CodecSetting = { codec: 'vorbis', bitrateKbps: 160 };

/** Every codec of a full preview. */
export const ALL_CODECS: readonly CodecSetting[] = [
  AAC_256,
  AAC_128,
  MP3_320,
  MP3_128,
  VORBIS_320,
  VORBIS_160,
  OPUS_128,
];

/** Levels common practice uses where a service turns down anyway: louder buys density, not level. */
const STREAMING = { faithful: -14, balanced: -12, forward: -10 };
const PAGES = { basis: 'pages of others', date: '2026-11-25' } as const;
const PRACTICE = { basis: 'practice', source: 'Studiohand', date: '2026-11-25' } as const;

export const TARGETS: readonly MasterTarget[] = [
  {
    id: 'spotify',
    title: 'Spotify',
    loudnessLufs: STREAMING,
    ceilingDbtp: -1,
    louder: { thanLufs: -14, ceilingDbtp: -2 },
    codecs: [VORBIS_320, VORBIS_160, AAC_256],
    note: 'Asks for -14 LUFS and -1 dBTP; louder masters -2 dBTP. Turns louder files down.',
    basis: 'official page',
    source: 'https://support.spotify.com/us/artists/article/loudness-normalization',
    date: '2026-11-25',
  },
  {
    id: 'apple-music',
    title: 'Apple Music',
    loudnessLufs: { faithful: -16, balanced: -14, forward: -11 },
    ceilingDbtp: -1,
    codecs: [AAC_256],
    note: 'Sound Check plays at about -16 LUFS.',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    ...PAGES,
  },
  {
    id: 'apple-digital-masters',
    title: 'Apple Digital Masters',
    loudnessLufs: { faithful: -16, balanced: -14, forward: -11 },
    ceilingDbtp: -1,
    bitDepth: 24,
    codecs: [AAC_256],
    note: '24 bit at the native rate, no up-sampling, about 1 dB of headroom, the AAC round trip checked for clips.',
    source: 'https://www.apple.com/apple-music/apple-digital-masters/docs/apple-digital-masters.pdf',
    ...PAGES,
    date: '2026-11-22',
  },
  {
    id: 'youtube',
    title: 'YouTube',
    loudnessLufs: STREAMING,
    ceilingDbtp: -1,
    codecs: [OPUS_128, AAC_128],
    note: 'Turns louder files down to -14 LUFS, never raises quieter ones.',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    ...PAGES,
  },
  {
    id: 'tidal',
    title: 'TIDAL',
    loudnessLufs: STREAMING,
    ceilingDbtp: -1,
    codecs: [AAC_256],
    note: 'Plays at -14 LUFS, never raises quieter files.',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    ...PAGES,
  },
  {
    id: 'amazon-music',
    title: 'Amazon Music',
    loudnessLufs: STREAMING,
    ceilingDbtp: -2,
    codecs: [OPUS_128, MP3_320],
    note: 'Plays at -14 LUFS and asks for -2 dBTP.',
    source: 'https://blog.wavedisco.com/blog/streaming-loudness-targets',
    ...PAGES,
  },
  {
    id: 'deezer',
    title: 'Deezer',
    loudnessLufs: { faithful: -15, balanced: -13, forward: -11 },
    ceilingDbtp: -1,
    codecs: [MP3_320, MP3_128],
    note: 'Plays at -15 LUFS.',
    source: 'https://blog.wavedisco.com/blog/streaming-loudness-targets',
    ...PAGES,
  },
  {
    id: 'cd',
    title: 'CD',
    loudnessLufs: { faithful: -14, balanced: -12, forward: -9 },
    ceilingDbtp: -0.3,
    sampleRateHz: 44100,
    bitDepth: 16,
    codecs: [],
    note: '44.1 kHz and 16 bit (IEC 60908); no loudness rule. A cue sheet comes with it.',
    ...PRACTICE,
  },
  {
    id: 'vinyl',
    title: 'Vinyl pre-master',
    loudnessLufs: { faithful: -18, balanced: -16, forward: -14 },
    ceilingDbtp: -3,
    bitDepth: 24,
    codecs: [],
    needs: 'vinyl',
    note: 'Bass in the middle, sibilance tamed, no loudness limiting: the cutting engineer sets the level.',
    ...PRACTICE,
  },
  {
    id: 'club',
    title: 'Club',
    loudnessLufs: { faithful: -11, balanced: -9, forward: -7 },
    ceilingDbtp: -0.5,
    codecs: [MP3_320],
    note: 'Played without level matching, next to loud tracks.',
    ...PRACTICE,
  },
  {
    id: 'ebu-r128',
    title: 'Broadcast, EBU R 128',
    loudnessLufs: { faithful: -23, balanced: -23, forward: -23 },
    ceilingDbtp: -1,
    codecs: [],
    note: '-23.0 LUFS within 0.2 LU, -1 dBTP in production.',
    basis: 'standard',
    source: 'https://tech.ebu.ch/publications/r128',
    date: '2026-11-22',
  },
  {
    id: 'atsc-a85',
    title: 'Broadcast, ATSC A/85',
    loudnessLufs: { faithful: -24, balanced: -24, forward: -24 },
    ceilingDbtp: -2,
    codecs: [],
    note: '-24 LKFS within 2 dB, -2 dBTP.',
    basis: 'standard',
    source:
      'https://www.atsc.org/atsc-documents/a85-techniques-for-establishing-and-maintaining-audio-loudness-for-digital-television/',
    date: '2026-11-22',
  },
  {
    id: 'podcast',
    title: 'Podcast',
    loudnessLufs: { faithful: -16, balanced: -16, forward: -16 },
    ceilingDbtp: -1,
    codecs: [MP3_128, AAC_128],
    note: '-16 LUFS for stereo by common practice; speech by AES TD1008 -18.',
    ...PAGES,
    source: 'https://blog.wavedisco.com/blog/streaming-loudness-targets',
  },
];

export const TARGET_IDS: readonly string[] = TARGETS.map(({ id }) => id);

/** The target of an id; parameters only let known ones through. */
export function targetOf(id: string): MasterTarget {
  return TARGETS.find((target) => target.id === id) ?? (TARGETS[0] as MasterTarget);
}

/** What a target asks for at an intent, with the producer's own figures where given. */
export function levelsOf(
  target: MasterTarget,
  intent: Intent,
  own: { readonly loudnessLufs?: number | undefined; readonly ceilingDbtp?: number | undefined },
): { readonly loudnessLufs: number; readonly ceilingDbtp: number } {
  const loudnessLufs = own.loudnessLufs ?? target.loudnessLufs[intent];
  const { louder } = target;
  const usual = louder && loudnessLufs > louder.thanLufs + 0.05 ? louder.ceilingDbtp : target.ceilingDbtp;
  return { loudnessLufs, ceilingDbtp: own.ceilingDbtp ?? usual };
}
