/**
 * The test signals that EBU Tech 3341 v4 (2023, table 1) and Tech 3342 v4 (2023, table 1) define as tones, made from
 * their text at any rate, with the expected readings. Left out: 3341 tests 7 and 8 and 3342 tests 5 and 6, which are
 * authentic programmes.
 */
import { type ChannelLayout, namedLayout } from '@studiohand/core/audio';
import { kaiserWindow } from '@studiohand/core/dsp';

export type Reading = 'integrated' | 'maxMomentary' | 'maxShortTerm' | 'range' | 'truePeak';

/** A reading with the tolerance the documents give. */
export interface Expected {
  readonly reading: Reading;
  readonly value: number;
  readonly below: number;
  readonly above: number;
}

export interface EbuSignal {
  readonly name: string;
  readonly expected: readonly Expected[];
  readonly layout: ChannelLayout;
  /** Planar; channels may be one and the same array. */
  make(rate: number): Float64Array[];
}

/** Seconds, and dBFS or null for silence. */
type Segment = readonly [number, number | null];

const stereo = namedLayout('stereo') ?? [];

function tone(rate: number, segments: readonly Segment[], frequencyHz = 1000): Float64Array {
  const counts = segments.map(([seconds]) => Math.round(seconds * rate));
  const result = new Float64Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  segments.forEach(([, level], s) => {
    const end = at + (counts[s] as number);
    if (level !== null) {
      const gain = 10 ** (level / 20);
      for (let i = at; i < end; i++) result[i] = gain * Math.sin((2 * Math.PI * frequencyHz * i) / rate);
    }
    at = end;
  });
  return result;
}

const pair = (x: Float64Array): Float64Array[] => [x, x];
const within = (reading: Reading, value: number, below: number, above: number): Expected => ({
  reading,
  value,
  below,
  above,
});
/** Tech 3341: ±0.1 LU. */
const lu = (reading: Reading, value: number): Expected => within(reading, value, 0.1, 0.1);
/** Tech 3341: +0.2 / -0.4 dB. */
const peak = (value: number): Expected => within('truePeak', value, 0.4, 0.2);
/** Tech 3342: ±1 LU. */
const range = (value: number): Expected => within('range', value, 1, 1);

const segments = (name: string, list: readonly Segment[], ...expected: Expected[]): EbuSignal => ({
  name,
  expected,
  layout: stereo,
  make: (rate) => pair(tone(rate, list)),
});

const levels = (name: string, layout: ChannelLayout, list: readonly (number | null)[], value: number): EbuSignal => ({
  name,
  expected: [lu('integrated', value)],
  layout,
  make: (rate) => list.map((level) => tone(rate, [[20, level]])),
});

const twenty = Array.from({ length: 20 }, (_, i) => i);
const repeat = (count: number, ...list: Segment[]): Segment[] => Array.from({ length: count }, () => list).flat();

/** 10 ms linear fades at both ends. */
function faded(x: Float64Array, rate: number): Float64Array {
  const fade = Math.floor(0.01 * rate);
  for (let i = 0; i < fade; i++) {
    x[i] = (x[i] as number) * (i / (fade - 1));
    const mirrored = x.length - 1 - i;
    x[mirrored] = (x[mirrored] as number) * (i / (fade - 1));
  }
  return x;
}

/** Tests 15 to 19: a tone at a whole part of the rate, with a phase that hides its crests between samples. */
const steady = (number: number, divisor: number, amplitude: number, degrees: number, value: number): EbuSignal => ({
  name: `3341-${number}`,
  expected: [peak(value)],
  layout: stereo,
  make: (rate) =>
    pair(
      faded(
        Float64Array.from(
          { length: rate },
          (_, n) => amplitude * Math.sin((2 * Math.PI * n) / divisor + (degrees * Math.PI) / 180),
        ),
        rate,
      ),
    ),
});

