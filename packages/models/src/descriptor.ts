/**
 * The descriptor beside a model: all that a host has to know and the ONNX file does not say. Plain JSON, version 1.
 * Layouts are lists of axes, outermost first, as the file declares its tensors; letters stand for
 * B chunks run at once, S stems, C channels (L, R), R real and imaginary part, F frequency bins from 0 Hz, T spectrum
 * frames, N samples; `1` is a dimension of one. Letters written together share a dimension: `CR` is
 * [L_re, L_im, R_re, R_im], `FCR` one row per frame with all of them.
 * Sources of the conventions: reference implementations of KUIELab MDX-Net, Demucs, Spleeter, Open-Unmix and MSST.
 */

/** A tensor going in or out of the model. */
export interface DescriptorPort {
  /** Name of the tensor in the file; by rank or order where absent. */
  readonly name?: string | undefined;
  readonly content: PortContent;
  readonly layout: readonly string[];
}

/** Masks are factors of the mixture's spectrum; the others are signals. */
export type PortContent = 'waveform' | 'complex' | 'magnitude' | 'magnitude-mask' | 'complex-mask';

export interface StftSettings {
  /** Samples per frame, even. */
  readonly size: number;
  readonly hop: number;
  readonly window: 'hann' | 'hamming' | 'sine' | 'rectangular';
  /** Frames are centred on multiples of the hop, half a frame before the chunk included. */
  readonly centred: boolean;
  /** What stands before and after the chunk. */
  readonly pad: 'reflect' | 'zero';
  /** Forward transform divided by sqrt(size). */
  readonly unitary: boolean;
  /** Bins the model sees, from 0 Hz; those above go to the residual. */
  readonly bins: number;
  /** Lowest bins that are set to zero for the model. */
  readonly zeroBins: number;
  /** Further samples before and after the chunk (HTDemucs: 1,536). */
  readonly extraPad: number;
  /** Frames at both ends that the model does not see (HTDemucs: 2). */
  readonly skipFrames: number;
}

export interface ChunkSettings {
  /** Samples the model is given at once, at its own rate. */
  readonly frames: number;
  /** Samples at both ends that serve as context only. */
  readonly trimFrames: number;
  /** Part of what is left that two neighbours share, 0 to 0.9. */
  readonly overlap: number;
  /** How neighbours are blended: over the whole chunk, or over `fadeFrames` at its ends. */
  readonly window: 'hann' | 'triangle' | 'linear' | 'rectangular';
  readonly fadeFrames?: number | undefined;
}

export interface ModelDescriptor {
  readonly schema: 'model-descriptor/1';
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** What comes out, in the order of the S axis. */
  readonly stems: readonly string[];
  /** Name of the mix less the stems, where it is a stem of its own: 'instrumental'. */
  readonly remainder?: string | undefined;
  /** One file for all stems, or files with one or several each. */
  readonly files: readonly { readonly file: string; readonly stems?: readonly string[] | undefined }[];
  readonly inputs: readonly DescriptorPort[];
  /** Several outputs are added up (HTDemucs hybrid). */
  readonly outputs: readonly DescriptorPort[];
  readonly stft?: StftSettings | undefined;
  readonly chunk: ChunkSettings;
  /** Level of the whole signal before the model, undone after it: 'peak' to 0.9 where above, or mean 0, deviation 1. */
  readonly normalise: 'none' | 'peak' | 'standardise';
  /** Magnitudes of all stems become masks y^p / sum y^p of this power. */
  readonly ratioMaskPower?: number | undefined;
  /** Gain that the authors found missing (MDX-Net). */
  readonly compensate: number;
  /** (f(x) - f(-x)) / 2: twice the time, less noise of the model's own. */
  readonly denoise: boolean;
}

/** Spectrum frames of a chunk that the model sees. */
export function spectrumFrames(s: StftSettings, chunkFrames: number): number {
  // Demucs pads up to a whole number of hops first.
  const padded = s.extraPad > 0 ? s.hop * Math.ceil(chunkFrames / s.hop) + 2 * s.extraPad : chunkFrames;
  const frames = s.centred ? Math.floor(padded / s.hop) + 1 : Math.floor((padded - s.size) / s.hop) + 1;
  return frames - 2 * s.skipFrames;
}

/** Size of each axis letter for one file of a model; B is free. */
export function axisSizes(d: ModelDescriptor, stems: number): Readonly<Record<string, number>> {
  const spectrum = d.stft ? { F: d.stft.bins, T: spectrumFrames(d.stft, d.chunk.frames) } : {};
  return { ...spectrum, S: stems, C: d.channels, R: 2, N: d.chunk.frames };
}
