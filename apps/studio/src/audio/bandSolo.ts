/**
 * A listening aid: lets only a band of frequencies through, or everything. Butterworth edges of 24 dB per octave
 * (fourth order, two biquads each; latency none, so phase turns at the edges). Changes crossfade in 8 ms. While
 * everything passes the samples are left as they are; allocates only when the band changes.
 * Weakness: not a surgeon's filter; an octave outside the band is 24 dB down, not gone.
 */
import { BiquadCascade, type BiquadCoefficients, cookbookBiquad } from '@studiohand/core/dsp';
import { SWITCH_SECONDS } from './mixer.ts';

/** Edges in Hz; undefined where the band is open. */
export interface Band {
  readonly fromHz?: number;
  readonly toHz?: number;
}

/** Qs of the two sections of a fourth-order Butterworth filter: 1 / (2 cos(π/8)) and 1 / (2 cos(3π/8)). */
const SECTION_QS = [1 / (2 * Math.cos(Math.PI / 8)), 1 / (2 * Math.cos((3 * Math.PI) / 8))] as const;
/** Edges outside this part of the rate are no edges. */
const LOWEST_HZ = 10;
const HIGHEST_PART = 0.45;
/** Largest block. */
const MAX_FRAMES = 4096;

function sectionsOf({ fromHz, toHz }: Band, sampleRateHz: number): BiquadCoefficients[] {
  const edge = (type: 'highpass' | 'lowpass', frequencyHz: number): BiquadCoefficients[] =>
    SECTION_QS.map((q) => cookbookBiquad({ type, frequencyHz, q }, sampleRateHz));
  const top = HIGHEST_PART * sampleRateHz;
  return [
    ...(fromHz !== undefined && fromHz > LOWEST_HZ ? edge('highpass', Math.min(fromHz, top)) : []),
    ...(toHz !== undefined && toHz < top ? edge('lowpass', Math.max(toHz, LOWEST_HZ)) : []),
  ];
}

/** One cascade per channel; null lets everything through. */
type Bank = readonly BiquadCascade[] | null;

export class BandSolo {
  readonly #rate: number;
  readonly #channels: number;
  readonly #fadeFrames: number;
  readonly #scratch: Float64Array = new Float64Array(MAX_FRAMES);
  #bank: Bank = null;
  #next: Bank = null;
  /** Frames of the running crossfade to `#next` that are left; 0 for none. */
  #left = 0;
  /** What to change to once the running crossfade is over; undefined for nothing. */
  #wanted: Band | null | undefined;

  constructor(sampleRateHz: number, channels: number) {
    this.#rate = sampleRateHz;
    this.#channels = channels;
    this.#fadeFrames = Math.max(1, Math.round(SWITCH_SECONDS * sampleRateHz));
  }

  /** Null lets everything through. */
  set(band: Band | null): void {
    this.#wanted = band;
    if (this.#left === 0) this.#begin();
  }

  /** Filters `frames` (at most 4,096) frames from `offset` in place. */
  process(channels: readonly Float32Array[], offset: number, frames: number): void {
    for (let done = 0; done < frames; ) {
      const count = this.#left > 0 ? Math.min(frames - done, this.#left) : frames - done;
      if (this.#bank !== null || this.#left > 0)
        for (let c = 0; c < this.#channels; c++) this.#piece(channels[c]!, c, offset + done, count);
      done += count;
      if (this.#left === 0) continue;
      this.#left -= count;
      if (this.#left > 0) continue;
      this.#bank = this.#next;
      if (this.#wanted !== undefined) this.#begin();
    }
  }

  #begin(): void {
    const sections = this.#wanted ? sectionsOf(this.#wanted, this.#rate) : [];
    this.#wanted = undefined;
    this.#next =
      sections.length === 0 ? null : Array.from({ length: this.#channels }, () => new BiquadCascade(sections));
    this.#left = this.#bank === null && this.#next === null ? 0 : this.#fadeFrames;
  }

  #piece(samples: Float32Array, channel: number, offset: number, count: number): void {
    const old = this.#scratch;
    for (let i = 0; i < count; i++) old[i] = samples[offset + i]!;
    if (this.#left === 0) {
      this.#bank![channel]!.process(old, 0, count);
      for (let i = 0; i < count; i++) samples[offset + i] = old[i]!;
      return;
    }
    // A crossfade is short: its second half of the scratch is free for the bank that comes.
    const half = MAX_FRAMES / 2;
    for (let done = 0; done < count; done += half) {
      const part = Math.min(half, count - done);
      for (let i = 0; i < part; i++) old[i] = old[half + i] = samples[offset + done + i]!;
      this.#bank?.[channel]?.process(old, 0, part);
      this.#next?.[channel]?.process(old, half, part);
      for (let i = 0; i < part; i++) {
        const share = 1 - (this.#left - done - i - 1) / this.#fadeFrames;
        samples[offset + done + i] = old[i]! + share * (old[half + i]! - old[i]!);
      }
    }
  }
}
