/** Slices of a recording as noiseFinder.ts measures them. */
export interface SliceLevels {
  readonly secondsPerSlice: number;
  /** Power per band and slice, dB. */
  readonly bandDb: readonly Float64Array[];
  readonly binsPerBand: readonly number[];
  readonly totalDb: Float64Array;
  /** Mean logarithm of the bins over the logarithm of their mean, dB: -2.5 for Gaussian noise, less for tones. */
  readonly flatnessDb: Float64Array;
}

/** Slices of the stretch that is judged: half a second. */
const STRETCH = 10;
const FLOOR_PERCENTILE = 0.05;
const PROGRAMME_PERCENTILE = 0.95;

/** 1 up to `good`, 0 from `bad` on. */
function ramp(value: number, good: number, bad: number): number {
  return Math.min(1, Math.max(0, (bad - value) / (bad - good)));
}

function percentile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** Deviation of a band's level over slices, dB: a Hann slice of Gaussian noise has half as many values as bins. */
function naturalDb(bins: number): number {
  return 4.34 / Math.sqrt(Math.max(1, bins / 2));
}

/** Slices from `first` up to `until` without those at the ends in which a band stands out of the others' middle. */
export function withoutLoudEnds(
  { bandDb, binsPerBand }: SliceLevels,
  first: number,
  until: number,
): readonly [number, number] {
  const limits = bandDb.map(
    (values, b) => percentile(values.subarray(first, until), 0.5) + 3 * naturalDb(binsPerBand[b]) + 1,
  );
  const loud = (t: number): boolean => bandDb.some((values, b) => values[t] > limits[b]);
  while (first < until - 1 && loud(first)) first++;
  while (until > first + 1 && loud(until - 1)) until--;
  return [first, until];
}

interface Course {
  readonly mean: number;
  readonly deviation: number;
  readonly slope: number;
}

/** Mean, deviation and slope per slice of a stretch. */
function course(values: Float64Array, from: number): Course {
  let [sum, squares, cross, turns] = [0, 0, 0, 0];
  for (let i = 0; i < STRETCH; i++) {
    const v = values[from + i];
    const place = i - (STRETCH - 1) / 2;
    sum += v;
    squares += v * v;
    cross += v * place;
    turns += place * place;
  }
  const mean = sum / STRETCH;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / STRETCH - mean * mean)), slope: cross / turns };
}

/**
 * How sure it is that a stretch from each slice on holds noise alone, 0 to 1; 0 where `silenceDb` (digital silence)
 * is touched. Product of five ramps; their ends are set by the recordings of the cleanup bench.
 */
export function stretchConfidences(
  { secondsPerSlice, bandDb, binsPerBand, totalDb, flatnessDb }: SliceLevels,
  silenceDb: number,
): { readonly confidences: Float64Array; readonly stretch: number } {
  const count = Math.max(0, totalDb.length - STRETCH + 1);
  const confidences = new Float64Array(count);
  const sounding = totalDb.filter((v) => v > silenceDb + 3);
  if (sounding.length < STRETCH) return { confidences, stretch: STRETCH };
  const programmeDb = percentile(sounding, PROGRAMME_PERCENTILE);
  const floorsDb = bandDb.map((values) =>
    percentile(
      values.filter((_, t) => totalDb[t] > silenceDb + 3),
      FLOOR_PERCENTILE,
    ),
  );
  for (let t = 0; t < count; t++) {
    if (totalDb.subarray(t, t + STRETCH).some((v) => v <= silenceDb + 3)) continue;
    let [excess, unsteady, slope] = [0, 0, 0];
    for (let b = 0; b < bandDb.length; b++) {
      const own = course(bandDb[b], t);
      const natural = naturalDb(binsPerBand[b]);
      excess += Math.max(0, own.mean - floorsDb[b] - natural) / bandDb.length;
      unsteady += Math.max(0, own.deviation - natural) / bandDb.length;
      slope += own.slope / secondsPerSlice / bandDb.length;
    }
    const overDb = programmeDb - course(totalDb, t).mean;
    confidences[t] =
      ramp(excess, 2, 8) *
      ramp(unsteady, 1, 4) *
      ramp(Math.abs(slope), 4, 16) *
      ramp(-course(flatnessDb, t).mean, 3.5, 6) *
      ramp(-overDb, -8, -1);
  }
  return { confidences, stretch: STRETCH };
}
