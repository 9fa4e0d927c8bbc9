import { type AudioBlock, type AudioFormat, type AudioSource, layoutName } from '@studiohand/core/audio';
import { Resampler, TruePeakMeter } from '@studiohand/core/dsp';
import type { Finding, Report, ToolContext } from '@studiohand/core/tool';
import { gainToDb, powerToDb } from '@studiohand/core/units';
import type { Chain } from './chain.ts';
import { type Difference, difference } from './difference.ts';
import { exactStream } from './render.ts';
import { depthName } from './target.ts';

/** Full-scale sine as 0 dBFS (AES17): its mean square is one half. */
const SINE_FULL_SCALE = 0.5;
/**
 * Rate of the null, as a part of the lower of both rates: nothing of the converter's transition band is left in it. Nine
 * tenths keep the ratios made of 2, 3 and 5, which the resampler does fastest.
 */
const PROOF_RATE = 0.9;
/** Flat part of the null's band. The wide transition above it weighs both sides alike and keeps the response short. */
const PROOF_BAND = 0.8;
/** Left out at both ends of a null across rates, where the filters reach over the edge of the file. */
const EDGE_SECONDS = 0.1;
/** A take this close to its source at the other rate is the same audio (16-bit dither alone leaves about -80 dB). */
const EXPECTED_NULL_DB = -60;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const show = (db: number | null, unit: string): string => (db === null ? 'silence' : `${db.toFixed(2)} ${unit}`);

/** Largest absolute value, not less than `found`. */
function largest(samples: Float64Array, frames: number, found: number): number {
  let peak = found;
  for (let i = 0; i < frames; i++) {
    const size = Math.abs(samples[i] as number);
    if (size > peak) peak = size;
  }
  return peak;
}

/** Peak and true peak of everything that passes. */
class Levels {
  private samplePeak = 0;
  private readonly meter: TruePeakMeter;

  constructor(format: AudioFormat, { kernels }: ToolContext) {
    this.meter = new TruePeakMeter(format, kernels);
  }

  async *through(stream: AsyncIterable<AudioBlock>): AsyncGenerator<AudioBlock> {
    for await (const block of stream) {
      this.meter.push(block);
      for (const samples of block.channels) this.samplePeak = largest(samples, block.frames, this.samplePeak);
      yield block;
    }
  }

  finish(): { samplePeakDbfs: number | null; truePeakDbtp: number | null } {
    return {
      samplePeakDbfs: finite(gainToDb(this.samplePeak)),
      truePeakDbtp: finite(this.meter.finish().truePeakDbtp),
    };
  }
}

async function* atRate(
  stream: AsyncIterable<AudioBlock>,
  fromHz: number,
  toHz: number,
  channels: number,
  context: ToolContext,
): AsyncGenerator<AudioBlock> {
  const resampler = new Resampler({ fromHz, toHz, channels, kernels: context.kernels, passBand: PROOF_BAND });
  for await (const block of stream) {
    const out = resampler.process(block);
    if (out.frames > 0) yield out;
  }
  const tail = resampler.flush();
  if (tail.frames > 0) yield tail;
}

async function* withProgress(source: AudioSource, context: ToolContext): AsyncGenerator<AudioBlock> {
  let done = 0;
  for await (const block of source.blocks(context.signal ? { signal: context.signal } : {})) {
    yield block;
    done += block.frames;
    context.progress('proving', done / Math.max(1, source.info.frameCount));
  }
}

interface Comparison {
  readonly json: Report['json'];
  readonly rows: Report['rows'];
  readonly findings: readonly Finding[];
}

/** Same rate: sample by sample against the exact signal. */
function compareSamples(d: Difference, chain: Chain, channels: number): Comparison {
  const identical = d.differing === 0 && d.surplusFrames === 0;
  if (identical) {
    const text = 'bit-identical: every sample of the take is the sample of the source';
    return { json: { bitIdentical: true }, rows: [{ label: 'Against the source', value: text }], findings: [] };
  }
  const errorRmsDbfs = finite(powerToDb(d.sumSquares / Math.max(1, d.frames * channels) / SINE_FULL_SCALE));
  const errorPeakDbfs = finite(gainToDb(d.peak));
  const value = `error ${show(errorRmsDbfs, 'dBFS RMS')}, peak ${show(errorPeakDbfs, 'dBFS')}`;
  const broken: Finding = {
    id: 'not-identical',
    severity: 'problem',
    text: `${d.differing} samples differ from the source although nothing was to change.`,
  };
  return {
    json: { bitIdentical: false, errorRmsDbfs, errorPeakDbfs },
    rows: [{ label: chain.codec === 'pcm' ? 'Rounding to the new depth' : 'Against the source', value }],
    findings: chain.bitExact && d.differing > 0 ? [broken] : [],
  };
}

