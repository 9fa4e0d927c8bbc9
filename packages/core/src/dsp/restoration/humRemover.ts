/**
 * Subtracts the hum that {@link HumTracker} found, sinusoid by sinusoid: in place and in time, no latency; frames
 * without hum pass bit for bit. Segments are faded into each other over three seconds, starts and ends of a hum over
 * 10 ms. Results do not depend on how the stream is split. Any part of a recording may be worked alone (`seek`).
 */
import type { HumPart, HumSegment, HumTrack } from './humTracker.ts';
import { HumVoice } from './humVoice.ts';

const PIECE = 512;
const EDGE_SECONDS = 0.01;

/** A part of a segment that sounds near the present place. */
interface Sounding {
  readonly segment: number;
  readonly part: HumPart;
  readonly voice: HumVoice;
}

function ramp(at: number): number {
  return at <= 0 ? 0 : at >= 1 ? 1 : at;
}

export class HumRemover {
  readonly latencyFrames: number = 0;
  readonly #track: HumTrack;
  readonly #amount: number;
  readonly #hum: Float64Array = new Float64Array(PIECE);
  #position = 0;
  #sounding: readonly Sounding[] = [];
  /** Segments whose voices are loaded. */
  #first = 0;
  #last = -1;

  /** `amount` is the part of the hum that is taken out, 0 to 1. */
  constructor(track: HumTrack, amount = 1) {
    this.#track = track;
    this.#amount = amount;
  }

  /** The next frame to be worked; 0 at first. */
  seek(frame: number): void {
    this.#position = frame;
  }

  /** Works `frames` frames of planar channels in place. */
  process(channels: readonly Float64Array[], frames: number): void {
    for (let done = 0; done < frames; ) {
      // Pieces end at fixed frames, whatever the blocks are.
      const count = Math.min(frames - done, PIECE - (this.#position % PIECE));
      this.#load(this.#position, this.#position + count);
      for (const sounding of this.#sounding) this.#subtract(sounding, channels, done, count);
      this.#position += count;
      done += count;
    }
  }

  /** Nothing is inside: fills with silence. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
  }

  reset(): void {
    this.#position = 0;
  }

  /** Makes the voices of the segments that count between two frames. */
  #load(from: number, to: number): void {
    const { segments, sampleRateHz } = this.#track;
    let [first, last] = [this.#first, this.#last];
    if (from < (segments[first]?.fadeFromFrame ?? 0) || first > last) first = 0;
    while (first + 1 < segments.length && segments[first + 1].fadeToFrame <= from) first++;
    last = first;
    while (last + 1 < segments.length && segments[last + 1].fadeFromFrame < to) last++;
    if (first === this.#first && last === this.#last) return;
    const kept = this.#sounding;
    const next: Sounding[] = [];
    for (let segment = first; segment <= Math.min(last, segments.length - 1); segment++) {
      const old = kept.filter((s) => s.segment === segment);
      const { path, parts } = segments[segment];
      next.push(
        ...(old.length > 0
          ? old
          : parts.map((part) => ({ segment, part, voice: new HumVoice(path, part.run, sampleRateHz) }))),
      );
    }
    this.#sounding = next;
    this.#first = first;
    this.#last = last;
  }

  #subtract(
    { segment, part, voice }: Sounding,
    channels: readonly Float64Array[],
    offset: number,
    count: number,
  ): void {
    const { segments, sampleRateHz } = this.#track;
    const own = segments[segment];
    const next: HumSegment | undefined = segments[segment + 1];
    const at = this.#position - own.startFrame;
    const edge = EDGE_SECONDS * sampleRateHz;
    const from = part.edges.fromSeconds * sampleRateHz - edge / 2;
    const to = part.edges.toSeconds * sampleRateHz + edge / 2;
    if (at + count <= from || at >= to) return;
    const hum = this.#hum;
    voice.write(hum, count, at);
    const samples = channels[part.channel];
    const amount = this.#amount;
    const rises = own.fadeToFrame > this.#position;
    const falls = next !== undefined && next.fadeFromFrame < this.#position + count;
    const cut = at < from + edge || at + count > to - edge;
    for (let i = 0; i < count; i++) {
      const frame = this.#position + i;
      let gain = amount;
      if (rises) gain *= ramp((frame - own.fadeFromFrame) / (own.fadeToFrame - own.fadeFromFrame));
      if (falls) gain *= 1 - ramp((frame - next.fadeFromFrame) / (next.fadeToFrame - next.fadeFromFrame));
      if (cut) gain *= ramp((at + i - from) / edge) * ramp((to - at - i) / edge);
      samples[offset + i] -= gain * hum[i];
    }
  }
}
