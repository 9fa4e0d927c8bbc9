/**
 * PSR: highest true peak inside the 3 s window less its short-term loudness (AES convention e-brief 373, whose authors
 * advise 8 and more). Windows that count are those of the loudness range (Tech 3342): -70 LUFS, and 20 LU under the
 * loudness of the programme. Weakness: a single click lifts 3 s of values.
 */
import { gainToDb } from '../units/index.ts';
import { LevelHistogram } from './levelHistogram.ts';

const WINDOW_HOPS = 30;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 20;
/** Bins of the running median. */
const LOWEST_DB = 0;
const HIGHEST_DB = 60;
const BIN_DB = 0.05;

/** PSR in dB of a window; `truePeak` linear. */
export function peakToShortTermDb(truePeak: number, shortTermLufs: number): number {
  return gainToDb(truePeak) - shortTermLufs;
}

/**
 * One value per 100 ms, for the 3 s that end there; NaN where it does not count. `shortTermLufs` and `hopPeaks`
 * (linear) as the meters give them; `integratedLufs` sets the gate.
 */
export function psrSeries(
  shortTermLufs: ArrayLike<number>,
  hopPeaks: ArrayLike<number>,
  integratedLufs: number,
): number[] {
  const gate = Math.max(ABSOLUTE_GATE_LUFS, integratedLufs - RELATIVE_GATE_LU);
  return Array.from(shortTermLufs, (short, h) => {
    if (!(short >= gate) || h < WINDOW_HOPS - 1) return Number.NaN;
    let peak = 0;
    for (let j = h - WINDOW_HOPS + 1; j <= h; j++) peak = Math.max(peak, hopPeaks[j] ?? 0);
    return peakToShortTermDb(peak, short);
  });
}

/**
 * Median and lowest PSR while the programme still runs, for meters; the median is right to 0.05 dB. Allocates nothing.
 * Weakness: the gate is that of the moment, so a quiet intro counts until something loud has been heard.
 */
export class RunningPsr {
  readonly #histogram: LevelHistogram = new LevelHistogram(LOWEST_DB, HIGHEST_DB, BIN_DB);
  #lowestDb = Number.NaN;
  #medianDb = Number.NaN;

  /** Takes the PSR of a window, if its short-term loudness reaches the gate. One every 100 ms. */
  add(psrDb: number, shortTermLufs: number, gateLufs: number): void {
    if (!(shortTermLufs >= gateLufs) || !Number.isFinite(psrDb)) return;
    this.#histogram.add(psrDb);
    this.#lowestDb = Number.isNaN(this.#lowestDb) ? psrDb : Math.min(this.#lowestDb, psrDb);
    this.#medianDb = this.#histogram.percentile(50);
  }

  /** NaN before the first value. */
  get medianDb(): number {
    return this.#medianDb;
  }

  get lowestDb(): number {
    return this.#lowestDb;
  }

  clear(): void {
    this.#histogram.clear();
    this.#lowestDb = Number.NaN;
    this.#medianDb = Number.NaN;
  }
}