/** Across rates: both brought to one lower rate, inside the passband of both. */
function compareBands(d: Difference, bandHz: number, lossy: boolean): Comparison {
  const nullDepthDb = d.referenceSquares > 0 ? finite(powerToDb(d.sumSquares / d.referenceSquares)) : null;
  const rowValue = nullDepthDb === null ? 'complete or silence' : `${nullDepthDb.toFixed(1)} dB`;
  const findings: Finding[] = [];
  if (nullDepthDb !== null && nullDepthDb > EXPECTED_NULL_DB && !lossy) {
    findings.push({
      id: 'shallow-null',
      severity: 'notice',
      text: `The take differs from the source by ${nullDepthDb.toFixed(1)} dB below ${bandHz} Hz: it was clipped, or its depth is coarse beside its level.`,
    });
  }
  return {
    json: { bitIdentical: false, nullDepthDb, nullBandHz: bandHz },
    rows: [{ label: `Null against the source up to ${bandHz} Hz`, value: rowValue }],
    findings,
  };
}

/** Evidence from the rendered take: length, identity or error, peaks before and after. */
export async function prove(
  source: AudioSource,
  take: AudioSource,
  chain: Chain,
  context: ToolContext,
): Promise<Report> {
  const { fromHz, toHz } = chain;
  const channels = chain.layout.length;
  const before = new Levels(source.info, context);
  const after = new Levels(take.info, context);
  const measured: AudioSource = {
    info: source.info,
    blocks: () => before.through(withProgress(source, context)),
    close: (): Promise<void> => source.close(),
  };
  const taken = after.through(take.blocks(context.signal ? { signal: context.signal } : {}));
  // The source at its own rate, with the mix and gain of the plan: what the take should be.
  const wanted = exactStream(measured, { ...chain, toHz: fromHz }, context);
  const lossy = chain.encoding === undefined;

  let comparison: Comparison;
  let surplusFrames = take.info.frameCount - chain.frameCount;
  if (fromHz === toHz) {
    const d = await difference(wanted, taken, 0, Number.POSITIVE_INFINITY);
    surplusFrames = d.surplusFrames;
    comparison = compareSamples(d, chain, channels);
  } else {
    const proofHz = Math.min(fromHz, toHz) * PROOF_RATE;
    const frames = Math.floor((source.info.frameCount / fromHz) * proofHz);
    const edge = Math.min(Math.round(EDGE_SECONDS * proofHz), Math.floor(frames / 4));
    const a = atRate(wanted, fromHz, proofHz, channels, context);
    const b = atRate(taken, toHz, proofHz, channels, context);
    comparison = compareBands(
      await difference(a, b, edge, frames - edge),
      Math.round((proofHz / 2) * PROOF_BAND),
      lossy,
    );
  }

  const from = before.finish();
  const to = after.finish();
  const findings = [...comparison.findings];
  if (surplusFrames !== 0) {
    findings.push({
      id: 'length',
      severity: 'problem',
      text: `The take is ${Math.abs(surplusFrames)} frames ${surplusFrames > 0 ? 'longer' : 'shorter'} than it must be.`,
    });
  }
  if (lossy && (to.truePeakDbtp ?? -1) > 0) {
    findings.push({
      id: 'decoded-over',
      severity: 'warning',
      text: `Decoded, the file peaks at +${(to.truePeakDbtp ?? 0).toFixed(2)} dBTP: players that decode to integers clip it. Leave more headroom before encoding.`,
    });
  }
  const seconds = take.info.frameCount / toHz;
  return {
    json: {
      frameCount: take.info.frameCount,
      lengthExact: surplusFrames === 0,
      ...comparison.json,
      samplePeakBeforeDbfs: from.samplePeakDbfs,
      samplePeakAfterDbfs: to.samplePeakDbfs,
      truePeakBeforeDbtp: from.truePeakDbtp,
      truePeakAfterDbtp: to.truePeakDbtp,
    },
    rows: [
      { label: 'Written', value: `${toHz} Hz, ${depthName(chain.encoding)}, ${layoutName(chain.layout) ?? channels}` },
      { label: 'Length', value: `${take.info.frameCount} frames, ${seconds.toFixed(3)} s` },
      ...comparison.rows,
      { label: 'Sample peak', value: `${show(from.samplePeakDbfs, 'dBFS')} to ${show(to.samplePeakDbfs, 'dBFS')}` },
      { label: 'True peak', value: `${show(from.truePeakDbtp, 'dBTP')} to ${show(to.truePeakDbtp, 'dBTP')}` },
    ],
    findings,
  };
}
