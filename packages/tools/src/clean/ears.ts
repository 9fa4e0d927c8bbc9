import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import { ClipFinder, HumTracker, NoiseFinder, RoomAnalyser, SpectrumMeter } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { humSearch } from './faults/hum.ts';
import { BandFloors } from './faults/noiseFacts.ts';
import type { CleanParams } from './params.ts';

/** Sees every sample once. */
interface Listener {
  push(channels: readonly Float64Array[], offset: number, count: number): void;
}

function notANumber(name: string, frame: number, sampleRateHz: number): AudioError {
  return new AudioError(
    'invalid-samples',
    `${name}: a sample near ${(frame / sampleRateHz).toFixed(3)} s (frame ${frame}) is not a finite number.`,
    'Render the file again from its source; studiohand measure lists where such samples are.',
  );
}

/** The listeners of the kinds of fault that are looked for: one pass over the source serves them all. */
export class Ears {
  readonly clipping: ClipFinder | undefined;
  readonly room: RoomAnalyser;
  readonly noise: NoiseFinder | undefined;
  readonly hum: HumTracker | undefined;
  readonly floors: BandFloors;
  readonly meter: SpectrumMeter;
  readonly #all: readonly Listener[];

  constructor(info: AudioInfo, params: CleanParams, findNoise: boolean, { kernels }: ToolContext) {
    const { sampleRateHz, channels } = info;
    this.clipping = params.clipping ? new ClipFinder(sampleRateHz, channels) : undefined;
    this.room = new RoomAnalyser(sampleRateHz, channels);
    this.noise = findNoise ? new NoiseFinder(sampleRateHz, channels) : undefined;
    this.hum = params.hum ? new HumTracker({ sampleRateHz, channels, ...humSearch(params) }) : undefined;
    this.floors = new BandFloors(info);
    this.meter = new SpectrumMeter(info, kernels, this.floors);
    const spectrum: Listener = { push: (planes, _offset, frames) => this.meter.push({ channels: planes, frames }) };
    this.#all = [this.clipping, params.noise ? spectrum : undefined, this.noise, this.hum, this.room].filter(
      (one) => one !== undefined,
    );
  }

  /** Throws AudioError 'invalid-samples' at the first sample that is no finite number. */
  async listen(source: AudioSource, context: ToolContext): Promise<void> {
    const { name, sampleRateHz, frameCount } = source.info;
    const { signal } = context;
    let done = 0;
    for await (const { channels, frames } of source.blocks(signal ? { signal } : {})) {
      signal?.throwIfAborted();
      for (const x of channels)
        for (let i = 0; i < frames; i++) {
          const v = x[i] as number;
          if (v - v !== 0) throw notANumber(name, done + i, sampleRateHz);
        }
      for (const listener of this.#all) listener.push(channels, 0, frames);
      done += frames;
      context.progress('looking for faults', done / Math.max(1, frameCount));
    }
  }
}
