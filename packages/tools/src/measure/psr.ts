import type { LoudnessResult, TruePeakResult } from '@studiohand/core/dsp';
import { gainToDb } from '@studiohand/core/units';
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
/** Windows that count are those of the loudness range (Tech 3342): -70 LUFS, and 20 LU under the integrated loudness. */
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 20;

/**
 * PSR: highest true peak inside the 3 s window less its short-term loudness (AES convention e-brief 373, whose authors
 * advise 8 and more). Weakness: a single click lifts 3 s of values.
 */
export function psrFacts({ shortTermLufs, integratedLufs }: LoudnessResult, { hopPeaks }: TruePeakResult): PsrFacts {
  const gate = Math.max(ABSOLUTE_GATE_LUFS, integratedLufs - RELATIVE_GATE_LU);
  const series = Array.from(shortTermLufs, (short, h) => {
    if (!(short >= gate) || h < WINDOW_HOPS - 1) return Number.NaN;
    let peak = 0;
    for (let j = h - WINDOW_HOPS + 1; j <= h; j++) peak = Math.max(peak, hopPeaks[j] ?? 0);
    return gainToDb(peak) - short;
  });
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
