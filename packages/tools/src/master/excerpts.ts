import type { AudioBlock, AudioFormat } from '@studiohand/core/audio';
import {
  LEVEL_SLOTS_PER_SECOND,
  type LevelSeries,
  LevelSeriesMeter,
  modelLimiter,
  slotStart,
  TruePeakLimiter,
} from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import type { LimiterSettings } from './chain.ts';
import { gainStage } from './stages.ts';

/** A stretch of the signal in front of gain and limiter. */
interface Excerpt {
  /** On a whole second. */
  readonly startSecond: number;
  readonly channels: readonly Float32Array[];
  frames: number;
}

const COUNT = 8;
/** Each is heard for three seconds before it counts, so that limiter and filters have settled. */
const SETTLE_SECONDS = 3;
const MEASURE_SECONDS = 3;
/** No more samples than this are kept, 24 MB. */
const MOST_SAMPLES = 6e6;
const PIECE = 4096;

/**
 * Keeps up to eight stretches of six seconds, evenly spread, of what passes; a file of up to 48 s as a whole. The real
 * limiter is run on them to see how far the model of it is off.
 */
export class Excerpts {
  readonly #format: AudioFormat;
  readonly #excerpts: Excerpt[] = [];
  #position = 0;

  constructor(format: AudioFormat, frameCount: number) {
    this.#format = format;
    const { sampleRateHz, channels } = format;
    const length = SETTLE_SECONDS + MEASURE_SECONDS;
    const count = Math.max(1, Math.min(COUNT, Math.floor(MOST_SAMPLES / (length * sampleRateHz * channels))));
    const seconds = frameCount / sampleRateHz;
    const whole = seconds <= count * length;
    for (let k = 0; k < (whole ? 1 : count); k++) {
      const startSecond = whole ? 0 : Math.floor((k * (seconds - length)) / Math.max(1, count - 1));
      const frames = whole ? frameCount : Math.round(length * sampleRateHz);
      this.#excerpts.push({
        startSecond,
        frames: 0,
        channels: Array.from({ length: channels }, () => new Float32Array(frames)),
      });
    }
  }

  push({ channels, frames }: AudioBlock): void {
    for (const excerpt of this.#excerpts) {
      const start = Math.round(excerpt.startSecond * this.#format.sampleRateHz);
      const from = Math.max(0, start - this.#position);
      const to = Math.min(frames, start + (excerpt.channels[0]?.length ?? 0) - this.#position);
      if (to <= from) continue;
      const at = this.#position + from - start;
      for (let c = 0; c < excerpt.channels.length; c++) {
        const x = channels[c] as Float64Array;
        const y = excerpt.channels[c] as Float32Array;
        for (let i = from; i < to; i++) y[at + i - from] = x[i] as number;
      }
      excerpt.frames = at + to - from;
    }
    this.#position += frames;
  }

  /** Loudness of the limiter itself less that of its model, in dB, over the excerpts. */
  biasDb(series: LevelSeries, gainDb: number, limiter: LimiterSettings, context: ToolContext): number {
    const model = modelLimiter(series, { ...limiter, gainDb });
    let real = 0;
    let wanted = 0;
    for (const excerpt of this.#excerpts) {
      const energy = this.#limited(excerpt, gainDb, limiter, context);
      const first = excerpt.startSecond * LEVEL_SLOTS_PER_SECOND;
      const settle = excerpt.startSecond === 0 ? 0 : SETTLE_SECONDS * LEVEL_SLOTS_PER_SECOND;
      for (let s = settle; s < energy.length && first + s < model.energy.length; s++) {
        real += energy[s] as number;
        wanted += model.energy[first + s] as number;
      }
    }
    return real > 0 && wanted > 0 ? 10 * Math.log10(real / wanted) : 0;
  }

  #limited(
    { channels, frames }: Excerpt,
    gainDb: number,
    limiter: LimiterSettings,
    context: ToolContext,
  ): Float64Array {
    const { sampleRateHz } = this.#format;
    const gain = gainStage(gainDb);
    const run = new TruePeakLimiter({ sampleRateHz, channels: channels.length, ...limiter });
    // Its peaks are not asked for.
    const meter = new LevelSeriesMeter(this.#format, context.kernels, Number.POSITIVE_INFINITY);
    const piece = channels.map(() => new Float64Array(PIECE));
    let skip = run.latencyFrames;
    for (let done = 0; done < frames + run.latencyFrames; done += PIECE) {
      context.signal?.throwIfAborted();
      const count = Math.min(PIECE, frames + run.latencyFrames - done);
      piece.forEach((y, c) => {
        const x = channels[c] as Float32Array;
        for (let i = 0; i < count; i++) y[i] = done + i < frames ? (x[done + i] as number) : 0;
      });
      gain.process(piece, count);
      run.process(piece, count);
      const from = Math.min(skip, count);
      skip -= from;
      if (count > from) meter.push({ channels: piece.map((y) => y.subarray(from, count)), frames: count - from });
    }
    const { energy } = meter.finish();
    return energy.subarray(0, slotsOf(frames, sampleRateHz));
  }
}

/** Whole slots in a number of frames. */
function slotsOf(frames: number, sampleRateHz: number): number {
  let slots = Math.floor((frames * LEVEL_SLOTS_PER_SECOND) / sampleRateHz);
  while (slots > 0 && slotStart(slots, sampleRateHz) > frames) slots--;
  return slots;
}
