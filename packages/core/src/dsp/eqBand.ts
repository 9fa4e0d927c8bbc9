/**
 * One band of an equaliser as a producer knows it, and its exact analogue response, which every digital form of it is
 * held against. Bells and shelves are those of the Audio EQ Cookbook (see {@link filterPrototype}); a tilt is a high
 * shelf of twice the gain less the gain, so that its frequency stays where it was; cuts are Butterworth filters of any
 * order (Butterworth 1930; Oppenheim and Schafer, appendix B), whose sharpest section takes `q` times √2.
 */
import { AudioError } from '../audio/index.ts';
import { type FilterSpec, filterPrototype, prototypePower } from './filterPrototype.ts';

export type EqBandType = 'bell' | 'lowShelf' | 'highShelf' | 'tilt' | 'lowCut' | 'highCut';

/** Which part of a stereo signal a band works on: both channels alike, their middle (L+R)/2 or their side (L-R)/2. */
export type EqChannel = 'stereo' | 'mid' | 'side';

export interface EqBand {
  readonly type: EqBandType;
  /** Centre, corner (-3 dB of a cut with q 0.7071) or pivot of a tilt. Above 0 and below half the sample rate. */
  readonly frequencyHz: number;
  /** Of a bell at its centre, of a shelf at its end, of a tilt at the high end; cuts have none. */
  readonly gainDb: number;
  /** Above 0. 0.7071 is the steepest shelf and cut without overshoot; a bell is frequency / q wide. */
  readonly q: number;
  /** Cuts only: a multiple of 6 up to 96; 12 by default. */
  readonly slopeDbPerOctave?: number;
  readonly channel: EqChannel;
}

/** A first-order section: 6 dB per octave. */
export interface FirstOrderSpec {
  readonly type: 'firstLowpass' | 'firstHighpass';
  readonly frequencyHz: number;
}

export type EqSection = FilterSpec | FirstOrderSpec;

/** A band as analogue sections in series and a gain. */
export interface EqSections {
  readonly sections: readonly EqSection[];
  readonly gainDb: number;
}

const MOST_SLOPE_DB = 96;

/** Taken apart; no sections when the band does nothing. Throws AudioError 'invalid-parameter' for what is no filter. */
export function eqSections({ type, frequencyHz, gainDb, q, slopeDbPerOctave = 12 }: EqBand): EqSections {
  filterPrototype({ type: 'bell', frequencyHz, q, gainDb });
  switch (type) {
    case 'bell':
      return { sections: gainDb === 0 ? [] : [{ type, frequencyHz, gainDb, q }], gainDb: 0 };
    case 'lowShelf':
      return { sections: gainDb === 0 ? [] : [{ type: 'lowshelf', frequencyHz, gainDb, q }], gainDb: 0 };
    case 'highShelf':
      return { sections: gainDb === 0 ? [] : [{ type: 'highshelf', frequencyHz, gainDb, q }], gainDb: 0 };
    case 'tilt':
      return {
        sections: gainDb === 0 ? [] : [{ type: 'highshelf', frequencyHz, gainDb: 2 * gainDb, q }],
        gainDb: -gainDb,
      };
    case 'lowCut':
    case 'highCut':
      return { sections: cutSections(type === 'lowCut', frequencyHz, q, slopeDbPerOctave), gainDb: 0 };
  }
}

function cutSections(low: boolean, frequencyHz: number, q: number, slopeDb: number): EqSection[] {
  const order = slopeDb / 6;
  if (!Number.isInteger(order) || order < 1 || slopeDb > MOST_SLOPE_DB)
    throw new AudioError(
      'invalid-parameter',
      `equaliser: a cut of ${slopeDb} dB per octave.`,
      'Give a multiple of 6 from 6 to 96.',
    );
  const sections: EqSection[] = [];
  for (let k = 0; k < Math.floor(order / 2); k++) {
    // Pole pairs from the sharpest on: angles from the imaginary axis.
    const sharpness = 1 / (2 * Math.sin((Math.PI * (2 * k + 1)) / (2 * order)));
    const type = low ? 'highpass' : 'lowpass';
    sections.push({ type, frequencyHz, q: k === 0 ? sharpness * q * Math.SQRT2 : sharpness });
  }
  if (order % 2 === 1) sections.push({ type: low ? 'firstHighpass' : 'firstLowpass', frequencyHz });
  return sections;
}

/** Squared magnitude of one analogue section at a frequency. */
function sectionPower(section: EqSection): (hz: number) => number {
  const { frequencyHz } = section;
  if (!('q' in section))
    return section.type === 'firstLowpass'
      ? (hz) => 1 / (1 + (hz / frequencyHz) ** 2)
      : (hz) => 1 / (1 + (frequencyHz / hz) ** 2);
  const prototype = filterPrototype(section);
  return (hz) => prototypePower(prototype, hz / frequencyHz);
}

/** Analogue gain of one section in dB. */
export function sectionGainDb(section: EqSection, hz: number): number {
  return 10 * Math.log10(sectionPower(section)(hz));
}

/** Analogue gain of bands in series as a linear factor; their `channel` is not looked at. */
export function eqBandsGain(bands: readonly EqBand[]): (hz: number) => number {
  const taken = bands.map(eqSections);
  const gain = taken.reduce((product, { gainDb }) => product * 10 ** (gainDb / 20), 1);
  const powers = taken.flatMap(({ sections }) => sections.map(sectionPower));
  return (hz) => gain * Math.sqrt(powers.reduce((product, power) => product * power(hz), 1));
}

/** The same in dB at each frequency. */
export function eqBandsGainDb(bands: readonly EqBand[], frequenciesHz: Float64Array): Float64Array {
  const gain = eqBandsGain(bands);
  return frequenciesHz.map((hz) => 20 * Math.log10(gain(hz)));
}
