/**
 * What services do to a file when they play it: level changes only, as far as they say so. Dated data; no service was
 * measured. `basis` tells how well a line is founded: an official page whose text was read, or pages of others that agree.
 */
export interface PlaybackRule {
  readonly id: string;
  readonly title: string;
  /** Loudness the service plays at by default. */
  readonly playbackLufs: number;
  /**
   * What happens to quieter files: 'no' never raised, 'to-peak' raised as far as `raiseCeilingDbtp` allows, 'limited' raised
   * and limited.
   */
  readonly raises: 'no' | 'to-peak' | 'limited';
  readonly raiseCeilingDbtp?: number;
  readonly note: string;
  readonly basis: 'official page' | 'pages of others';
  readonly source: string;
  /** Day the source was read. */
  readonly date: string;
}

export const PLAYBACK_RULES: readonly PlaybackRule[] = [
  {
    id: 'spotify',
    title: 'Spotify',
    playbackLufs: -14,
    raises: 'to-peak',
    raiseCeilingDbtp: -1,
    note: 'An album is moved as a whole. Listeners may choose -11 (with a limiter) or -19.',
    basis: 'official page',
    source: 'https://support.spotify.com/us/artists/article/loudness-normalization',
    date: '2026-11-25',
  },
  {
    id: 'apple-music',
    title: 'Apple Music (Sound Check)',
    playbackLufs: -16,
    raises: 'to-peak',
    raiseCeilingDbtp: -1,
    note: 'Only with Sound Check on.',
    basis: 'pages of others',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    date: '2026-11-25',
  },
  {
    id: 'youtube',
    title: 'YouTube',
    playbackLufs: -14,
    raises: 'no',
    note: 'Turns down only.',
    basis: 'pages of others',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    date: '2026-11-25',
  },
  {
    id: 'tidal',
    title: 'TIDAL',
    playbackLufs: -14,
    raises: 'no',
    note: 'An album is moved as a whole.',
    basis: 'pages of others',
    source: 'http://www.ryanschwabe.com/blog/tag/Loudness',
    date: '2026-11-25',
  },
  {
    id: 'amazon-music',
    title: 'Amazon Music',
    playbackLufs: -14,
    raises: 'no',
    note: 'Asks for -2 dBTP.',
    basis: 'pages of others',
    source: 'https://blog.wavedisco.com/blog/streaming-loudness-targets',
    date: '2026-11-25',
  },
  {
    id: 'deezer',
    title: 'Deezer',
    playbackLufs: -15,
    raises: 'no',
    note: 'Turns down only.',
    basis: 'pages of others',
    source: 'https://blog.wavedisco.com/blog/streaming-loudness-targets',
    date: '2026-11-25',
  },
];

/** What one service makes of a file. */
export interface Playback {
  readonly service: string;
  readonly playbackLufs: number;
  /** Level change by the service. */
  readonly changeDb: number;
  /** What is heard then. */
  readonly heardLufs: number;
  readonly heardTruePeakDbtp: number;
  readonly text: string;
}

/** The level change of every service for a file of this loudness and true peak. */
export function playbackOf(integratedLufs: number, truePeakDbtp: number): Playback[] {
  return PLAYBACK_RULES.map(({ title, playbackLufs, raises, raiseCeilingDbtp = 0 }) => {
    const wanted = playbackLufs - integratedLufs;
    const room = Math.max(0, raiseCeilingDbtp - truePeakDbtp);
    const change = wanted <= 0 ? wanted : raises === 'no' ? 0 : raises === 'to-peak' ? Math.min(wanted, room) : wanted;
    const changeDb = Math.round(change * 100) / 100 + 0;
    const short =
      wanted - change > 0.05 ? `, ${(wanted - change).toFixed(1)} dB short of its ${playbackLufs} LUFS` : '';
    const verb =
      changeDb < -0.05
        ? `down ${(-changeDb).toFixed(1)} dB`
        : changeDb > 0.05
          ? `up ${changeDb.toFixed(1)} dB`
          : 'as it is';
    return {
      service: title,
      playbackLufs,
      changeDb,
      heardLufs: Math.round((integratedLufs + change) * 100) / 100,
      heardTruePeakDbtp: Math.round((truePeakDbtp + change) * 100) / 100,
      text: `${verb}${short}`,
    };
  });
}
