/**
 * RNNoise as a host's noise reducer for spoken voice: any rate and channel count, time-aligned. Channels are treated
 * one by one, as the model knows mono only; nothing above 20 kHz survives. It takes music and singing for noise.
 */
import {
  type Assessment,
  assessModel,
  DEFAULT_POLICY,
  type ModelCard,
  type ModelPolicy,
  permit,
} from '@studiohand/core/rights';
import type { VoiceDenoiser, VoiceProcessor } from '@studiohand/core/tool';
import { today } from '../host.ts';
import { createRnnoise, RNNOISE_CARD, RNNOISE_DELAY, RNNOISE_FRAME, RNNOISE_HZ } from './rnnoiseModule.ts';
import { type FrameModel, VoiceStream } from './voiceStream.ts';

/** RNNoise under the rules of a studio. */
export function rnnoiseDenoiser(policy: ModelPolicy = DEFAULT_POLICY, accepted: readonly string[] = []): VoiceDenoiser {
  const card: ModelCard = RNNOISE_CARD;
  const assessment: Assessment = assessModel(card, { today: today() }, policy);
  return {
    card,
    assessment,
    async create(sampleRateHz: number, channels: number): Promise<VoiceProcessor> {
      permit(card.id, assessment, accepted);
      return new VoiceStream(await rnnoiseModel(channels), sampleRateHz, channels);
    },
  };
}

/** One state of RNNoise per channel. `onVoice` receives the probability of voice of each frame of 10 ms, by channel. */
export async function rnnoiseModel(
  channels: number,
  onVoice: (probability: number, channel: number) => void = (): void => undefined,
): Promise<FrameModel> {
  const states = await Promise.all(Array.from({ length: channels }, createRnnoise));
  return {
    sampleRateHz: RNNOISE_HZ,
    frameSize: RNNOISE_FRAME,
    delayFrames: RNNOISE_DELAY,
    process(samples, offset): void {
      for (const [c, state] of states.entries()) onVoice(state.process(samples[c] as Float64Array, offset), c);
    },
    reset(): void {
      for (const state of states) state.reset();
    },
    close(): void {
      for (const state of states) state.close();
    },
  };
}
