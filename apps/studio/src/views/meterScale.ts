/** Scales of meters and spectrum: from a value to a part of the length. */
import { gainToDb } from '@studiohand/core/units';

/** Part of a peak meter, 0..1, linear in dB from `floorDb` to `topDb`. */
export function levelPart(db: number, floorDb: number, topDb: number): number {
  return Number.isNaN(db) ? 0 : Math.max(0, Math.min(1, (db - floorDb) / (topDb - floorDb)));
}

/** "-12.3"; "-∞" for silence, "–" for no value. */
export function levelText(db: number | null, digits = 1): string {
  if (db === null || Number.isNaN(db)) return '–';
  if (db === Number.NEGATIVE_INFINITY) return '-∞';
  const text = db.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** dB of a linear level, floor instead of minus infinity. */
export function meterDb(linear: number, floorDb: number): number {
  return linear > 0 ? Math.max(floorDb, gainToDb(linear)) : floorDb;
}

/**
 * A needle that jumps up and falls at a steady rate, as a peak meter does (IEC 60268-18 type I falls 20 dB in
 * 1.7 s).
 */
export class FallingNeedle {
  readonly #fallDbPerSecond: number;
  #db: number = Number.NEGATIVE_INFINITY;

  constructor(fallDbPerSecond: number = 20 / 1.7) {
    this.#fallDbPerSecond = fallDbPerSecond;
  }

  get db(): number {
    return this.#db;
  }

  update(db: number, seconds: number): number {
    this.#db = Math.max(db, this.#db - this.#fallDbPerSecond * seconds);
    return this.#db;
  }
}

/**
 * Highest level, in dB, of the bins between two frequencies; bins lie `binHz` apart. Between bins the two next ones
 * are weighted, so that the low end is a line and not a stair.
 */
export function bandLevel(bins: ArrayLike<number>, binHz: number, fromHz: number, toHz: number): number {
  const first = fromHz / binHz;
  const last = Math.min(bins.length - 1, toHz / binHz);
  if (last - first < 2) {
    const at = Math.max(0, Math.min(bins.length - 1, (first + last) / 2));
    const below = Math.floor(at);
    const low = bins[below]!;
    const high = bins[Math.min(bins.length - 1, below + 1)]!;
    return Number.isFinite(low) && Number.isFinite(high) ? low + (high - low) * (at - below) : Math.max(low, high);
  }
  let level = Number.NEGATIVE_INFINITY;
  for (let b = Math.ceil(first); b <= last; b++) level = Math.max(level, bins[b]!);
  return level;
}
