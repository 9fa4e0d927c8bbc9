/**
 * Room taken out of a recording: first what can be predicted linearly (linearDereverb.ts, which declines held tones), then
 * by gain what the room's decay says is late (lateReverb.ts). Both may be had alone. The first 50 ms stay.
 * Measured with a real room's response (RT60 0.6 s) and what RoomAnalyser found (bench clean, room), SI-SDR against direct
 * and early sound: speech 4.7 to 8.2 dB, tabla -1.4 to 6.7, beat 4.7 to 6.5; guitar, piano and bass were declined.
 * Range: 8 to 192 kHz, any channels. Latency: {@link RoomReducer.latencyFrames}, 5.5 s. Weakness: see both parts.
 */

import type { DspKernels } from '../kernels.ts';
import { type DecayPoint, LateReverbReducer } from './lateReverb.ts';
import { LinearDereverb } from './linearDereverb.ts';

export interface RoomReducerOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Decay times of the room, see {@link LateReverbReducer}; as RoomAnalyser finds them. */
  readonly decay: readonly DecayPoint[];
  /** Direct sound over reverberation, -20 to 30 dB; as RoomAnalyser finds it. */
  readonly directToReverbDb: number;
  /** Largest reduction by gain, 0 to 40 dB; 12 by default. 0 leaves the gains out. */
  readonly reductionDb?: number;
  /** How much of the predicted reverberation goes, 0 to 1; 1 by default. 0 leaves the prediction out. */
  readonly prediction?: number;
  readonly kernels?: DspKernels;
}

export class RoomReducer {
  /** Frames by which the output is late; feed as many zeros (`flush`) to get the end. */
  readonly latencyFrames: number;
  readonly #stages: readonly (LinearDereverb | LateReverbReducer)[];

  /** Throws AudioError 'invalid-parameter' for options out of range. */
  constructor(options: RoomReducerOptions) {
    const { reductionDb = 12, prediction = 1, ...common } = options;
    const linear = new LinearDereverb({ ...common, amount: prediction });
    const late = new LateReverbReducer({ ...common, reductionDb });
    this.#stages = [...(prediction === 0 ? [] : [linear]), ...(reductionDb === 0 ? [] : [late])];
    this.latencyFrames = this.#stages.reduce((sum, stage) => sum + stage.latencyFrames, 0);
  }

  /** Works `frames` frames of planar channels in place; what comes out is `latencyFrames` late. */
  process(channels: readonly Float64Array[], frames: number): void {
    for (const stage of this.#stages) stage.process(channels, frames);
  }

  /** The next `frames` frames of what is still inside: as `process` with zeros. `latencyFrames` in all empty it. */
  flush(channels: readonly Float64Array[], frames: number): void {
    for (const samples of channels) samples.fill(0, 0, frames);
    this.process(channels, frames);
  }

  reset(): void {
    for (const stage of this.#stages) stage.reset();
  }
}
