/** Where a ruler puts its lines, and what it writes there. */

/** A line of a ruler; `label` on the major ones. */
export interface RulerTick {
  readonly frame: number;
  readonly label: string | null;
}

/** Steps in seconds and the parts between two labels. */
const STEPS: readonly (readonly [number, number])[] = [
  ...[1e-5, 1e-4, 1e-3, 1e-2, 0.1].flatMap((unit): (readonly [number, number])[] => [
    [unit, 5],
    [2 * unit, 4],
    [5 * unit, 5],
  ]),
  [1, 5],
  [2, 4],
  [5, 5],
  [10, 5],
  [15, 3],
  [30, 6],
  [60, 6],
  [120, 4],
  [300, 5],
  [600, 5],
  [1200, 4],
  [1800, 6],
  [3600, 6],
  [7200, 4],
];

/** "1:02:03.45": hours only where needed, at least `decimals` digits after the second, 0 to 5. */
export function timeText(seconds: number, decimals = 0): string {
  const unit = 10 ** decimals;
  const total = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(total / unit);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const part = decimals > 0 ? `.${String(total % unit).padStart(decimals, '0')}` : '';
  const sign = seconds < 0 && total > 0 ? '-' : '';
  const tail = `${String(whole % 60).padStart(2, '0')}${part}`;
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${sign}${minutes}:${tail}`;
}

/** Digits after the second that tell two places `seconds` apart from each other, 0 to 5. */
export function decimalsFor(seconds: number): number {
  return Math.max(0, Math.min(5, Math.ceil(-Math.log10(seconds) - 1e-9)));
}

/** Lines of a time ruler with labels at least `minPx` apart. */
export function rulerTicks(
  fromFrame: number,
  toFrame: number,
  framesPerPixel: number,
  sampleRateHz: number,
  minPx: number,
): RulerTick[] {
  const wanted = (minPx * framesPerPixel) / sampleRateHz;
  const [step, parts] = STEPS.find(([seconds]) => seconds >= wanted) ?? STEPS[STEPS.length - 1]!;
  const minor = step / parts;
  const first = Math.ceil(fromFrame / sampleRateHz / minor - 1e-6);
  const last = Math.floor(toFrame / sampleRateHz / minor + 1e-6);
  const decimals = decimalsFor(step);
  const ticks: RulerTick[] = [];
  for (let k = first; k <= last; k++)
    ticks.push({
      frame: k * minor * sampleRateHz,
      label: k % parts === 0 ? timeText(k * minor, decimals) : null,
    });
  return ticks;
}

/** A time as one says it: "1 minute 3.2 seconds". */
export function spokenTime(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = (tenths % 600) / 10;
  const say = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  const words = [
    ...(hours > 0 ? [say(hours, 'hour')] : []),
    ...(minutes > 0 ? [say(minutes, 'minute')] : []),
    ...(rest > 0 || tenths < 600 ? [say(rest, 'second')] : []),
  ];
  return words.join(' ');
}
