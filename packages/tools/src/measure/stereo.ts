import { bandWidths, correlation, type PowerSpectrum, thirdOctaveBands } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import { type Figure, figure, figures } from './figures.ts';
import { type SampleStatisticsResult, STATISTICS_HOPS_PER_SECOND } from './sampleStatistics.ts';

export interface StereoBand {
  readonly centreHz: number;
  /** Side less mid; 0 dB is as much side as mid (unrelated channels or one side only), null for pure mono or silence. */
  readonly sideToMidDb: Figure;
  /** Share of the side in the band's power: 0 mono, 50 unrelated, 100 pure opposition. */
  readonly widthPercent: Figure;
}

export interface StereoFacts {
  /** Of the whole file, -1 to 1; null when a channel is silent. */
  readonly correlation: Figure;
  readonly midRmsDbfs: Figure;
  readonly sideRmsDbfs: Figure;
  /** Right less left. */
  readonly balanceDb: Figure;
  /** Level of (L+R)/2 against the mean of the channels: 0 for mono, -3.01 for unrelated channels, null when it cancels entirely. */
  readonly monoLevelDb: Figure;
  /** Both channels are the same, sample by sample. */
  readonly identical: boolean;
  readonly hopSeconds: number;
  /** Correlation of every second; null where one channel is silent. */
  readonly correlationSeries: Figure[];
  /** Width by third octave; empty when the spectrum was not asked for. */
  readonly bands: StereoBand[];
  /** Stretches of at least a second with negative correlation above -60 dBFS RMS. */
  readonly negative: { readonly fromSeconds: number; readonly toSeconds: number; readonly lowest: number }[];
}

/** Opposition in a fade or in noise is of no interest. */
const AUDIBLE_DBFS = -60;
/** Correlations this near to zero are chance. */
const NEGATIVE = -0.1;

/** Relation of the two channels of a stereo file, from the 50 ms sums and the spectrum. */
export function stereoFacts(
  { frames, energy, product, sumEnergy, differenceEnergy, hops }: SampleStatisticsResult,
  spectrum: PowerSpectrum | undefined,
  sampleRateHz: number,
): StereoFacts {
  const left = energy[0] ?? 0;
  const right = energy[1] ?? 0;
  const count = Math.max(1, frames);
  const side = differenceEnergy / 4;
  const mid = sumEnergy / 4;
  const series: number[] = [];
  const levels: number[] = [];
  for (let h = 0; h < hops.product.length; h += STATISTICS_HOPS_PER_SECOND) {
    let l = 0;
    let all = 0;
    let p = 0;
    let n = 0;
    for (let j = h; j < Math.min(h + STATISTICS_HOPS_PER_SECOND, hops.product.length); j++) {
      l += hops.leftEnergy[j] as number;
      all += hops.energy[j] as number;
      p += hops.product[j] as number;
      n += hops.frames[j] as number;
    }
    series.push(correlation(p, l, all - l));
    levels.push(powerToDb(all / (2 * n)));
  }
  return {
    correlation: figure(correlation(product, left, right), 3),
    midRmsDbfs: figure(powerToDb(mid / count)),
    sideRmsDbfs: figure(powerToDb(side / count)),
    balanceDb: figure(powerToDb(right / left)),
    monoLevelDb: figure(powerToDb((2 * mid) / (left + right))),
    identical: frames > 0 && differenceEnergy === 0,
    hopSeconds: 1,
    correlationSeries: figures(series, 3),
    bands: spectrum ? widthByBand(spectrum, sampleRateHz) : [],
    negative: negativeStretches(series, levels, frames / sampleRateHz),
  };
}

function widthByBand({ mid, side, binHz }: PowerSpectrum, sampleRateHz: number): StereoBand[] {
  if (!mid || !side) return [];
  return bandWidths(mid, side, binHz, thirdOctaveBands(sampleRateHz)).map(({ band, sideToMid, sideShare }) => ({
    centreHz: figure(band.centreHz, 1) ?? 0,
    sideToMidDb: figure(powerToDb(sideToMid), 1),
    widthPercent: figure(100 * sideShare, 1),
  }));
}

function negativeStretches(
  series: readonly number[],
  levels: readonly number[],
  durationSeconds: number,
): { fromSeconds: number; toSeconds: number; lowest: number }[] {
  const found: { fromSeconds: number; toSeconds: number; lowest: number }[] = [];
  const negative = (i: number): boolean => (series[i] as number) < NEGATIVE && (levels[i] as number) > AUDIBLE_DBFS;
  for (let i = 0; i < series.length; i++) {
    if (!negative(i)) continue;
    const from = i;
    let lowest = 1;
    for (; i < series.length && negative(i); i++) lowest = Math.min(lowest, series[i] as number);
    found.push({ fromSeconds: from, toSeconds: Math.min(i, durationSeconds), lowest: figure(lowest, 2) ?? lowest });
  }
  return found;
}
