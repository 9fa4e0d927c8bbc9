/** What a host with models offers to tools. Core names it, a host injects it; a tool never sees a model's file. */
import type { AudioSource } from '../audio/index.ts';
import type { Assessment, ModelCard } from '../rights/index.ts';

/** A stem separator that is at hand. */
export interface SeparatorModel {
  readonly id: string;
  readonly card: ModelCard;
  /** Whether it may run here, and why not. */
  readonly assessment: Assessment;
  readonly stems: readonly string[];
  /** Name of the mix less the stems, where it is a stem of its own: 'instrumental'. */
  readonly remainder?: string;
  readonly sampleRateHz: number;
  /** Highest frequency that stems can hold; what is above belongs to the residual. */
  readonly bandHz: number;
  /** SHA-256 of each file. */
  readonly sha256: readonly string[];
}

/** Stems of a stretch of the source: by stem, then channel. Valid until the next one is asked for. */
export interface StemBlock {
  readonly stems: readonly (readonly Float64Array[])[];
  readonly frames: number;
}

export interface SeparateRequest {
  readonly modelId: string;
  /** Reason codes that the producer accepted, for models that run on confirmation only. */
  readonly accepted?: readonly string[];
  readonly signal?: AbortSignal;
  progress?(stage: string, fraction: number): void;
}

/** Splits audio into stems by a model. */
export interface StemSeparator {
  models(): Promise<readonly SeparatorModel[]>;
  /**
   * Stems in the model's order, together exactly as long as the source, at its rate and channels. Throws AudioError
   * 'refused' where the policy says no, 'not-found' for an unknown model.
   */
  separate(source: AudioSource, request: SeparateRequest): AsyncIterable<StemBlock>;
}

/** A streaming processor for spoken voice; channels one by one, in place. */
export interface VoiceProcessor {
  /** Frames by which the output lags behind the input. */
  readonly latencyFrames: number;
  /** Replaces `frames` frames by those of `latencyFrames` earlier; silence before the first. */
  process(channels: readonly Float64Array[], frames: number): void;
  /** As {@link process} with silence going in: the last `latencyFrames` frames come out. */
  flush(channels: readonly Float64Array[], frames: number): void;
  /** Ready for another signal. */
  reset(): void;
  /** Gives its memory back. */
  close(): void;
}

/** Takes noise off spoken voice by a model. It mistakes music for noise. */
export interface VoiceDenoiser {
  readonly card: ModelCard;
  readonly assessment: Assessment;
  /** Any rate from 8 to 192 kHz, any number of channels. Throws AudioError 'refused' where the policy says no. */
  create(sampleRateHz: number, channels: number): Promise<VoiceProcessor>;
}
