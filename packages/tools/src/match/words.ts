import type { EqBand } from '@studiohand/core/dsp';
import type { Passage } from './where.ts';

/** '63 Hz', '2.5 kHz'. */
export function hertz(hz: number): string {
  return hz < 1000 ? `${Number(hz.toPrecision(3))} Hz` : `${Number((hz / 1000).toPrecision(3))} kHz`;
}

/** '+2.4 dB', '-1.0 dB'. */
export function signedDb(db: number): string {
  return `${db >= 0 ? '+' : ''}${db.toFixed(1)} dB`;
}

/** '1:07'. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export const span = ({ fromSeconds, toSeconds }: Passage): string => `${clock(fromSeconds)}-${clock(toSeconds)}`;

const REGIONS: readonly (readonly [number, string])[] = [
  [60, 'sub bass'],
  [120, 'bass'],
  [300, 'low mids'],
  [800, 'mids'],
  [2000, 'upper mids'],
  [5000, 'presence'],
  [10000, 'brilliance'],
];

/** What engineers call the region of a frequency. */
export function regionOf(hz: number): string {
  return REGIONS.find(([to]) => hz < to)?.[1] ?? 'air';
}

const TYPE_WORDS: Readonly<Record<EqBand['type'], string>> = {
  bell: 'bell',
  lowShelf: 'low shelf',
  highShelf: 'high shelf',
  tilt: 'tilt',
  lowCut: 'low cut',
  highCut: 'high cut',
};

/** 'Bell +2.4 dB at 180 Hz, Q 0.9'. */
export function bandTitle({ type, frequencyHz, gainDb, q, channel, slopeDbPerOctave }: EqBand): string {
  const words = TYPE_WORDS[type];
  const part = channel === 'stereo' ? words : `${channel}: ${words}`;
  const name = part.charAt(0).toUpperCase() + part.slice(1);
  if (type === 'lowCut' || type === 'highCut')
    return `${name} at ${hertz(frequencyHz)}, ${slopeDbPerOctave ?? 12} dB/octave`;
  return `${name} ${signedDb(gainDb)} at ${hertz(frequencyHz)}, Q ${q.toFixed(2)}`;
}

/** 'the reference', 'the 3 references'. */
export function theReferences(count: number): string {
  return count === 1 ? 'the reference' : `the ${count} references`;
}

/** What no measurement of a reference can say, and what was taken from it. */
export const CANNOT_TELL: readonly string[] = [
  'A reference cannot tell which instrument or arrangement makes its sound: a bass-light song may simply have no bass part.',
  'It cannot tell key, tempo, performance or emotion, nor whether its balance suits your song.',
  'Loudness range is mostly arrangement; no equaliser or compressor closes it.',
  'A mix that is mono in a band has no side to turn up there: width has to be recorded, panned or added.',
];
export const USED_OF_REFERENCE: readonly string[] = [
  'third-octave spectrum of mid and side over time',
  'level, crest and hits of four bands',
  'loudness and true peak',
];
