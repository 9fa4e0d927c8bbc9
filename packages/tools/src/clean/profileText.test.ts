import type { NoiseProfile } from '@studiohand/core/dsp';
import { describe, expect, it } from 'vitest';
import { profileText, readProfile } from './profileText.ts';

const steady: NoiseProfile = {
  sampleRateHz: 48000,
  seconds: 1.5,
  densities: [{ hzPerBin: 93.75, channels: [Float64Array.from([1e-10, 1e-12, 1e-8])] }],
};

describe('the text of a noise profile', () => {
  it('keeps everything that was learned', () => {
    const profile = { ...steady, unsteadinessDb: [0, 1.25, 3] };
    expect(readProfile(profileText(profile, 'take 3'))).toEqual({ name: 'take 3', profile });
  });

  it('may lack the unsteadiness, as older files do', () => {
    expect(readProfile(profileText(steady, 'old'))).toEqual({ name: 'old', profile: steady });
  });

  it('refuses what is none', () => {
    expect(() => readProfile('{')).toThrow(/not JSON/);
    expect(() => readProfile('{"kind":"other"}')).toThrow(/not a saved noise profile/);
  });
});
