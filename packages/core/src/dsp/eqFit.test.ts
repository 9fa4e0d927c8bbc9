import { describe, expect, it } from 'vitest';
import { type EqBand, eqBandsGainDb } from './eqBand.ts';
import { type FittedBand, fitEqBands } from './eqFit.ts';
import { addShape, type FitShape } from './eqModel.ts';
import { Prng } from './prng.ts';

const THIRDS = Float64Array.from({ length: 27 }, (_, i) => 40 * 2 ** (i / 3));

function uniform(seed: number): (from: number, to: number) => number {
  const random = new Prng(seed);
  return (from, to) => from + (to - from) * (random.centred() + 0.5);
}

/** Three bands at least 1.3 octaves apart, ±1.5 to ±6 dB, q 0.6 to 2.3; shelves at the ends by chance when wanted. */
function planted(between: (from: number, to: number) => number, shelves: boolean): EqBand[] {
  const places = [between(5.7, 13.5)];
  while (places.length < 3) {
    const place = between(5.7, 13.5);
    if (places.every((other) => Math.abs(other - place) > 1.3)) places.push(place);
  }
  return places
    .sort((a, b) => a - b)
    .map((place, i): EqBand => {
      const gainDb = between(1.5, 6) * Math.sign(between(-1, 1));
      const low = shelves && i === 0 && place < 7.5 && between(-1, 1) > 0;
      const high = shelves && i === 2 && place > 11.7 && between(-1, 1) > 0;
      const q = low || high ? Math.SQRT1_2 : between(0.6, 2.3);
      return {
        type: low ? 'lowShelf' : high ? 'highShelf' : 'bell',
        frequencyHz: 2 ** place,
        gainDb,
        q,
        channel: 'stereo',
      };
    });
}

const recovers = (bands: readonly EqBand[], found: readonly FittedBand[]): boolean =>
  found.length === bands.length &&
  bands.every((band) =>
    found.some(
      (other) =>
        other.type === band.type &&
        Math.abs(Math.log2(other.frequencyHz / band.frequencyHz)) < 1 / 6 &&
        Math.abs(other.gainDb - band.gainDb) < 0.5,
    ),
  );

