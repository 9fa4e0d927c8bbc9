import { type LoudnessResult, psrSeries, type TruePeakResult } from '@studiohand/core/dsp';
import { type Figure, figure, figures, percentile } from './figures.ts';

export interface PsrFacts {
  /** Median and lowest peak-to-short-term ratio; null when no window counts. */
  readonly medianDb: Figure;
  readonly lowestDb: Figure;
  readonly lowestAtSeconds: number | null;
  /** One value per 100 ms, for the 3 s that end there; null where it does not count. */
  readonly seriesDb: Figure[];
}

const HOPS_PER_SECOND = 10;
const WINDOW_HOPS = 30;

/** Peak-to-short-term ratio of a file; see `psrSeries`. */
export function psrFacts({ shortTermLufs, integratedLufs }: LoudnessResult, { hopPeaks }: TruePeakResult): PsrFacts {
  const series = psrSeries(shortTermLufs, hopPeaks, integratedLufs);
  const valid = series.filter((value) => Number.isFinite(value));
  const lowest = valid.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const at = series.indexOf(lowest);
  return {
    medianDb: figure(percentile(valid, 50), 1),
    lowestDb: figure(lowest, 1),
    lowestAtSeconds: at < 0 ? null : (at + 1 - WINDOW_HOPS) / HOPS_PER_SECOND,
    seriesDb: figures(series, 1),
  };
}
