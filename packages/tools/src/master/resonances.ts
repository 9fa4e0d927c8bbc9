import { type PowerSpectrum, type SpectrumListener, spectrumSize } from '@studiohand/core/dsp';

/** A narrow band that stands out all the time, as a room mode or a ringing drum does and a melody does not. */
export interface Resonance {
  readonly frequencyHz: number;
  /** Mean height over its surroundings while it sounds. */
  readonly heightDb: number;
  /** Share of the sounding time in which it stands out. */
  readonly share: number;
}

/** Twelfth octaves from 200 Hz to 12 kHz. */
const FIRST_HZ = 200;
const LAST_HZ = 12000;
const PER_OCTAVE = 12;
/** Neighbours that are compared with: two to four bands away, a sixth to a third of an octave. */
const NEAR = 2;
const FAR = 4;
const STANDS_OUT = 10 ** 0.6;
const LEAST_SHARE = 0.7;
const LEAST_FRAMES = 40;
/** Frames 30 dB under the running mean count as silence. */
const SILENT = 1e-3;
const MOST = 3;

/**
 * Finds resonances while a spectrum is measured: for every window of a quarter second each twelfth octave is held against
 * its neighbours; what is 6 dB higher in 70 % of the windows counts. Own method. Weakness: a drone or a synthesiser that
 * holds one note through the song looks the same.
 */
export class Resonances implements SpectrumListener {
  readonly #edges: Int32Array;
  readonly #levels: Float64Array;
  readonly #hits: Float64Array;
  readonly #sums: Float64Array;
  #frames = 0;
  #mean = 0;
  #seen = 0;

  constructor(sampleRateHz: number) {
    const binHz = sampleRateHz / spectrumSize(sampleRateHz);
    const top = Math.min(LAST_HZ, 0.45 * sampleRateHz);
    const count = Math.max(0, Math.floor(PER_OCTAVE * Math.log2(top / FIRST_HZ)));
    this.#edges = Int32Array.from({ length: count + 1 }, (_, b) =>
      Math.round((FIRST_HZ * 2 ** ((b - 0.5) / PER_OCTAVE)) / binHz),
    );
    this.#levels = new Float64Array(count);
    this.#hits = new Float64Array(count);
    this.#sums = new Float64Array(count);
  }

  frame(power: Float64Array): void {
    const levels = this.#levels;
    let total = 0;
    for (let b = 0; b < levels.length; b++) {
      const from = this.#edges[b] as number;
      const to = Math.max(from + 1, this.#edges[b + 1] as number);
      let sum = 0;
      for (let k = from; k < to; k++) sum += power[k] as number;
      levels[b] = sum / (to - from);
      total += sum;
    }
    this.#seen++;
    this.#mean += (total - this.#mean) / this.#seen;
    if (!(total > SILENT * this.#mean)) return;
    this.#frames++;
    for (let b = FAR; b < levels.length - FAR; b++) {
      let around = 0;
      for (let d = NEAR; d <= FAR; d++) around += (levels[b - d] as number) + (levels[b + d] as number);
      around /= 2 * (FAR - NEAR + 1);
      const ratio = (levels[b] as number) / around;
      if (!(ratio > STANDS_OUT) || !(around > 0)) continue;
      this.#hits[b] = (this.#hits[b] as number) + 1;
      this.#sums[b] = (this.#sums[b] as number) + 10 * Math.log10(ratio);
    }
  }

  /** At most three, the highest first. */
  finish(_spectrum?: PowerSpectrum): Resonance[] {
    if (this.#frames < LEAST_FRAMES) return [];
    const found: Resonance[] = [];
    for (let b = 0; b < this.#hits.length; b++) {
      const hits = this.#hits[b] as number;
      const share = hits / this.#frames;
      if (share < LEAST_SHARE) continue;
      const heightDb = (this.#sums[b] as number) / hits;
      const last = found[found.length - 1];
      const frequencyHz = FIRST_HZ * 2 ** (b / PER_OCTAVE);
      // Neighbouring bands are one resonance.
      if (last && frequencyHz / last.frequencyHz < 1.2) {
        if (heightDb > last.heightDb) found[found.length - 1] = { frequencyHz, heightDb, share };
      } else found.push({ frequencyHz, heightDb, share });
    }
    return found.sort((x, y) => y.heightDb - x.heightDb).slice(0, MOST);
  }
}
