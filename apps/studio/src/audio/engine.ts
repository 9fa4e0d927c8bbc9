/** The audio graph of one rate and channel count: audio thread, analyser, volume. */
import { dbToGain } from '@studiohand/core/units';
import { Feeder } from './feeder.ts';
import { type FromAudioThread, PROCESSOR_NAME, type ToAudioThread, type WorkletOptions } from './messages.ts';
import type { Program } from './program.ts';
import { STATE_LENGTH } from './stateBlock.ts';
import workletUrl from './worklet.ts?worker&url';

/** Bins of the spectrum shown, half the transform. */
export const SPECTRUM_BINS = 2048;
const SPECTRUM_SMOOTHING = 0.7;
/** Time constant of the volume control. */
const VOLUME_SECONDS = 0.01;

export interface EngineOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly volumeDb: number;
  readonly aheadSeconds: number;
  readonly onEnded: (generation: number) => void;
  readonly onError: (error: unknown) => void;
}

/** A context at the wanted rate, or at the machine's own where the wanted one is not allowed. */
function contextAt(sampleRateHz: number): AudioContext {
  try {
    return new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'interactive' });
  } catch {
    return new AudioContext({ latencyHint: 'interactive' });
  }
}

/** Channels a programme is heard with: mono, or a stereo downmix of whatever it has. */
export function outputChannels({ source, take }: Program): number {
  return source.channels > 1 || (take?.channels ?? 1) > 1 ? 2 : 1;
}

export class Engine {
  readonly context: AudioContext;
  readonly channels: number;
  /** The rate asked for; the context may run at another. */
  readonly wantedRateHz: number;
  readonly feeder: Feeder;
  readonly analyser: AnalyserNode;
  /** State block of the audio thread. */
  block: Float64Array;
  readonly #node: AudioWorkletNode;
  readonly #gain: GainNode;
  #recorded: ((channels: readonly Float32Array[]) => void)[] = [];

  /** Rejects where the browser has no AudioWorklet. */
  static async open(options: EngineOptions): Promise<Engine> {
    const context = contextAt(options.sampleRateHz);
    try {
      await context.audioWorklet.addModule(workletUrl);
      return new Engine(context, options);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  private constructor(context: AudioContext, options: EngineOptions) {
    this.context = context;
    this.channels = options.channels;
    this.wantedRateHz = options.sampleRateHz;
    const shared = globalThis.crossOriginIsolated ? new SharedArrayBuffer(8 * STATE_LENGTH) : null;
    this.block = shared ? new Float64Array(shared) : new Float64Array(STATE_LENGTH);
    const processorOptions: WorkletOptions = { channels: options.channels, state: shared };
    this.#node = new AudioWorkletNode(context, PROCESSOR_NAME, {
      numberOfInputs: 0,
      outputChannelCount: [options.channels],
      processorOptions,
    });
    this.analyser = new AnalyserNode(context, {
      fftSize: 2 * SPECTRUM_BINS,
      smoothingTimeConstant: SPECTRUM_SMOOTHING,
    });
    this.#gain = new GainNode(context, { gain: dbToGain(options.volumeDb) });
    this.#node.connect(this.analyser).connect(this.#gain).connect(context.destination);
    this.feeder = new Feeder({
      send: (message, transfer) => this.send(message, transfer),
      sampleRateHz: context.sampleRate,
      aheadSeconds: options.aheadSeconds,
      onError: options.onError,
    });
    this.#node.port.onmessage = ({ data }: MessageEvent<FromAudioThread>): void => {
      if (data.type === 'room') this.feeder.room(data.generation, data.index);
      else if (data.type === 'ended') options.onEnded(data.generation);
      else if (data.type === 'state') this.block = data.block;
      else this.#recorded.shift()?.(data.channels);
    };
    this.#node.onprocessorerror = (): void => options.onError(new Error('The audio thread stopped'));
  }

  /** Whether a programme can be played without opening another engine. */
  fits(program: Program): boolean {
    return this.wantedRateHz === program.source.sampleRateHz && this.channels === outputChannels(program);
  }

  send(message: ToAudioThread, transfer: ArrayBuffer[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }

  setVolume(volumeDb: number): void {
    this.#gain.gain.setTargetAtTime(dbToGain(volumeDb), this.context.currentTime, VOLUME_SECONDS);
  }

  /** The next `frames` frames that are heard, before the volume control. */
  record(frames: number): Promise<readonly Float32Array[]> {
    return new Promise((resolve) => {
      this.#recorded.push(resolve);
      this.send({ type: 'record', frames });
    });
  }

  close(): void {
    this.feeder.stop();
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    void this.context.close();
  }
}
