import { type AudioSource, lockstep } from '@studiohand/core/audio';
import type { Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { dbToGain, powerToDb } from '@studiohand/core/units';
import { chainOf } from './chain.ts';
import { figure, shown } from './words.ts';

/** Powers and products of source, take and their difference. */
class Sums {
  source = 0;
  take = 0;
  removed = 0;
  keptRemoved = 0;
  over = 0;

  push(s: number, t: number, ceiling: number): void {
    const d = s - t;
    this.source += s * s;
    this.take += t * t;
    this.removed += d * d;
    this.keptRemoved += t * d;
    if (t >= ceiling || t <= -1) this.over++;
  }

  /** -1 to 1; 0 where one of them is silent. */
  get correlation(): number {
    const scale = Math.sqrt(this.take * this.removed);
    return scale > 0 ? this.keptRemoved / scale : 0;
  }
}

/** Evidence from the rendered take: what went, and what went with it. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const { listen, gainDb, links } = chainOf(plan);
  const { frameCount, sampleRateHz } = source.info;
  const { encoding } = take.info;
  const gain = dbToGain(gainDb);
  const ceiling = encoding?.kind === 'int' ? 1 - 2 ** (1 - encoding.bits) : Number.POSITIVE_INFINITY;
  const regions = links.flatMap(({ settings }) => (settings.kind === 'noise' ? settings.regions : []));
  const all = new Sums();
  const noise = new Sums();
  for await (const { channels, frames, position } of lockstep(
    [source, take],
    context.signal ? { signal: context.signal } : {},
  )) {
    const [before, after] = channels as unknown as readonly [readonly Float64Array[], readonly Float64Array[]];
    for (let i = 0; i < frames; i++) {
      const seconds = (position + i) / sampleRateHz;
      const inNoise = regions.some(({ fromSeconds, toSeconds }) => seconds >= fromSeconds && seconds < toSeconds);
      for (let c = 0; c < before.length; c++) {
        const s = gain * ((before[c] as Float64Array)[i] as number);
        const t = (after[c] as Float64Array)[i] as number;
        all.push(s, t, ceiling);
        if (inNoise) noise.push(s, t, ceiling);
      }
    }
    context.progress('comparing', position / Math.max(1, frameCount));
  }
  const removedDb = figure(powerToDb(all.removed / all.source), 1);
  const noiseDb = figure(powerToDb(noise.take / noise.source), 1);
  const correlation = figure(all.correlation, 3);
  const lengthExact = take.info.frameCount === frameCount;
  // Samples that stood at full scale before and were not to be restored are as they were.
  const restores = links.some(({ settings }) => settings.kind === 'declip');
  const clippedSamples = Number.isFinite(ceiling) && restores ? all.over : 0;
  const rows = [
    { label: 'Removed, against the source', value: shown(removedDb, 'dB') },
    { label: 'Noise where it was learned', value: shown(noiseDb, 'dB') },
    { label: 'Correlation of kept and removed', value: shown(correlation, '', 3).trim() },
  ];
  const findings: Finding[] = [];
  if (listen !== 'result')
    findings.push({
      id: 'listening',
      severity: 'notice',
      text: 'This take holds only what is removed. Switch the move "Only what is removed" off for the result.',
    });
  if (clippedSamples > 0)
    findings.push({
      id: 'clipped',
      severity: 'problem',
      text: `${clippedSamples} repaired samples stand at full scale: the take clips. Switch the headroom move on, or convert the source to 32-bit float first.`,
    });
  if (!lengthExact)
    findings.push({ id: 'length', severity: 'problem', text: 'The take is not exactly as long as the source.' });
  return {
    json: { lengthExact, removed: { noiseDb }, removedDb, correlation, clippedSamples },
    rows,
    findings,
  };
}
