/** The audio thread: hands messages and blocks to the core. Bundled by itself. */
import { type FromAudioThread, PROCESSOR_NAME, type ToAudioThread, type WorkletOptions } from './messages.ts';
import { PlaybackCore } from './playbackCore.ts';

/** Copies of the state per second where memory cannot be shared. */
const STATES_PER_SECOND = 50;

class PlayerProcessor extends AudioWorkletProcessor {
  readonly #core: PlaybackCore;
  readonly #copies: boolean;
  #sinceCopy = 0;

  constructor(options: { processorOptions: unknown }) {
    super();
    const { channels, state } = options.processorOptions as WorkletOptions;
    const post = (message: FromAudioThread): void => this.port.postMessage(message);
    this.#copies = state === null;
    this.#core = state
      ? new PlaybackCore(sampleRate, channels, post, new Float64Array(state))
      : new PlaybackCore(sampleRate, channels, post);
    this.port.onmessage = ({ data }: MessageEvent<ToAudioThread>): void => this.#core.receive(data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]!;
    const frames = output[0]!.length;
    this.#core.process(output, frames, currentTime);
    this.#sinceCopy += frames;
    if (this.#copies && this.#sinceCopy * STATES_PER_SECOND >= sampleRate) {
      this.#sinceCopy = 0;
      this.port.postMessage({ type: 'state', block: this.#core.state });
    }
    return true;
  }
}

registerProcessor(PROCESSOR_NAME, PlayerProcessor);
