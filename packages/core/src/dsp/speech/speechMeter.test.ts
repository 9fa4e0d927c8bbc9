import { describe, expect, it } from 'vitest';
import { typescriptKernels } from '../kernels/typescriptKernels.ts';
import { Prng } from '../prng.ts';
import { SPEECH_LIKE, type SpeechLikeness, SpeechMeter } from './index.ts';

function likeness(signal: Float64Array, rate: number, piece = 5000): SpeechLikeness {
  const meter = new SpeechMeter(rate, typescriptKernels);
  for (let at = 0; at < signal.length; at += piece) meter.push([signal], at, Math.min(piece, signal.length - at));
  return meter.result();
}

/** Harmonics under a spectral hump whose pitch is given in Hz over time, with a level over time. */
function harmonics(
  rate: number,
  seconds: number,
  hz: (t: number) => number,
  level: (t: number) => number,
): Float64Array {
  let phase = 0;
  return Float64Array.from({ length: Math.round(rate * seconds) }, (_, i) => {
    const t = i / rate;
    phase += (2 * Math.PI * hz(t)) / rate;
    let sum = 0;
    for (let k = 1; k < 12; k++) sum += Math.sin(k * phase) / k;
    return 0.2 * level(t) * sum;
  });
}

const syllables = (t: number): number => Math.max(0, Math.sin(2 * Math.PI * 3.7 * t)) ** 0.7 * (t % 2.1 > 1.8 ? 0 : 1);
/** Intonation: never still, falling over each phrase. */
const intonation = (t: number): number => 135 * 2 ** (0.35 * Math.sin(2 * Math.PI * 1.9 * t) - 0.15 * (t % 2.1));
const melody = (t: number): number => 220 * 2 ** ([0, 2, 4, 5, 7, 4][Math.floor(2 * t) % 6]! / 12);

describe('SpeechMeter', () => {
  it.each([8000, 16000, 44100, 96000])('knows moving pitch in syllables from notes at %i Hz', (rate) => {
    const speech = likeness(harmonics(rate, 9, intonation, syllables), rate);
    expect(speech.likeness).toBeGreaterThan(0.8);
    const notes = likeness(harmonics(rate, 9, melody, syllables), rate);
    expect(notes.likeness).toBeLessThan(0.2);
    expect(notes.reason).toContain('as notes do');
  });

  it('does not take noise, silence, a steady tone or a vibrato for speech', () => {
    const random = new Prng(2);
    const noise = Float64Array.from({ length: 60000 }, () => 0.2 * random.centred());
    const tone = harmonics(
      8000,
      6,
      () => 200,
      () => 1,
    );
    const vibrato = harmonics(
      8000,
      9,
      (t) => melody(t) * 2 ** ((0.25 * Math.sin(2 * Math.PI * 5.5 * t)) / 12),
      syllables,
    );
    for (const signal of [
      noise,
      tone,
      vibrato,
      new Float64Array(30000),
      new Float64Array(30000).fill(Number.NaN),
      new Float64Array(1),
    ])
      expect(likeness(signal, 8000).likeness).toBeLessThan(SPEECH_LIKE);
    expect(likeness(new Float64Array(30000), 8000)).toMatchObject({ windows: 0, likeness: 0 });
  });

  it('says the same however the stream is split', () => {
    const signal = harmonics(44100, 7, intonation, syllables);
    expect(likeness(signal, 44100, 777)).toEqual(likeness(signal, 44100, 44100));
  });
});
