import { type AudioSource, lockstep } from '@studiohand/core/audio';
import type { ToolContext } from '@studiohand/core/tool';
import { powerToDb } from '@studiohand/core/units';
import { type Figure, figure } from './words.ts';

/** What was added and taken away, from both files side by side. */
export interface Delta {
  /** Gain that makes them most alike (least squares over the whole). */
  readonly gainDb: Figure;
  /** Difference after that gain, against the take. */
  readonly deltaDb: Figure;
  /** Gain of every 100 ms against that, in dB: where a limiter or compressor turned down, it is below 0. */
  readonly gainSeriesDb: readonly Figure[];
}

const HOPS_PER_SECOND = 10;
/** Hops this far under the mean say nothing about a gain. */
const QUIET = 1e-5;

/** Undefined where the rates differ. */
export async function deltaOf(
  source: AudioSource,
  take: AudioSource,
  context: ToolContext,
): Promise<Delta | undefined> {
  const rate = source.info.sampleRateHz;
  if (take.info.sampleRateHz !== rate || take.info.channels !== source.info.channels) return undefined;
  const hops = Math.ceil((source.info.frameCount / rate) * HOPS_PER_SECOND) + 1;
  const ss = new Float64Array(hops);
  const st = new Float64Array(hops);
  const tt = new Float64Array(hops);
  for await (const block of lockstep([source, take], context.signal ? { signal: context.signal } : {})) {
    context.signal?.throwIfAborted();
    const [a, b] = block.channels as unknown as [Float64Array[], Float64Array[]];
    for (let c = 0; c < a.length; c++) {
      const x = a[c] as Float64Array;
      const y = b[c] as Float64Array;
      for (let i = 0; i < block.frames; i++) {
        const h = Math.min(hops - 1, Math.floor(((block.position + i) * HOPS_PER_SECOND) / rate));
        const s = x[i] as number;
        const t = y[i] as number;
        ss[h] = (ss[h] as number) + s * s;
        st[h] = (st[h] as number) + s * t;
        tt[h] = (tt[h] as number) + t * t;
      }
    }
    context.progress('comparing', block.position / Math.max(1, source.info.frameCount));
  }
  const sum = (x: Float64Array): number => x.reduce((m, v) => m + v, 0);
  const [sss, sst, stt] = [sum(ss), sum(st), sum(tt)];
  const gain = sst / sss;
  const rest = Math.max(0, stt - sst * gain);
  return {
    gainDb: figure(20 * Math.log10(Math.abs(gain))),
    deltaDb: figure(powerToDb(rest / stt), 1),
    gainSeriesDb: Array.from(ss, (s, h) =>
      s > (QUIET * sss) / hops ? figure(20 * Math.log10(Math.abs((st[h] as number) / s / gain))) : null,
    ),
  };
}
