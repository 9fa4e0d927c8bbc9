/**
 * Descriptors of the usual exports, to start from. What varies from file to file (MDX-Net: bins, frames and the size
 * of the transform, which is not in the file) is set on top of them.
 */
import type { ModelDescriptor } from './descriptor.ts';
import type { OnnxFacts } from './onnx/inspectOnnx.ts';

/** A descriptor before its defaults are filled in. */
export type DescriptorJson = { readonly [key: string]: unknown };

const DEMUCS = {
  stems: ['drums', 'bass', 'other', 'vocals'],
  chunk: { frames: 343980, overlap: 0.25, window: 'triangle' },
  normalise: 'standardise',
};
const UMX_STFT = { size: 4096, hop: 1024, bins: 2049 };

export const PRESETS: Readonly<Record<string, { readonly title: string; readonly descriptor: DescriptorJson }>> = {
  'mdx-net': {
    title: 'MDX-Net: complex spectrum of one target (set stft.size, which the file does not tell)',
    descriptor: {
      stems: ['vocals'],
      remainder: 'instrumental',
      inputs: [{ content: 'complex', layout: ['B', 'CR', 'F', 'T'] }],
      outputs: [{ content: 'complex', layout: ['B', 'CR', 'F', 'T'] }],
      stft: { size: 6144, hop: 1024, bins: 2048, zeroBins: 3 },
      chunk: { frames: 1024 * 255, trimFrames: 3072, overlap: 0.25, window: 'hann' },
      compensate: 1.03,
    },
  },
  'htdemucs-waveform': {
    title: 'HTDemucs, waveform in and out',
    descriptor: {
      ...DEMUCS,
      inputs: [{ content: 'waveform', layout: ['B', 'C', 'N'] }],
      outputs: [{ content: 'waveform', layout: ['B', 'S', 'C', 'N'] }],
    },
  },
  'htdemucs-hybrid': {
    title: 'HTDemucs, waveform and spectrum in and out',
    descriptor: {
      ...DEMUCS,
      inputs: [
        { content: 'waveform', layout: ['B', 'C', 'N'] },
        { content: 'complex', layout: ['B', 'CR', 'F', 'T'] },
      ],
      outputs: [
        { content: 'complex', layout: ['B', 'S', 'CR', 'F', 'T'] },
        { content: 'waveform', layout: ['B', 'S', 'C', 'N'] },
      ],
      stft: { size: 4096, hop: 1024, bins: 2048, unitary: true, extraPad: 1536, skipFrames: 2 },
    },
  },
  spleeter: {
    title: 'Spleeter: magnitudes, one file per stem',
    descriptor: {
      stems: ['vocals', 'accompaniment'],
      inputs: [{ content: 'magnitude', layout: ['C', 'B', 'T', 'F'] }],
      outputs: [{ content: 'magnitude', layout: ['C', 'B', 'T', 'F'] }],
      stft: { size: 4096, hop: 1024, bins: 1024, centred: false },
      chunk: { frames: 4096 + 511 * 1024, trimFrames: 4096, overlap: 0.1, window: 'linear', fadeFrames: 22050 },
      ratioMaskPower: 2,
    },
  },
  'open-unmix': {
    title: 'Open-Unmix: magnitudes, one file per stem',
    descriptor: {
      stems: ['vocals', 'drums', 'bass', 'other'],
      inputs: [{ content: 'magnitude', layout: ['B', 'C', 'F', 'T'] }],
      outputs: [{ content: 'magnitude', layout: ['B', 'C', 'F', 'T'] }],
      stft: UMX_STFT,
      chunk: { frames: 1024 * 430, trimFrames: 4096, overlap: 0.25, window: 'hann' },
      ratioMaskPower: 2,
    },
  },
  roformer: {
    title: 'BS- and Mel-RoFormer, MDX23C, SCNet: waveform in and out',
    descriptor: {
      stems: ['vocals'],
      remainder: 'instrumental',
      inputs: [{ content: 'waveform', layout: ['B', 'C', 'N'] }],
      outputs: [{ content: 'waveform', layout: ['B', 'S', 'C', 'N'] }],
      chunk: { frames: 352800, overlap: 0.5, window: 'linear', fadeFrames: 35280 },
    },
  },
  'magnitude-mask': {
    title: 'Magnitudes in, a mask per stem out',
    descriptor: {
      stems: ['vocals', 'drums', 'bass', 'other'],
      inputs: [{ content: 'magnitude', layout: ['B', 'C', 'F', 'T'] }],
      outputs: [{ content: 'magnitude-mask', layout: ['B', 'S', 'C', 'F', 'T'] }],
      stft: UMX_STFT,
      chunk: { frames: 1024 * 255, trimFrames: 4096, overlap: 0.25, window: 'hann' },
    },
  },
  'complex-mask': {
    title: 'Complex spectrum in, a complex mask per stem out',
    descriptor: {
      stems: ['vocals', 'drums', 'bass', 'other'],
      inputs: [{ content: 'complex', layout: ['B', 'CR', 'F', 'T'] }],
      outputs: [{ content: 'complex-mask', layout: ['B', 'S', 'CR', 'F', 'T'] }],
      stft: UMX_STFT,
      chunk: { frames: 1024 * 255, trimFrames: 4096, overlap: 0.25, window: 'hann' },
    },
  },
};

