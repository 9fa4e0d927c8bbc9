/**
 * A scene of bed channels and still objects to headphones at 48 kHz: every element through the head-related responses
 * of its own direction (hrirSet.ts), without virtual loudspeakers between. Elements from one measured direction share
 * one transform; both ears are summed as spectra (overlap-add, fast convolution of Stockham, 1966). No latency beyond
 * the few samples before a response sets in (0.2 ms); the last 4 ms of ringing are cut with the programme.
 * Responses are taken at -3 dB, so that over all directions both ears together get the power of the source. The LFE is left out, as in the stereo downmix.
 * Weakness: anechoic, so no distance; see hrirSet.ts. The last bits depend on how the stream is cut into blocks.
 */
import { RealFft } from '../fft.ts';
import { HRIR_RATE_HZ, HRIR_TAPS } from './hrirData.ts';
import { hrirPair } from './hrirSet.ts';
import { directionOf, ROOM_POSITIONS } from './room.ts';
import type { SceneElement } from './sceneMatrix.ts';

/** The rate of the responses; a scene is rendered at no other. */
export const BINAURAL_RATE_HZ: number = HRIR_RATE_HZ;
const FFT_SIZE = 2048;
/** Half the power for each ear. */
const EAR_GAIN = Math.SQRT1_2;
/** Frames whose convolution fits into one transform. */
const PIECE = FFT_SIZE - HRIR_TAPS + 1;

interface Place {
  readonly elements: number[];
  readonly spectra: readonly Float64Array[];
}

export class BinauralRenderer {
  readonly #fft: RealFft = new RealFft(FFT_SIZE);
  readonly #places: Place[] = [];
  readonly #input: Float64Array = new Float64Array(FFT_SIZE);
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #sumRe: Float64Array[];
  readonly #sumIm: Float64Array[];
  readonly #time: Float64Array = new Float64Array(FFT_SIZE);
  readonly #tails: Float64Array[];

  /** `used` names the elements that sound, when the others are known to be silent; default all. */
  constructor(elements: readonly SceneElement[], used?: ReadonlySet<number>) {
    const { bins } = this.#fft;
    this.#re = new Float64Array(bins);
    this.#im = new Float64Array(bins);
    this.#sumRe = [new Float64Array(bins), new Float64Array(bins)];
    this.#sumIm = [new Float64Array(bins), new Float64Array(bins)];
    this.#tails = [new Float64Array(HRIR_TAPS - 1), new Float64Array(HRIR_TAPS - 1)];
    const byKey = new Map<string, Place>();
    elements.forEach((element, index) => {
      const position = element.kind === 'object' ? element.position : ROOM_POSITIONS[element.role];
      if (!position || used?.has(index) === false) return;
      const { key, left, right } = hrirPair(directionOf(position));
      const known = byKey.get(key);
      if (known) {
        known.elements.push(index);
        return;
      }
      const place = { elements: [index], spectra: [...this.#spectrum(left), ...this.#spectrum(right)] };
      byKey.set(key, place);
      this.#places.push(place);
    });
  }

  #spectrum(taps: Float64Array): [Float64Array, Float64Array] {
    const re = new Float64Array(this.#fft.bins);
    const im = new Float64Array(this.#fft.bins);
    this.#input.fill(0);
    for (let i = 0; i < taps.length; i++) this.#input[i] = EAR_GAIN * taps[i];
    this.#fft.forward(this.#input, re, im);
    return [re, im];
  }

  /** Renders `frames` frames of all elements to `output` left, right. */
  process(input: readonly Float64Array[], output: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = Math.min(frames - done, PIECE);
      this.#piece(input, output, done, count);
      done += count;
    }
  }

  #piece(input: readonly Float64Array[], output: readonly Float64Array[], offset: number, count: number): void {
    for (let ear = 0; ear < 2; ear++) {
      this.#sumRe[ear].fill(0);
      this.#sumIm[ear].fill(0);
    }
    for (const { elements, spectra } of this.#places) {
      const mono = this.#input;
      mono.fill(0);
      for (const element of elements) {
        const samples = input[element];
        for (let i = 0; i < count; i++) mono[i] += samples[offset + i];
      }
      this.#fft.forward(mono, this.#re, this.#im);
      for (let ear = 0; ear < 2; ear++)
        this.#add(spectra[2 * ear], spectra[2 * ear + 1], this.#sumRe[ear], this.#sumIm[ear]);
    }
    for (let ear = 0; ear < 2; ear++) {
      this.#fft.inverse(this.#sumRe[ear], this.#sumIm[ear], this.#time);
      this.#overlap(this.#tails[ear], output[ear], offset, count);
    }
  }

  #add(re: Float64Array, im: Float64Array, sumRe: Float64Array, sumIm: Float64Array): void {
    const xr = this.#re;
    const xi = this.#im;
    for (let b = 0; b < re.length; b++) {
      sumRe[b] += xr[b] * re[b] - xi[b] * im[b];
      sumIm[b] += xr[b] * im[b] + xi[b] * re[b];
    }
  }

  /** Adds what earlier pieces left, keeps what this one leaves. */
  #overlap(tail: Float64Array, output: Float64Array, offset: number, count: number): void {
    const time = this.#time;
    for (let i = 0; i < tail.length; i++) time[i] += tail[i];
    for (let i = 0; i < count; i++) output[offset + i] = time[i];
    for (let i = 0; i < tail.length; i++) tail[i] = time[count + i];
  }
}