describe('fitEqBands', () => {
  it('recovers planted bells within a sixth of an octave and 0.5 dB', () => {
    const between = uniform(1);
    for (let t = 0; t < 100; t++) {
      const bands = planted(between, false);
      const { bands: found } = fitEqBands(
        { frequenciesHz: THIRDS, targetDb: eqBandsGainDb(bands, THIRDS).map((db) => db - 7) },
        { maxBands: 8 },
      );
      if (!recovers(bands, found)) throw new Error(`${JSON.stringify(bands)} gave ${JSON.stringify(found)}`);
    }
  });

  it('recovers 95 of 100 sets with shelves, whose ends are partly out of sight, and fits the others', () => {
    const between = uniform(2);
    let recovered = 0;
    for (let t = 0; t < 100; t++) {
      const bands = planted(between, true);
      const { bands: found, rmsDb } = fitEqBands(
        { frequenciesHz: THIRDS, targetDb: eqBandsGainDb(bands, THIRDS) },
        { maxBands: 8 },
      );
      if (recovers(bands, found)) recovered++;
      expect(rmsDb).toBeLessThan(0.15);
    }
    expect(recovered).toBeGreaterThanOrEqual(95);
  });

  it('gives no bands for a flat curve, for one that a person would not hear, and for none', () => {
    const none = (targetDb: Float64Array): void => {
      expect(fitEqBands({ frequenciesHz: THIRDS, targetDb }, { maxBands: 8 }).bands).toEqual([]);
    };
    none(new Float64Array(27));
    none(new Float64Array(27).fill(-9));
    none(THIRDS.map((_, i) => 0.2 * Math.sin(i)));
    expect(
      fitEqBands({ frequenciesHz: new Float64Array(0), targetDb: new Float64Array(0) }, { maxBands: 8 }).bands,
    ).toEqual([]);
  });

  it('stays within its limits and under 0.2 s of CPU on rough curves', () => {
    const between = uniform(3);
    const millis: number[] = [];
    for (let t = 0; t < 20; t++) {
      let walk = 0;
      const targetDb = THIRDS.map(() => (walk = 0.8 * walk + between(-4, 4)));
      const start = process.cpuUsage();
      const { bands, residualDb, offsetDb, rmsDb } = fitEqBands({ frequenciesHz: THIRDS, targetDb }, { maxBands: 8 });
      const used = process.cpuUsage(start);
      millis.push((used.user + used.system) / 1000);
      expect(bands.length).toBeLessThanOrEqual(8);
      for (const { gainDb, q, frequencyHz, type } of bands) {
        expect(Math.abs(gainDb)).toBeLessThanOrEqual(6);
        expect(Math.abs(gainDb)).toBeGreaterThanOrEqual(0.5);
        expect(q).toBeLessThanOrEqual(type === 'bell' ? 2.5 : 0.9);
        expect(frequencyHz).toBeGreaterThanOrEqual(THIRDS[0]);
        expect(frequencyHz).toBeLessThanOrEqual(THIRDS[26]);
      }
      const model = eqBandsGainDb(
        bands.map((band) => ({ ...band, channel: 'stereo' })),
        THIRDS,
      );
      targetDb.forEach((db, i) => {
        expect(model[i] + offsetDb + residualDb[i]).toBeCloseTo(db, 8);
      });
      expect(rmsDb).toBeLessThan(2);
    }
    expect(millis.sort((a, b) => a - b)[10]).toBeLessThan(200);
  });

  it('comes nearer on average by absolute errors, without bells against each other, under 0.2 s of CPU', () => {
    const between = uniform(4);
    const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length;
    const millis: number[] = [];
    let [squares, absolute] = [0, 0];
    for (let t = 0; t < 8; t++) {
      let walk = 0;
      const targetDb = THIRDS.map(() => (walk = 0.8 * walk + between(-4, 4)));
      const target = { frequenciesHz: THIRDS, targetDb };
      const start = process.cpuUsage();
      const { bands, residualDb } = fitEqBands(target, { maxBands: 8, error: 'absolute' });
      const used = process.cpuUsage(start);
      millis.push((used.user + used.system) / 1000);
      absolute += mean(residualDb);
      squares += mean(fitEqBands(target, { maxBands: 8 }).residualDb);
      const bells = bands.filter(({ type }) => type === 'bell');
      bells.forEach((a, i) => {
        for (const b of bells.slice(i + 1))
          if (a.gainDb * b.gainDb < 0)
            expect(Math.abs(Math.log2(a.frequencyHz / b.frequencyHz))).toBeGreaterThanOrEqual(0.3);
      });
    }
    expect(absolute).toBeLessThan(0.95 * squares);
    expect(millis.sort((a, b) => a - b)[4]).toBeLessThan(200);
  });

  it('looks less where confidence is low', () => {
    const targetDb = THIRDS.map((hz) => (hz < 60 ? 12 : 0));
    const weights = THIRDS.map((hz) => (hz < 60 ? 0.001 : 1));
    expect(fitEqBands({ frequenciesHz: THIRDS, targetDb, weights }, { maxBands: 8 }).bands).toEqual([]);
  });
});

describe('addShape', () => {
  it.each<FitShape>(['bell', 'lowShelf', 'highShelf'])(
    'has the prototype of a %s and its exact derivatives',
    (shape) => {
      const base = { shape, log2Hz: Math.log2(1300), log2Q: Math.log2(0.83), gainDb: -4.2 };
      const at = (settings: typeof base, slopes: Float64Array = new Float64Array(3 * 27)): Float64Array => {
        const gains = new Float64Array(27);
        addShape(settings, THIRDS, gains, slopes, 3, 0);
        return gains;
      };
      const slopes = new Float64Array(3 * 27);
      const gains = at(base, slopes);
      const band: EqBand = { type: shape, frequencyHz: 1300, q: 0.83, gainDb: -4.2, channel: 'stereo' };
      eqBandsGainDb([band], THIRDS).forEach((db, i) => {
        expect(gains[i]).toBeCloseTo(db, 9);
      });
      (['log2Hz', 'log2Q', 'gainDb'] as const).forEach((key, j) => {
        const step = 1e-5;
        const up = at({ ...base, [key]: base[key] + step });
        const down = at({ ...base, [key]: base[key] - step });
        up.forEach((db, i) => {
          expect(slopes[3 * i + j]).toBeCloseTo((db - down[i]) / (2 * step), 5);
        });
      });
    },
  );
});
