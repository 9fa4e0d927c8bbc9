import { type AudioSource, lockstep } from '@studiohand/core/audio';
import { isExact, NullMeter } from '@studiohand/core/dsp';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import { stemsOf } from './plan.ts';

/** Two bits under the 32-bit float's rounding of a sample at full scale. */
const DEEP_ENOUGH_DBFS = -140;

/** Adds the written stems up and compares them with the source; level and peak of each. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const { channels, frameCount, encoding } = source.info;
  const stems = stemsOf(plan, source.info);
  const count = Math.max(1, stems.length);
  const meter = new NullMeter();
  const power = new Float64Array(count);
  const peaks = new Float64Array(count);
  const options = context.signal ? { signal: context.signal } : {};
  for await (const block of lockstep([source, take], options)) {
    const [mix = [], wide = []] = block.channels;
    for (let c = 0; c < channels; c++) {
      const parts = Array.from({ length: count }, (_, s) => wide[s * channels + c] as Float64Array);
      meter.push(mix[c] as Float64Array, parts, block.frames);
      for (const [s, samples] of parts.entries())
        for (let i = 0; i < block.frames; i++) {
          const v = samples[i] as number;
          power[s] = (power[s] as number) + v * v;
          if (Math.abs(v) > (peaks[s] as number)) peaks[s] = Math.abs(v);
        }
    }
    context.progress('Adding the stems up', (block.position + block.frames) / Math.max(1, frameCount));
  }
  const { nullDepthDbfs, differing } = meter.result();
  const samples = Math.max(1, frameCount * channels);
  const dbfs = (value: number): number | null => (value > 0 ? gainToDb(value) : null);
  const levels = stems.map(({ id, title }, s) => ({
    name: id,
    title,
    rmsDbfs: dbfs(Math.sqrt((power[s] as number) / samples)),
    peakDbfs: dbfs(peaks[s] as number),
  }));
  const exact = differing === 0;
  const findings: Finding[] = [];
  if (
    !exact &&
    (nullDepthDbfs > DEEP_ENOUGH_DBFS || isExact(encoding, take.info.encoding ?? { kind: 'float', bits: 32 }))
  )
    findings.push({
      id: 'null',
      severity: 'problem',
      text: `The stems do not add up to the mix: ${nullDepthDbfs.toFixed(1)} dBFS are left.`,
    });
  for (const { name, title, peakDbfs } of levels)
    if (peakDbfs !== null && peakDbfs > 0)
      findings.push({
        id: `over-${name}`,
        severity: 'info',
        text: `${title} peaks at +${peakDbfs.toFixed(2)} dBFS: kept as it is in 32-bit float, since one level for all stems keeps their sum.`,
      });
  return {
    json: { nullDepthDb: exact ? null : nullDepthDbfs, exact, frameCount: take.info.frameCount, levels },
    rows: [
      {
        label: 'Stems added up',
        value: exact ? 'the mix, bit by bit' : `the mix but for ${nullDepthDbfs.toFixed(1)} dBFS`,
      },
      ...levels.map(({ title, rmsDbfs, peakDbfs }) => ({
        label: title,
        value: rmsDbfs === null ? 'silent' : `${rmsDbfs.toFixed(1)} dBFS RMS, peak ${(peakDbfs as number).toFixed(1)}`,
      })),
    ],
    findings,
  };
}
