/** The parts of report and proof that the panel draws; checked before use, as both may be older than the panel. */
import type { CodecPeak } from '../codecs.ts';
import type { Playback } from '../services.ts';
import type { Cost } from '../solve.ts';
import type { Figure } from '../words.ts';

/** A value every so many seconds. */
export interface History {
  readonly hopSeconds: number;
  readonly db: readonly Figure[];
}

/** What the analysis promises. */
export interface MasterReportJson {
  readonly target: string;
  readonly intent: string;
  readonly loudnessLufs: number;
  readonly ceilingDbtp: number;
  readonly gainDb: Figure;
  readonly costs: readonly Cost[];
  /** Largest reduction of the limiter, 0 and up. */
  readonly reduction: History | null;
  readonly services: readonly Playback[];
}

/** What the take turned out to be. */
export interface MasterProofJson {
  readonly codecs: readonly CodecPeak[];
  readonly services: readonly Playback[];
  readonly ceilingDbtp: Figure;
  /** Gain of the take over the source, in dB; null where it is too quiet to say. */
  readonly gain: History | null;
}

type Json = Readonly<Record<string, unknown>>;

function numberOf(value: unknown): Figure {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

function historyOf(value: unknown): History | null {
  const { hopSeconds, db } = (value ?? {}) as { readonly hopSeconds?: unknown; readonly db?: unknown };
  return typeof hopSeconds === 'number' && hopSeconds > 0 && Array.isArray(db) && db.length > 0
    ? { hopSeconds, db: db as readonly Figure[] }
    : null;
}

/** The report as this panel knows it, or null. */
export function masterReport(json: Json | undefined): MasterReportJson | null {
  const loudnessLufs = numberOf(json?.['loudnessLufs']);
  const ceilingDbtp = numberOf(json?.['ceilingDbtp']);
  if (json === undefined || loudnessLufs === null || ceilingDbtp === null) return null;
  return {
    target: String(json['target'] ?? ''),
    intent: String(json['intent'] ?? ''),
    loudnessLufs,
    ceilingDbtp,
    gainDb: numberOf(json['gainDb']),
    costs: listOf(json['costs']),
    reduction: historyOf(json['reduction']),
    services: listOf(json['services']),
  };
}

/** The proof as this panel knows it, or null. */
export function masterProof(json: Json | undefined): MasterProofJson | null {
  if (json === undefined) return null;
  const whole = numberOf((json['delta'] as Json | undefined)?.['gainDb']);
  const history = historyOf(json['gainHistory']);
  return {
    codecs: listOf(json['codecs']),
    services: listOf(json['services']),
    ceilingDbtp: numberOf(json['ceilingDbtp']),
    gain:
      history === null || whole === null
        ? null
        : { ...history, db: history.db.map((db) => (db === null ? null : db + whole)) },
  };
}

/** Fewer values: the largest, or the mean, of so many that at most `count` are left. Nulls count as nothing. */
export function coarser({ hopSeconds, db }: History, count: number, of: 'largest' | 'mean'): History {
  const step = Math.max(1, Math.ceil(db.length / count));
  const values = Array.from({ length: Math.ceil(db.length / step) }, (_, i) => {
    const some = db.slice(i * step, (i + 1) * step).filter((value): value is number => value !== null);
    if (some.length === 0) return null;
    return of === 'largest' ? Math.max(...some) : some.reduce((sum, value) => sum + value, 0) / some.length;
  });
  return { hopSeconds: hopSeconds * step, db: values };
}

/** A figure of the costs at a loudness between two of them; null outside. */
export function costAt(
  costs: readonly Cost[],
  loudnessLufs: number,
  key: 'punchLossDb' | 'psrMedianDb' | 'maxReductionDb',
): Figure {
  const k = costs.findIndex((cost) => cost.loudnessLufs >= loudnessLufs - 1e-9);
  const high = costs[k];
  if (!high) return null;
  if (Math.abs(high.loudnessLufs - loudnessLufs) < 1e-6) return high[key];
  const low = costs[k - 1];
  const [from, to] = [low?.[key] ?? null, high[key]];
  if (!low || from === null || to === null) return null;
  return from + ((loudnessLufs - low.loudnessLufs) / (high.loudnessLufs - low.loudnessLufs)) * (to - from);
}
