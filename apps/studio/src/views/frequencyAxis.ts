/** Frequency axes: from Hz to a part of the height or width and back. */

export type FrequencyScale = 'linear' | 'log' | 'mel';

export interface FrequencyAxis {
  readonly scale: FrequencyScale;
  readonly fromHz: number;
  readonly toHz: number;
}

/** A log axis cannot begin at 0. */
const LOWEST_LOG_HZ = 10;

/** Number of a scale in the shader. */
export const SCALE_CODES: Readonly<Record<FrequencyScale, number>> = { linear: 0, log: 1, mel: 2 };

/** Place on the scale before it is cut to a range; mel after O'Shaughnessy 1987: 2595 log10(1 + f / 700). */
export function warp(scale: FrequencyScale, hz: number): number {
  if (scale === 'linear') return hz;
  if (scale === 'log') return Math.log2(Math.max(LOWEST_LOG_HZ, hz));
  return 2595 * Math.log10(1 + hz / 700);
}

export function unwarp(scale: FrequencyScale, place: number): number {
  if (scale === 'linear') return place;
  if (scale === 'log') return 2 ** place;
  return 700 * (10 ** (place / 2595) - 1);
}

/** Part of the axis, 0 at `fromHz`, 1 at `toHz`. */
export function partOfHz({ scale, fromHz, toHz }: FrequencyAxis, hz: number): number {
  const low = warp(scale, fromHz);
  return (warp(scale, hz) - low) / (warp(scale, toHz) - low);
}

export function hzOfPart({ scale, fromHz, toHz }: FrequencyAxis, part: number): number {
  const low = warp(scale, fromHz);
  return unwarp(scale, low + part * (warp(scale, toHz) - low));
}

/** "50", "1k", "2.5k". */
export function frequencyText(hz: number): string {
  return hz < 1000 ? String(Math.round(hz)) : `${Number((hz / 1000).toFixed(2))}k`;
}

/** Round frequencies at least `minPx` apart on an axis of this length, the roundest first chosen. */
export function frequencyTicks(
  axis: FrequencyAxis,
  lengthPx: number,
  minPx: number,
): { readonly hz: number; readonly part: number }[] {
  const ranks: number[][] = [[], [], []];
  if (axis.scale === 'linear') {
    const wanted = ((axis.toHz - axis.fromHz) * minPx) / lengthPx;
    const unit = 10 ** Math.floor(Math.log10(wanted));
    const step = [1, 2, 5, 10].map((m) => m * unit).find((hz) => hz >= wanted)!;
    for (let hz = Math.ceil(axis.fromHz / step) * step; hz <= axis.toHz; hz += step) ranks[0]!.push(hz);
  } else
    for (let decade = 10; decade <= 1e6; decade *= 10)
      for (let m = 1; m < 10; m++) ranks[m === 1 ? 0 : m === 2 || m === 5 ? 1 : 2]!.push(m * decade);
  const ticks: { hz: number; part: number }[] = [];
  for (const hz of ranks.flat()) {
    if (hz < axis.fromHz || hz > axis.toHz) continue;
    const part = partOfHz(axis, hz);
    if (ticks.every((tick) => Math.abs(tick.part - part) * lengthPx >= minPx)) ticks.push({ hz, part });
  }
  return ticks.sort((x, y) => x.hz - y.hz);
}
