import { AudioError, type AudioSource } from '@studiohand/core/audio';
import { mixChannels, movesChannelsOnly, Resampler } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import type { ConvertParams } from './params.ts';
import { Scratch } from './scratch.ts';
import { resolveTarget } from './target.ts';

/** Result of one pass over the source. Levels are null for silence. */
export interface ConvertAnalysis {
  readonly samplePeakDbfs: number | null;
  /** Peak after channel and rate conversion, before any rounding. */
  readonly convertedPeakDbfs: number | null;
  /** Converted samples above full scale, over all channels. */
  readonly oversCount: number;
  /** First of them, in the source's time. */
  readonly firstOverSeconds: number | null;
  /** Smallest integer depth that holds every source sample exactly; null when none up to 32 does. */
  readonly usedBits: number | null;
}

const TWO_31 = 2147483648;
const toDb = (peak: number): number | null => (peak > 0 ? gainToDb(peak) : null);

/** Peak, used bits and validity of the source samples. */
class SourceFacts {
  peak = 0;
  private bits = 0;
  private offSteps = false;

  /** Index of the first sample that is not a finite number, or -1. */
  scan(samples: Float64Array, frames: number): number {
    let { peak, bits, offSteps } = this;
    for (let i = 0; i < frames; i++) {
      const value = samples[i] as number;
      const size = Math.abs(value);
      if (size > peak) peak = size;
      const step = value * TWO_31;
      const whole = step | 0;
      if (whole === step) bits |= whole;
      else {
        if (!(size < Number.POSITIVE_INFINITY)) return i;
        offSteps = true;
      }
    }
    this.peak = peak;
    this.bits = bits;
    this.offSteps = offSteps;
    return -1;
  }

  get usedBits(): number | null {
    if (this.offSteps) return null;
    if (this.bits === 0) return 1;
    // 32 less the trailing zeros.
    return 1 + Math.clz32(this.bits & -this.bits);
  }
}

/** Peak and overs of the converted signal. */
class ConvertedFacts {
  peak = 0;
  overs = 0;
  firstOverFrame = -1;
  private done = 0;

  scan(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) {
      let peak = this.peak;
      for (let i = 0; i < frames; i++) {
        const size = Math.abs(samples[i] as number);
        if (size > peak) peak = size;
      }
      // Peaks over full scale are rare: only then is every one looked at.
      if (peak > 1) this.countOvers(samples, frames);
      this.peak = peak;
    }
    this.done += frames;
  }

  private countOvers(samples: Float64Array, frames: number): void {
    for (let i = 0; i < frames; i++) {
      if (Math.abs(samples[i] as number) <= 1) continue;
      this.overs++;
      const frame = this.done + i;
      if (this.firstOverFrame < 0 || frame < this.firstOverFrame) this.firstOverFrame = frame;
    }
  }
}

/**
 * One streaming pass: what the source uses, and the real peak after channel and rate conversion. The rate conversion
 * is run only where its result can clip, that is on the way to integers or to a lossy encoder.
 */
export async function analyse(
  source: AudioSource,
  params: ConvertParams,
  context: ToolContext,
): Promise<ConvertAnalysis> {
  const { info } = source;
  const { matrix, layout, sampleRateHz, encoding } = resolveTarget(params, info);
  const mixes = !movesChannelsOnly(matrix);
  const resamples = sampleRateHz !== info.sampleRateHz && encoding?.kind !== 'float' && info.frameCount > 0;
  const resampler = resamples
    ? new Resampler({
        fromHz: info.sampleRateHz,
        toHz: sampleRateHz,
        channels: layout.length,
        kernels: context.kernels,
      })
    : undefined;
  const scratch = new Scratch(layout.length);
  const facts = new SourceFacts();
  const converted = new ConvertedFacts();
  let done = 0;
  for await (const { channels, frames } of source.blocks(context.signal ? { signal: context.signal } : {})) {
    for (const samples of channels) {
      const bad = facts.scan(samples, frames);
      if (bad >= 0) {
        throw new AudioError(
          'invalid-samples',
          `${info.name}: the sample at frame ${done + bad} is not a finite number.`,
          'Render the file again from its source; studiohand measure lists where such samples are.',
        );
      }
    }
    if (mixes || resampler) {
      const mixed = scratch.of(frames);
      mixChannels(matrix, channels, mixed, frames);
      const block = resampler ? resampler.process({ channels: mixed, frames }) : { channels: mixed, frames };
      converted.scan(block.channels, block.frames);
    } else converted.scan(channels, frames);
    done += frames;
    context.progress('analysing', done / Math.max(1, info.frameCount));
  }
  if (resampler) {
    const tail = resampler.flush();
    converted.scan(tail.channels, tail.frames);
  }
  const rate = resampler ? sampleRateHz : info.sampleRateHz;
  return {
    samplePeakDbfs: toDb(facts.peak),
    convertedPeakDbfs: toDb(converted.peak),
    oversCount: converted.overs,
    firstOverSeconds: converted.firstOverFrame < 0 ? null : converted.firstOverFrame / rate,
    usedBits: facts.usedBits,
  };
}
