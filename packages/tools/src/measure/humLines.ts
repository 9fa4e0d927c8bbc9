import type { SpectrumListener } from '@studiohand/core/dsp';
import { powerToDb } from '@studiohand/core/units';
import { percentile } from './figures.ts';

export interface HumLine {
  readonly frequencyHz: number;
  readonly levelDbfs: number;
  /** Above the median of the neighbouring bins. */
  readonly aboveNeighboursDb: number;
}

export interface HumFacts {
  /** 50 or 60, or null when no steady line was found. */
  readonly mainsHz: number | null;
  readonly lines: HumLine[];
}

const MAINS_HZ = [50, 60] as const;
const HIGHEST_HZ = 500;
/** Length of one observation. */
const SEGMENT_SECONDS = 3;
/** Fewer observations cannot show persistence. */
const LEAST_SEGMENTS = 4;
/** A line has to stand this far above its neighbours (own choice: a chance peak of averaged noise stays under 6 dB). */
const PROMINENCE_DB = 10;
/** ... in this share of the quietest quarter of the file ... */
const PERSISTENCE = 0.8;
/** ... and hold its level: notes come and go, mains does not. Range between the quartiles. */
const STEADY_DB = 3;
/** Grid frequency in normal operation stays within 0.2 Hz (ENTSO-E System Operation Guideline, 2017/1485, annex III); doubled for the estimate. */
const MAINS_TOLERANCE_HZ = 0.4;
const LARGEST_TOLERANCE_HZ = 1;

interface Line {
  readonly mainsHz: number;
  readonly harmonic: number;
  readonly levels: number[];
  readonly prominences: number[];
  readonly frequencies: number[];
}

/**
 * Mains hum: narrow lines at 50 or 60 Hz and multiples, at the right frequency, above their neighbours and steady
 * through the quietest quarter of the file. Weakness: a drone tuned to the mains looks the same; files under 12 s and
 * music that never pauses hide hum.
 */
export class HumLines implements SpectrumListener {
  readonly #binHz: number;
  readonly #framesPerSegment: number;
  readonly #scale: number;
  readonly #sum: Float64Array;
  readonly #lines: Line[];
  readonly #totals: number[] = [];
  #frames = 0;

  constructor(sampleRateHz: number, size: number) {
    this.#binHz = sampleRateHz / size;
    this.#framesPerSegment = Math.max(1, Math.round((SEGMENT_SECONDS * sampleRateHz) / (size / 2)));
    // One-sided mean power of a Hann frame: 2 / (size² * 0.375).
    this.#scale = 2 / (size * size * 0.375 * this.#framesPerSegment);
    this.#sum = new Float64Array(size / 2 + 1);
    const highest = Math.min(HIGHEST_HZ, (sampleRateHz / 2) * 0.8);
    this.#lines = MAINS_HZ.flatMap((mainsHz) =>
      Array.from({ length: Math.floor(highest / mainsHz) }, (_, i) => ({
        mainsHz,
        harmonic: i + 1,
        levels: [],
        prominences: [],
        frequencies: [],
      })),
    );
  }

  frame(power: Float64Array): void {
    const sum = this.#sum;
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (power[k] as number);
    this.#frames++;
    if (this.#frames < this.#framesPerSegment) return;
    this.#endSegment();
    this.#sum.fill(0);
    this.#frames = 0;
  }

  #endSegment(): void {
    const sum = this.#sum;
    let total = 0;
    for (let k = 1; k < sum.length; k++) total += sum[k] as number;
    this.#totals.push(total * this.#scale);
    for (const line of this.#lines) {
      const target = (line.mainsHz * line.harmonic) / this.#binHz;
      let peak = Math.round(target);
      for (let k = Math.round(target) - 1; k <= Math.round(target) + 1; k++)
        if ((sum[k] as number) > (sum[peak] as number)) peak = k;
      const neighbours: number[] = [];
      for (let d = 4; d <= 7; d++) neighbours.push(sum[Math.max(1, peak - d)] as number, sum[peak + d] as number);
      const at = (k: number): number => Math.log(Math.max(1e-300, sum[k] as number));
      // Quadratic interpolation of the log spectrum (Smith and Serra 1987); within 0.05 bins for a Hann window.
      const bend = at(peak - 1) - 2 * at(peak) + at(peak + 1);
      const shift = bend < 0 ? (0.5 * (at(peak - 1) - at(peak + 1))) / bend : 0;
      let power = 0;
      for (let k = peak - 2; k <= peak + 2; k++) power += sum[k] as number;
      line.levels.push(powerToDb(power * this.#scale));
      line.prominences.push(powerToDb((sum[peak] as number) / Math.max(1e-300, percentile(neighbours, 50))));
      line.frequencies.push((peak + shift) * this.#binHz);
    }
  }

  finish(): HumFacts {
    const none: HumFacts = { mainsHz: null, lines: [] };
    const order = this.#totals.map((total, i) => ({ total, i })).filter(({ total }) => total > 1e-14);
    if (order.length < LEAST_SEGMENTS) return none;
    order.sort((a, b) => a.total - b.total);
    const quiet = order.slice(0, Math.max(LEAST_SEGMENTS, Math.ceil(order.length / 4))).map(({ i }) => i);
    const results = MAINS_HZ.map((mainsHz) => {
      const lines = this.#lines.filter((line) => line.mainsHz === mainsHz && persistent(line, quiet));
      // The rest of a series proves nothing without its fundamental or, after a rectifier, its octave.
      return { mainsHz, lines: lines.some((line) => line.harmonic <= 2) ? lines : [] };
    }).filter(({ lines }) => lines.length > 0);
    results.sort((a, b) => b.lines.length - a.lines.length);
    const [best] = results;
    if (!best) return none;
    const median = (values: readonly number[]): number =>
      percentile(
        quiet.map((i) => values[i] as number),
        50,
      );
    return {
      mainsHz: best.mainsHz,
      lines: best.lines.map((line) => ({
        frequencyHz: Math.round(median(line.frequencies) * 10) / 10,
        levelDbfs: Math.round(median(line.levels) * 10) / 10,
        aboveNeighboursDb: Math.round(Math.min(200, median(line.prominences)) * 10) / 10,
      })),
    };
  }
}

function persistent({ mainsHz, harmonic, levels, prominences, frequencies }: Line, quiet: readonly number[]): boolean {
  const tolerance = Math.min(LARGEST_TOLERANCE_HZ, MAINS_TOLERANCE_HZ * harmonic);
  const seen = quiet.filter(
    (i) =>
      (prominences[i] as number) >= PROMINENCE_DB &&
      Math.abs((frequencies[i] as number) - mainsHz * harmonic) <= tolerance,
  );
  const present = seen.map((i) => levels[i] as number);
  return seen.length >= PERSISTENCE * quiet.length && percentile(present, 75) - percentile(present, 25) <= STEADY_DB;
}
