/** Plays programmes held in memory through feeder and core in Node, as the browser does in two threads. */
import { Feeder } from './feeder.ts';
import type { FromAudioThread } from './messages.ts';
import { PlaybackCore } from './playbackCore.ts';
import type { AudioKind, PcmReader, ProgramSide } from './program.ts';
import { SideReader } from './sideReader.ts';

export const RATE_HZ = 48000;
const QUANTUM = 128;

/** Answers from arrays; counts its reads. */
export class MemoryReader implements PcmReader {
  readonly #files: Readonly<Record<string, readonly Float32Array[]>>;
  reads = 0;

  constructor(files: Readonly<Record<string, readonly Float32Array[]>>) {
    this.#files = files;
  }

  async read(
    _kind: AudioKind,
    id: string,
    fromFrame: number,
    frameCount: number,
  ): Promise<Float32Array<ArrayBuffer>[]> {
    this.reads++;
    return this.#files[id]!.map((channel) => Float32Array.from(channel.subarray(fromFrame, fromFrame + frameCount)));
  }

  side(id: string, sampleRateHz: number = RATE_HZ): ProgramSide {
    const channels = this.#files[id]!;
    return {
      kind: 'sources',
      id,
      sampleRateHz,
      channels: channels.length,
      layout: channels.length === 1 ? ['M'] : ['L', 'R'],
      frameCount: channels[0]!.length,
      integratedLufs: null,
    };
  }
}

export class TestRig {
  readonly core: PlaybackCore;
  readonly feeder: Feeder;
  readonly events: FromAudioThread[] = [];
  readonly channels: number;
  #frames = 0;

  constructor(reader: MemoryReader, a: string, b: string | null, channels = 1) {
    this.channels = channels;
    this.core = new PlaybackCore(RATE_HZ, channels, (message) => {
      this.events.push(message);
      if (message.type === 'room') this.feeder.room(message.generation, message.index);
    });
    this.feeder = new Feeder({
      send: (message) => this.core.receive(message),
      sampleRateHz: RATE_HZ,
      aheadSeconds: 1,
      onError: (error) => {
        throw error;
      },
    });
    this.feeder.load(
      new SideReader(reader, reader.side(a), RATE_HZ, channels),
      b === null ? null : new SideReader(reader, reader.side(b), RATE_HZ, channels),
      0,
    );
  }

  /** Lets pending reads come in. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** The next `frames` frames (rounded up to whole blocks of 128) of channel 0. */
  async play(frames: number): Promise<Float32Array> {
    const blocks = Math.ceil(frames / QUANTUM);
    const heard = new Float32Array(blocks * QUANTUM);
    const output = Array.from({ length: this.channels }, () => new Float32Array(QUANTUM));
    for (let k = 0; k < blocks; k++) {
      if (k % 8 === 0) await this.settle();
      this.core.process(output, QUANTUM, this.#frames / RATE_HZ);
      this.#frames += QUANTUM;
      heard.set(output[0]!, k * QUANTUM);
    }
    return heard;
  }
}

/** A sine at `amplitude` from phase 0. */
export function sine(frequencyHz: number, amplitude: number, frames: number): Float32Array {
  return Float32Array.from(
    { length: frames },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / RATE_HZ),
  );
}

/** Largest change from one frame to the next. */
export function largestStep(samples: Float32Array): number {
  let largest = 0;
  for (let n = 1; n < samples.length; n++) largest = Math.max(largest, Math.abs(samples[n]! - samples[n - 1]!));
  return largest;
}
