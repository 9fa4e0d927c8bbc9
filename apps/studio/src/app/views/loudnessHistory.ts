import type { Report } from '@studiohand/core/tool';
import type { LoudnessHistory } from '../../views/index.ts';

/** The loudness history in a report of `measure`; null when it has none. */
export function loudnessHistory(report: Report | undefined): LoudnessHistory | null {
  const loudness = report?.json['loudness'];
  if (typeof loudness !== 'object' || loudness === null) return null;
  const { momentaryLufs, shortTermLufs, hopSeconds } = loudness as Readonly<Record<string, unknown>>;
  if (!Array.isArray(momentaryLufs) || !Array.isArray(shortTermLufs) || typeof hopSeconds !== 'number') return null;
  const integrated = report?.json['integratedLufs'];
  const figures = (series: readonly unknown[]): Float32Array =>
    Float32Array.from(series, (value) => (typeof value === 'number' ? value : Number.NEGATIVE_INFINITY));
  return {
    stepSeconds: hopSeconds,
    momentaryLufs: figures(momentaryLufs),
    shortTermLufs: figures(shortTermLufs),
    integratedLufs: typeof integrated === 'number' ? integrated : null,
    targetLufs: null,
  };
}
