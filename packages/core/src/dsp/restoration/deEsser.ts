/**
 * De-esser: the band from 4 to 10 kHz of all channels is lowered together while {@link EssMeter} hears an "s". The band
 * is cut out by a linear-phase FIR and subtracted in part, so that nothing else changes, and where no ess sounds the
 * samples pass bit for bit, late. Gains move ahead of the sound: they are complete 3 ms before the middle of the
 * 5 ms in which an ess is heard, and recover with 40 ms behind a short ess, 80 ms behind a long one.
 * Range: 8 to 192 kHz (no effect where the band lies above half the rate), any channels. Latency:
 * {@link DeEsser.latencyFrames}, 11 ms at 48 kHz. Results do not depend on how the stream is split.
 * Weakness: hits are left alone by their steep rise; an ess in the 150 ms after a hi-hat has to stand 8 dB above its decay.
 */
import { AudioError } from '../../audio/index.ts';
import { kaiserFir } from '../fir.ts';
import { ESS_BAND_HZ, type EssFrame, EssMeter } from './essMeter.ts';

export interface DeEsserOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** How far the band is lowered at most, 0 to 12 dB; 6 by default. */
  readonly rangeDb?: number;
  /** By how much the band is taken for stronger than it is, -12 to 12 dB; 0 by default. */
  readonly sensitivityDb?: number;
}

const DEFAULT_RANGE_DB = 6;
const LARGEST_RANGE_DB = 12;
const LARGEST_SENSITIVITY_DB = 12;
const LOOK_AHEAD_SECONDS = 0.003;
const TRANSITION_HZ = 1500;
const ATTENUATION_DB = 60;
const SHORT_RELEASE_SECONDS = 0.04;
const LONG_RELEASE_SECONDS = 0.08;
/** An ess of this length has the long release. */
const LONG_ESS_SECONDS = 0.15;
/** Reductions below this are none. */
const LEAST_DB = 0.05;

function bandFilter(sampleRateHz: number): Float64Array {
  const highest = sampleRateHz / 2 - TRANSITION_HZ / 2;
  const [fromHz, toHz] = ESS_BAND_HZ;
  const open = toHz >= highest;
  return kaiserFir(
    {
      type: open ? 'highpass' : 'bandpass',
      edgesHz: open ? [fromHz] : [fromHz, toHz],
      transitionHz: TRANSITION_HZ,
      attenuationDb: ATTENUATION_DB,
    },
    sampleRateHz,
  );
}

export class DeEsser {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  /** Largest reduction so far, dB. */
  largestReductionDb = 0;
  readonly #rangeDb: number;
  readonly #meter: EssMeter;
  readonly #taps: Float64Array;
  readonly #hop: number;
  readonly #hopSeconds: number;
  /** Per channel: the past that the filter and the latency need, then the hop that fills. */
  readonly #buffers: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  #filled = 0;
  #reductionDb = 0;
  #essSeconds = 0;
  #gain = 1;

  /** Throws AudioError 'invalid-parameter' for options out of range. */
  constructor({ sampleRateHz, channels, rangeDb = DEFAULT_RANGE_DB, sensitivityDb = 0 }: DeEsserOptions) {
    if (!(rangeDb >= 0 && rangeDb <= LARGEST_RANGE_DB))
      throw new AudioError('invalid-parameter', `De-esser: a range of ${rangeDb} dB.`, 'Give a range from 0 to 12 dB.');
    if (!(Math.abs(sensitivityDb) <= LARGEST_SENSITIVITY_DB))
      throw new AudioError(
        'invalid-parameter',
        `De-esser: a sensitivity of ${sensitivityDb} dB.`,
        'Give a sensitivity from -12 to 12 dB.',
      );
    this.#rangeDb = rangeDb;
    this.#meter = new EssMeter(sampleRateHz, channels, sensitivityDb);
    this.#hop = this.#meter.hopSize;
    this.#hopSeconds = this.#hop / sampleRateHz;
    this.#taps = this.#meter.possible ? bandFilter(sampleRateHz) : Float64Array.of(0);
    const half = (this.#taps.length - 1) / 2;
    const late = 3 * this.#hop + Math.round(LOOK_AHEAD_SECONDS * sampleRateHz);
    this.latencyFrames = Math.max(late, this.#hop + half);
    const size = half + this.latencyFrames + this.#hop;
    this.#buffers = Array.from({ length: channels }, () => new Float64Array(size));
    this.#outputs = Array.from({ length: channels }, () => new Float64Array(this.#hop));
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    const start = this.#buffers[0].length - this.#hop;
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, this.#hop - this.#filled);
      for (let c = 0; c < this.#buffers.length; c++) {
        const buffer = this.#buffers[c];
        const output = this.#outputs[c];
        const samples = channels[c];
        for (let i = 0; i < count; i++) {
          const x = samples[done + i];
          buffer[start + this.#filled + i] = x - x === 0 ? x : 0;
          samples[done + i] = output[this.#filled + i];
        }
      }
      this.#filled += count;
      done += count;
      if (this.#filled === this.#hop) this.#work();
    }
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    for (const samples of [...this.#buffers, ...this.#outputs]) samples.fill(0);
    this.#meter.reset();
    this.#filled = 0;
    this.#reductionDb = 0;
    this.#essSeconds = 0;
    this.#gain = 1;
    this.largestReductionDb = 0;
  }

  readonly #hear = ({ sibilance }: EssFrame): void => {
    const wanted = this.#rangeDb * sibilance;
    if (wanted >= this.#reductionDb) this.#reductionDb = wanted;
    else {
      const part = Math.min(1, this.#essSeconds / LONG_ESS_SECONDS);
      const seconds = SHORT_RELEASE_SECONDS + part * (LONG_RELEASE_SECONDS - SHORT_RELEASE_SECONDS);
      this.#reductionDb = wanted + (this.#reductionDb - wanted) * Math.exp(-this.#hopSeconds / seconds);
      if (this.#reductionDb < LEAST_DB) this.#reductionDb = 0;
    }
    this.#essSeconds =
      sibilance > 0.3 ? this.#essSeconds + this.#hopSeconds : this.#reductionDb > 0 ? this.#essSeconds : 0;
    this.largestReductionDb = Math.max(this.largestReductionDb, this.#reductionDb);
  };

  #work(): void {
    const hop = this.#hop;
    const start = this.#buffers[0].length - hop;
    this.#meter.push(this.#buffers, start, hop, this.#hear);
    const before = this.#gain;
    const gain = 10 ** (-this.#reductionDb / 20);
    this.#gain = gain;
    const taps = this.#taps;
    const half = (taps.length - 1) / 2;
    for (let c = 0; c < this.#buffers.length; c++) {
      const buffer = this.#buffers[c];
      const output = this.#outputs[c];
      // The output hop starts `latencyFrames` before the frame that comes next.
      const from = buffer.length - this.latencyFrames;
      if (before === 1 && gain === 1) output.set(buffer.subarray(from, from + hop));
      else {
        for (let i = 0; i < hop; i++) {
          const at = from + i;
          let band = taps[half] * buffer[at];
          for (let k = 0, a = at - half, b = at + half; k < half; k++, a++, b--)
            band += taps[k] * (buffer[a] + buffer[b]);
          const g = before + ((i + 1) / hop) * (gain - before);
          output[i] = buffer[at] - (1 - g) * band;
        }
      }
      buffer.copyWithin(0, hop);
    }
    this.#filled = 0;
  }
}
