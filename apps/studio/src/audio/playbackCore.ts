/**
 * What runs in the audio thread, without any of its types: takes messages, fills blocks. Plays a queue of chunks
 * through the mixer with fades of 5 ms at every start, stop and jump (also when samples run out), and meters what
 * comes out. Playing allocates nothing.
 */
import { BandSolo } from './bandSolo.ts';
import { LevelMeter } from './levelMeter.ts';
import type { FromAudioThread, ToAudioThread } from './messages.ts';
import { AbMixer } from './mixer.ts';
import { PlayQueue } from './playQueue.ts';
import { STATE, STATE_LENGTH } from './stateBlock.ts';

/** Fade at play, pause and seek. */
export const FADE_SECONDS = 0.005;
/** Largest block `process` may be asked for. */
const MAX_FRAMES = 4096;

const silence = (channels: number): Float32Array[] =>
  Array.from({ length: channels }, () => new Float32Array(MAX_FRAMES));

interface Recording {
  readonly channels: Float32Array[];
  filled: number;
}

export class PlaybackCore {
  readonly state: Float64Array;
  readonly #channels: number;
  readonly #rate: number;
  readonly #fadeFrames: number;
  readonly #mixer: AbMixer;
  readonly #solo: BandSolo;
  readonly #meter: LevelMeter;
  readonly #post: (message: FromAudioThread) => void;
  readonly #a: Float32Array[];
  readonly #b: Float32Array[];
  #queue = new PlayQueue(0, 0);
  #next: PlayQueue | null = null;
  #running = false;
  #compares = false;
  /** Frames of fade already in: 0 is silent, `#fadeFrames` is full level. */
  #faded = 0;
  #recording: Recording | null = null;

  /** `post` hears what happens; `state` may lie in shared memory. */
  constructor(
    sampleRateHz: number,
    channels: number,
    post: (message: FromAudioThread) => void,
    state: Float64Array = new Float64Array(STATE_LENGTH),
  ) {
    this.#rate = sampleRateHz;
    this.#channels = channels;
    this.#post = post;
    this.state = state;
    this.#fadeFrames = Math.max(1, Math.round(FADE_SECONDS * sampleRateHz));
    this.#mixer = new AbMixer(sampleRateHz);
    this.#solo = new BandSolo(sampleRateHz, channels);
    this.#meter = new LevelMeter(sampleRateHz, channels);
    this.#a = silence(channels);
    this.#b = silence(channels);
  }

