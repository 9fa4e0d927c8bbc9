import { type AudioBlock, AudioError, type AudioInfo, type AudioSource, type OutputSpec } from '@studiohand/core/audio';
import { Ditherer } from '@studiohand/core/dsp';
import { defineTool, type Plan, type Report, type Tool, type ToolContext } from '@studiohand/core/tool';
import { dbToGain, gainToDb } from '@studiohand/core/units';
import { type GainParams, gainParameters } from './params.ts';

/** Result of one pass over the source: the largest sample, and whether every sample is a finite number. */
export interface GainAnalysis {
  readonly samplePeakDbfs: number | null;
}

const MOVE = 'gain';

async function samplePeak(source: AudioSource, context: ToolContext, stage: string): Promise<number> {
  let peak = 0;
  let done = 0;
  for await (const { channels, frames } of source.blocks(context.signal ? { signal: context.signal } : {})) {
    for (const channel of channels) {
      for (let i = 0; i < frames; i++) {
        const value = Math.abs(channel[i] as number);
        if (value > peak && value !== Number.POSITIVE_INFINITY) peak = value;
        else if (!(value <= peak)) {
          throw new AudioError(
            'invalid-samples',
            `${source.info.name}: a sample near frame ${done + i} is not a finite number.`,
            'Render the file again from its source; studiohand measure lists where such samples are.',
          );
        }
      }
    }
    done += frames;
    context.progress(stage, done / Math.max(1, source.info.frameCount));
  }
  return peak;
}

function multiply(from: Float64Array, factor: number, to: Float64Array, frames: number): void {
  for (let i = 0; i < frames; i++) to[i] = (from[i] as number) * factor;
}

function change(plan: Plan): number {
  const move = plan.moves.find((m) => m.id === MOVE);
  if (!move?.enabled) return 1;
  const factor = dbToGain(Number(move.settings['gainDb']) * move.amount);
  return move.settings['invertPolarity'] === true ? -factor : factor;
}

/**
 * Level and polarity, the smallest complete tool. Integer sources are dithered (TPDF, seeded) only when the factor is
 * neither +1 nor -1 and so leaves the integer grid; float sources are never clipped.
 */
export const gain: Tool<GainParams, GainAnalysis> = defineTool<GainParams, GainAnalysis>({
  id: 'gain',
  title: 'Gain',
  summary: 'Change level and polarity, dithered where it must be, bit-exact where it can be.',
  version: 1,
  parameters: gainParameters,
  presets: [
    { id: 'invert', title: 'Invert polarity', description: 'For null tests.', params: { invertPolarity: true } },
  ],
  async analyse(source, _params, context): Promise<GainAnalysis> {
    const peak = await samplePeak(source, context, 'measuring');
    return { samplePeakDbfs: peak > 0 ? gainToDb(peak) : null };
  },
  report(analysis, params): Report {
    const after = analysis.samplePeakDbfs === null ? null : analysis.samplePeakDbfs + params.gainDb;
    const show = (db: number | null): string => (db === null ? 'silence' : `${db.toFixed(2)} dBFS`);
    return {
      json: { samplePeakDbfs: analysis.samplePeakDbfs, gainDb: params.gainDb, samplePeakAfterDbfs: after },
      rows: [
        { label: 'Sample peak', value: show(analysis.samplePeakDbfs) },
        { label: 'After the change', value: show(after) },
      ],
      findings:
        after !== null && after > 0
          ? [
              {
                id: 'over',
                severity: 'warning',
                text: `Peaks would reach +${after.toFixed(2)} dBFS: an integer file clips there.`,
              },
            ]
          : [],
    };
  },
  plan(_analysis, params): Plan {
    const polarity = params.invertPolarity ? ', polarity inverted' : '';
    return {
      tool: 'gain',
      version: 1,
      seed: params.seed,
      moves: [
        {
          id: MOVE,
          enabled: params.gainDb !== 0 || params.invertPolarity,
          title: `${params.gainDb >= 0 ? '+' : ''}${params.gainDb.toFixed(2)} dB${polarity}`,
          reason: 'Asked for.',
          amount: 1,
          settings: { gainDb: params.gainDb, invertPolarity: params.invertPolarity },
        },
      ],
    };
  },
  output(_plan, info: AudioInfo): OutputSpec {
    const { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata } = info;
    return { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata };
  },
  async *render(source, plan, context): AsyncGenerator<AudioBlock> {
    const { encoding, channels: channelCount, sampleRateHz, frameCount } = source.info;
    const factor = change(plan);
    const dither =
      encoding?.kind === 'int' && Math.abs(factor) !== 1
        ? new Ditherer({ bits: encoding.bits, channels: channelCount, mode: 'tpdf', sampleRateHz, seed: plan.seed })
        : undefined;
    let channels: Float64Array[] = [];
    let done = 0;
    for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
      if ((channels[0]?.length ?? 0) < block.frames) {
        channels = block.channels.map(() => new Float64Array(block.frames));
      }
      for (const [c, channel] of block.channels.entries())
        multiply(channel, factor, channels[c] as Float64Array, block.frames);
      dither?.process(channels, block.frames);
      yield { channels, frames: block.frames };
      done += block.frames;
      context.progress('rendering', done / Math.max(1, frameCount));
    }
  },
  async prove(source, take, plan, context): Promise<Report> {
    const before = await samplePeak(source, context, 'measuring the source');
    const after = await samplePeak(take, context, 'measuring the take');
    const changeDb = before > 0 && after > 0 ? gainToDb(after) - gainToDb(before) : null;
    const wantedDb = gainToDb(change(plan));
    const clipped = changeDb !== null && wantedDb - changeDb > 0.01;
    return {
      json: { frameCount: take.info.frameCount, peakChangeDb: changeDb, wantedChangeDb: wantedDb },
      rows: [{ label: 'Peak changed by', value: changeDb === null ? 'silence' : `${changeDb.toFixed(3)} dB` }],
      findings: clipped
        ? [
            {
              id: 'clipped',
              severity: 'problem',
              text: `The peak rose ${(wantedDb - changeDb).toFixed(2)} dB less than asked: it was clipped.`,
            },
          ]
        : [],
    };
  },
});
