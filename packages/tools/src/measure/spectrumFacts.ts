import type { AudioInfo } from '@studiohand/core/audio';
import { type Band, bandPower, erbBands, type PowerSpectrum, thirdOctaveBands } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import type { BandLevel, SpectrumFacts } from './analysis.ts';
import { bandwidth } from './bandwidth.ts';
import { type Figure, figure } from './figures.ts';

/** Width of the smoothing of the plotted curves. */
const CURVE_BANDS_PER_OCTAVE = 12;

/** Band levels, plot curves and bandwidth from the long-term spectrum. */
export function spectrumFacts(spectrum: PowerSpectrum, info: AudioInfo): SpectrumFacts {
  const { power, mid, side, binHz } = spectrum;
  const level = (values: Float64Array, band: Band, digits: number): Figure =>
    figure(powerToDb(bandPower(values, binHz, band)), digits);
  const levels = (bands: readonly Band[]): BandLevel[] =>
    bands.map((band) => ({ centreHz: figure(band.centreHz, 1) ?? 0, levelDbfs: level(power, band, 2) }));
  const points = curveBands(info.sampleRateHz);
  return {
    thirdOctave: levels(thirdOctaveBands(info.sampleRateHz)),
    erb: levels(erbBands(info.sampleRateHz)),
    curve: {
      hz: points.map((band) => figure(band.centreHz, 1) ?? 0),
      levelDbfs: points.map((band) => level(power, band, 1)),
      midDbfs: mid ? points.map((band) => level(mid, band, 1)) : [],
      sideDbfs: side ? points.map((band) => level(side, band, 1)) : [],
    },
    bandwidth: bandwidth(spectrum, info),
  };
}

/** A third octave wide, in steps of a twelfth: smooth, and on the same scale as the third-octave bars. */
function curveBands(sampleRateHz: number): Band[] {
  const bands: Band[] = [];
  for (let i = 0; ; i++) {
    const centreHz = 20 * 2 ** (i / CURVE_BANDS_PER_OCTAVE);
    const band = { centreHz, fromHz: centreHz * 2 ** (-1 / 6), toHz: centreHz * 2 ** (1 / 6) };
    if (centreHz > 20500 || band.toHz > sampleRateHz / 2) return bands;
    bands.push(band);
  }
}