/** Tests 20 to 23: fs/6 at half scale with one period of fs/4 at full scale, made at 4 fs, low-passed, then decimated. */
const burst = (number: number, offset: number): EbuSignal => ({
  name: `3341-${number}`,
  expected: [peak(0)],
  layout: stereo,
  make: (rate) => {
    const side = Math.floor((4 * rate) / 2 / 24) * 24;
    const high = Float64Array.from({ length: 2 * side + 16 }, (_, k) => {
      if (k >= side && k < side + 16) return Math.sin((2 * Math.PI * (k - side)) / 16);
      return 0.5 * Math.sin((2 * Math.PI * (k < side ? k : k - side - 16)) / 24);
    });
    faded(high, 4 * rate);
    const half = 512;
    const cutoff = 0.9 / 8;
    const window = kaiserWindow(2 * half + 1, 10);
    const filter = window.map((w, i) => {
      const t = i - half;
      return w * (t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t));
    });
    const result = new Float64Array(Math.ceil((high.length - offset) / 4));
    for (let n = 0; n < result.length; n++) {
      let sum = 0;
      const centre = 4 * n + offset;
      const from = Math.max(-half, -centre);
      const to = Math.min(half, high.length - 1 - centre);
      for (let t = from; t <= to; t++) sum += (filter[t + half] as number) * (high[centre + t] as number);
      result[n] = sum;
    }
    return pair(result);
  },
});

export const TECH_3341: readonly EbuSignal[] = [
  segments('3341-1', [[20, -23]], lu('integrated', -23), lu('maxMomentary', -23), lu('maxShortTerm', -23)),
  segments('3341-2', [[20, -33]], lu('integrated', -33), lu('maxMomentary', -33), lu('maxShortTerm', -33)),
  segments(
    '3341-3',
    [
      [10, -36],
      [60, -23],
      [10, -36],
    ],
    lu('integrated', -23),
  ),
  segments(
    '3341-4',
    [
      [10, -72],
      [10, -36],
      [60, -23],
      [10, -36],
      [10, -72],
    ],
    lu('integrated', -23),
  ),
  segments(
    '3341-5',
    [
      [20, -26],
      [20.1, -20],
      [20, -26],
    ],
    lu('integrated', -23),
  ),
  levels('3341-6 as 5.0', ['L', 'R', 'C', 'Ls', 'Rs'], [-28, -28, -24, -30, -30], -23),
  levels('3341-6 as 5.1', ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'], [-28, -28, -24, null, -30, -30], -23),
  segments('3341-9', repeat(5, [1.34, -20], [1.66, -30]), lu('maxShortTerm', -23)),
  ...twenty.map((i) =>
    segments(
      `3341-10 file ${i + 1}`,
      [
        [i * 0.15, null],
        [3, -23],
        [1, null],
      ],
      lu('maxShortTerm', -23),
    ),
  ),
  segments(
    '3341-11',
    twenty.flatMap((i): Segment[] => [
      [i * 0.15, null],
      [3, -38 + i],
      [3 - i * 0.15, null],
    ]),
    lu('maxShortTerm', -19),
  ),
  segments('3341-12', repeat(25, [0.18, -20], [0.22, -30]), lu('maxMomentary', -23)),
  ...twenty.map((i) =>
    segments(
      `3341-13 file ${i + 1}`,
      [
        [i * 0.02, null],
        [0.4, -23],
        [1, null],
      ],
      lu('maxMomentary', -23),
    ),
  ),
  segments(
    '3341-14',
    twenty.flatMap((i): Segment[] => [
      [i * 0.02, null],
      [0.4, -38 + i],
      [0.4 - i * 0.02, null],
    ]),
    lu('maxMomentary', -19),
  ),
  steady(15, 4, 0.5, 0, -6),
  steady(16, 4, 0.5, 45, -6),
  steady(17, 6, 0.5, 60, -6),
  steady(18, 8, 0.5, 67.5, -6),
  steady(19, 4, 1.41, 45, 3),
  ...[0, 1, 2, 3].map((offset) => burst(20 + offset, offset)),
];

export const TECH_3342: readonly EbuSignal[] = [
  segments(
    '3342-1',
    [-20, -30].map((l): Segment => [20, l]),
    range(10),
  ),
  segments(
    '3342-2',
    [-20, -15].map((l): Segment => [20, l]),
    range(5),
  ),
  segments(
    '3342-3',
    [-40, -20].map((l): Segment => [20, l]),
    range(20),
  ),
  segments(
    '3342-4',
    [-50, -35, -20, -35, -50].map((l): Segment => [20, l]),
    range(15),
  ),
];
