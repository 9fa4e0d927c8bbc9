import { describe, expect, it } from 'vitest';
import { byName, commonName, shortNames } from './shortNames.ts';

describe('short names', () => {
  it('leave out what all stems have in common', () => {
    expect(shortNames(['Night Drive_01_Kick.wav', 'Night Drive_02_Snare.wav', 'Night Drive_03_Hi-Hat.wav'])).toEqual([
      '01_Kick',
      '02_Snare',
      '03_Hi-Hat',
    ]);
    expect(
      shortNames([
        'Kick (Night Drive 120bpm).wav',
        'Snare (Night Drive 120bpm).wav',
        'Bass DI (Night Drive 120bpm).wav',
      ]),
    ).toEqual(['Kick', 'Snare', 'Bass DI']);
  });

  it('cut between words only', () => {
    expect(shortNames(['Song Bass.wav', 'Song Basso.wav', 'Song Batucada.wav'])).toEqual(['Bass', 'Basso', 'Batucada']);
  });

  it('keep names that would be empty or the same', () => {
    expect(shortNames(['Song_.wav', 'Song_A.wav', 'Song_B.wav'])).toEqual(['Song_', 'Song_A', 'Song_B']);
    expect(shortNames(['Song A.wav', 'Song A.wav', 'Song B.wav'])).toEqual(['A', 'A', 'B']);
  });

  it('leave one or two names as they are, but for their ending', () => {
    expect(shortNames([])).toEqual([]);
    expect(shortNames(['Night Drive.wav'])).toEqual(['Night Drive']);
    expect(shortNames(['Night Drive.wav', 'Night Drive 2.flac'])).toEqual(['Night Drive', 'Night Drive 2']);
  });
});

describe('the song that stems belong to', () => {
  it('is what their names begin with', () => {
    expect(commonName(['Night Drive (120 bpm)_01_Kick.wav', 'Night Drive (120 bpm)_02_Snare.wav'])).toBe(
      'Night Drive (120 bpm)',
    );
    expect(commonName(['Night Drive - Kick.wav', 'Night Drive - Bass.wav'])).toBe('Night Drive');
    expect(commonName(['Kick.wav', 'Snare.wav'])).toBe(null);
    expect(commonName(['Night Drive.wav'])).toBe(null);
  });

  it('has its files in the order of a folder', () => {
    const files = ['10 Keys', '2 Bass', '1 Kick', '03 Pad'].map((name) => ({ name }));
    expect(byName(files).map(({ name }) => name)).toEqual(['1 Kick', '2 Bass', '03 Pad', '10 Keys']);
  });
});