  receive(message: ToAudioThread): void {
    if (message.type === 'chunk') (this.#next ?? this.#queue).push(message);
    else if (message.type === 'start') {
      this.#next = new PlayQueue(message.generation, message.frame);
      if (this.#faded === 0) this.#enterNext();
    } else if (message.type === 'splice') {
      const queue = this.#next ?? this.#queue;
      if (queue.generation === message.generation) queue.splice(message.index);
    } else if (message.type === 'run') this.#running = message.on;
    else if (message.type === 'mix') {
      this.#compares = message.compares;
      if (this.#faded === 0) this.#mixer.jump(message.a, message.b);
      else this.#mixer.set(message.a, message.b);
    } else if (message.type === 'band') this.#solo.set(message.band);
    else if (message.type === 'reset-holds') this.#meter.resetHolds();
    else
      this.#recording = {
        channels: Array.from({ length: this.#channels }, () => new Float32Array(message.frames)),
        filled: 0,
      };
  }

  /** Fills `frames` (at most 4,096) frames of one array per channel; `time` is the context time of the first. */
  process(output: readonly Float32Array[], frames: number, time: number): void {
    this.#reportPlace(time);
    for (let done = 0; done < frames; ) done += this.#piece(output, done, frames - done);
    if (this.#meter.push(output, this.#a, this.#b, frames)) this.#meter.publish(this.state, this.#compares);
    if (this.#recording) this.#record(this.#recording, output, frames);
  }

  /** One stretch with a single chunk and a single direction of the fade; returns its length. */
  #piece(output: readonly Float32Array[], offset: number, room: number): number {
    const queue = this.#queue;
    const available = queue.available;
    const enough = available > this.#fadeFrames || (queue.complete && available > 0);
    const rising = this.#running && this.#next === null && (this.#faded > 0 ? enough : enough && this.#hasRunUp());
    if (this.#faded === 0 && !rising) {
      this.#silence(output, offset, room);
      return room;
    }
    const head = queue.head;
    if (!head) {
      this.#faded = 0;
      return this.#settle(0);
    }
    let count = Math.min(room, head.frames - queue.headOffset);
    if (!rising) count = Math.min(count, this.#faded);
    else if (this.#faded < this.#fadeFrames) count = Math.min(count, this.#fadeFrames - this.#faded);
    else if (!queue.complete) count = Math.min(count, available - this.#fadeFrames);
    for (let c = 0; c < this.#channels; c++) {
      const from = queue.headOffset;
      this.#a[c]!.set(head.a[c]!.subarray(from, from + count), offset);
      if (head.b) this.#b[c]!.set(head.b[c]!.subarray(from, from + count), offset);
      else this.#b[c]!.fill(0, offset, offset + count);
    }
    this.#mixer.process(this.#a, this.#b, output, offset, count);
    this.#solo.process(output, offset, count);
    if (!rising || this.#faded < this.#fadeFrames) this.#fade(output, offset, count, rising ? 1 : -1);
    const ended = head.last && queue.headOffset + count === head.frames;
    if (queue.advance(count)) this.#post({ type: 'room', generation: queue.generation, index: queue.index });
    if (ended) this.#end();
    return this.#settle(count);
  }

  /** After starving, or at the start, some more is waited for than a fade needs. */
  #hasRunUp(): boolean {
    return this.#queue.complete || this.#queue.available >= 8 * this.#fadeFrames;
  }

  #fade(output: readonly Float32Array[], offset: number, count: number, direction: 1 | -1): void {
    for (let c = 0; c < this.#channels; c++) {
      const out = output[c]!;
      for (let i = 0; i < count; i++) out[offset + i]! *= (this.#faded + direction * (i + 1)) / this.#fadeFrames;
    }
    this.#faded += direction * count;
  }

  #end(): void {
    this.#running = false;
    this.#faded = 0;
    this.#post({ type: 'ended', generation: this.#queue.generation });
  }

  #settle(count: number): number {
    if (this.#faded === 0 && this.#next) this.#enterNext();
    return count;
  }

  #enterNext(): void {
    this.#queue = this.#next!;
    this.#next = null;
    this.#meter.restart();
    this.#post({ type: 'room', generation: this.#queue.generation, index: 0 });
  }

  #silence(output: readonly Float32Array[], offset: number, count: number): void {
    for (let c = 0; c < this.#channels; c++) {
      output[c]!.fill(0, offset, offset + count);
      this.#a[c]!.fill(0, offset, offset + count);
      this.#b[c]!.fill(0, offset, offset + count);
    }
  }

  #reportPlace(time: number): void {
    const { state } = this;
    state[STATE.frame] = this.#queue.frame;
    state[STATE.time] = time;
    state[STATE.sinceJump] = this.#queue.sinceJump;
    state[STATE.jumpedFrom] = this.#queue.jumpedFrom;
    state[STATE.generation] = this.#next ? -1 : this.#queue.generation;
    state[STATE.sounding] = this.#faded > 0 ? 1 : 0;
    state[STATE.starved] = this.#running && this.#faded === 0 ? 1 : 0;
  }

  #record(recording: Recording, output: readonly Float32Array[], frames: number): void {
    const total = recording.channels[0]!.length;
    const count = Math.min(frames, total - recording.filled);
    for (let c = 0; c < this.#channels; c++)
      recording.channels[c]!.set(output[c]!.subarray(0, count), recording.filled);
    recording.filled += count;
    if (recording.filled < total) return;
    this.#recording = null;
    this.#post({ type: 'recorded', channels: recording.channels });
  }

  /** Rate the core runs at. */
  get sampleRateHz(): number {
    return this.#rate;
  }
}