/** Descriptor JSON of a preset for these files; several files give one stem each, one file gives all. */
export function fromPreset(id: string, files: readonly string[], changes: DescriptorJson = {}): DescriptorJson {
  const base = PRESETS[id]?.descriptor ?? {};
  const all = mergeJson({ schema: 'model-descriptor/1', ...base }, changes);
  const stems = all['stems'] as string[] | undefined;
  const of = files.map((file, i) =>
    files.length > 1 && stems?.[i] !== undefined ? { file, stems: [stems[i]] } : { file },
  );
  return { ...all, files: all['files'] ?? of };
}

/** `changes` over `base`, objects field by field, everything else replaced. */
export function mergeJson(base: DescriptorJson, changes: DescriptorJson): DescriptorJson {
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const old = out[key];
    out[key] = isObject(old) && isObject(value) ? mergeJson(old, value) : value;
  }
  return out;
}

function isObject(value: unknown): value is DescriptorJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The preset that the shapes of a file suggest, with what they tell. Undefined where they tell too little. */
export function suggestPreset(facts: OnnxFacts): { id: string; changes: DescriptorJson } | undefined {
  const [input, second] = facts.inputs;
  const out = facts.outputs[0]?.dims;
  const dims = input?.dims;
  if (!dims || !out) return undefined;
  if (second) return { id: 'htdemucs-hybrid', changes: {} };
  const last = dims.at(-1);
  if (dims.length === 3 && dims[1] === 2) {
    const id = last === 343980 ? 'htdemucs-waveform' : 'roformer';
    return { id, changes: typeof last === 'number' ? { chunk: { frames: last } } : {} };
  }
  if (dims.length !== 4) return undefined;
  if (dims[0] === 2 && dims[2] === 512 && last === 1024) return { id: 'spleeter', changes: {} };
  const [, channels, bins, frames] = dims;
  const known = {
    ...(typeof bins === 'number' ? { stft: { bins } } : {}),
    ...(typeof frames === 'number' ? { chunk: { frames: 1024 * (frames - 1) } } : {}),
  };
  if (channels === 4) return { id: out.length === 5 ? 'complex-mask' : 'mdx-net', changes: known };
  if (channels === 2) return { id: out.length === 5 ? 'magnitude-mask' : 'open-unmix', changes: known };
  return undefined;
}

/** Named stems of a descriptor, the remainder included. */
export function allStems({ stems, remainder }: Pick<ModelDescriptor, 'stems' | 'remainder'>): string[] {
  return remainder === undefined ? [...stems] : [...stems, remainder];
}
