/**
 * Analogue gain of bells and shelves in dB with its derivatives, for fitting. The forms of {@link filterPrototype} with
 * the s taken out, t = (f / frequency)²: a bell is (P + A) / (P + 1/A), P = q² (t - 2 + 1/t), A = 10^(gain/20); a low
 * shelf a² N / D with N = (a - t)² + a t/q², D = (1 - a t)² + a t/q², a = 10^(gain/40); a high shelf is the low one
 * mirrored, t for 1/t. Exact.
 */

/** What can be fitted. */
export type FitShape = 'bell' | 'lowShelf' | 'highShelf';

/** One shape: its frequency is 2^log2Hz, its quality 2^log2Q. */
export interface ShapeSettings {
  readonly shape: FitShape;
  readonly log2Hz: number;
  readonly log2Q: number;
  readonly gainDb: number;
}

const DB = 10 / Math.LN10;

/**
 * Adds the gain in dB at each frequency to `gainsDb`, and stores its derivatives by log2Hz, log2Q and gainDb in `slopes`
 * at index i * stride + offset, + 1 and + 2 for frequency i.
 */
export function addShape(
  settings: ShapeSettings,
  hz: Float64Array,
  gainsDb: Float64Array,
  slopes: Float64Array,
  stride: number,
  offset: number,
): void {
  if (settings.shape === 'bell') addBell(settings, hz, gainsDb, slopes, stride, offset);
  else addShelf(settings, hz, gainsDb, slopes, stride, offset);
}

function addBell(
  { log2Hz, log2Q, gainDb }: ShapeSettings,
  hz: Float64Array,
  gainsDb: Float64Array,
  slopes: Float64Array,
  stride: number,
  offset: number,
): void {
  const a = 10 ** (gainDb / 20);
  const square = 4 ** log2Q;
  const scale = 4 ** -log2Hz;
  for (let i = 0, at = offset; i < hz.length; i++, at += stride) {
    const t = hz[i] * hz[i] * scale;
    const p = square * (t - 2 + 1 / t);
    const above = p + a;
    const below = p + 1 / a;
    const perP = 2 * Math.LN2 * DB * (1 / above - 1 / below);
    gainsDb[i] += DB * Math.log(above / below);
    slopes[at] = perP * square * (1 / t - t);
    slopes[at + 1] = perP * p;
    slopes[at + 2] = (a / above + 1 / (a * below)) / 2;
  }
}

function addShelf(
  { shape, log2Hz, log2Q, gainDb }: ShapeSettings,
  hz: Float64Array,
  gainsDb: Float64Array,
  slopes: Float64Array,
  stride: number,
  offset: number,
): void {
  const a = 10 ** (gainDb / 40);
  const up = shape === 'lowShelf';
  const k = 4 ** -log2Q;
  const scale = 4 ** -log2Hz;
  for (let i = 0, at = offset; i < hz.length; i++, at += stride) {
    const ratio = hz[i] * hz[i] * scale;
    const t = up ? ratio : 1 / ratio;
    const n = (a - t) ** 2 + a * k * t;
    const d = (1 - a * t) ** 2 + a * k * t;
    const byT = DB * ((a * k - 2 * (a - t)) / n - (a * k - 2 * a * (1 - a * t)) / d);
    const byA = DB * (2 / a + (2 * (a - t) + k * t) / n - (k * t - 2 * t * (1 - a * t)) / d);
    gainsDb[i] += DB * Math.log((a * a * n) / d);
    slopes[at] = byT * t * (up ? -2 : 2) * Math.LN2;
    slopes[at + 1] = DB * a * t * (1 / n - 1 / d) * -2 * k * Math.LN2;
    slopes[at + 2] = (byA * a * Math.LN10) / 40;
  }
}
