/**
 * A tiny model for every layout that descriptors cover. Each gives stems that are known parts of the mix, so that a
 * test can tell whether rates, padding, phases and blending are right: gains per stem, nothing learned.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDescriptor } from '../descriptor.ts';
import { parseDescriptor } from '../parseDescriptor.ts';
import type { ModelFile } from '../run/messages.ts';
import { type Dims, type NodeSpec, onnxModel, tensor } from './onnxEncoder.ts';

export interface LayoutModel {
  readonly id: string;
  readonly descriptor: ModelDescriptor;
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Gain of each stem in the band that the model sees. */
  readonly gains: readonly number[];
  /** Highest frequency that the model sees, in Hz. */
  readonly bandHz: number;
}

const N = 4096;
const STFT = { size: 512, hop: 128 };
const T = N / STFT.hop + 1;
const BINS = 200;
const BAND_HZ = ((BINS - 8) * 44100) / STFT.size;

/** Output = input x gains, with a stem axis put in at 1 where there are several. */
function scaled(input: Dims, output: Dims, gains: readonly number[]): Uint8Array {
  const shape = output.map((_, a) => (a === 1 && gains.length > 1 ? gains.length : 1));
  const spread = output.length > input.length;
  const nodes: NodeSpec[] = [
    ...(spread ? [{ op: 'Unsqueeze', inputs: ['x', 'axes'], outputs: ['wide'] }] : []),
    { op: 'Mul', inputs: [spread ? 'wide' : 'x', 'gains'], outputs: ['y'] },
  ];
  return onnxModel({
    inputs: { x: input },
    outputs: { y: output },
    nodes,
    tensors: [
      tensor('gains', shape, Float32Array.from(gains)),
      ...(spread ? [tensor('axes', [1], BigInt64Array.of(1n))] : []),
    ],
  });
}

/** Output = the same numbers whatever comes in, in the shape of the input with a stem axis. */
function constant(input: Dims, output: Dims, data: Float32Array, dims: readonly number[]): Uint8Array {
  return onnxModel({
    inputs: { x: input },
    outputs: { y: output },
    nodes: [
      { op: 'Unsqueeze', inputs: ['x', 'axes'], outputs: ['wide'] },
      { op: 'Mul', inputs: ['wide', 'zero'], outputs: ['none'] },
      { op: 'Add', inputs: ['none', 'mask'], outputs: ['y'] },
    ],
    tensors: [
      tensor('axes', [1], BigInt64Array.of(1n)),
      tensor('zero', [1], Float32Array.of(0)),
      tensor('mask', dims, data),
    ],
  });
}

const base = { schema: 'model-descriptor/1', sampleRateHz: 44100 };
const chunk = { frames: N, overlap: 0.25, window: 'hann' };
const model = (
  id: string,
  json: object,
  files: Readonly<Record<string, Uint8Array>>,
  gains: readonly number[],
  bandHz = BAND_HZ,
): LayoutModel => ({ id, descriptor: parseDescriptor({ ...base, chunk, ...json }), files, gains, bandHz });

/** The models, made anew: waveform, MDX-Net, hybrid, Spleeter, Open-Unmix, RoFormer core, masks, mono. */
export function layoutModels(): LayoutModel[] {
  const complex = ['B', 'CR', 'F', 'T'];
  const magnitude = ['B', 'C', 'F', 'T'];
  const stft = { ...STFT, bins: BINS };
  const trimmed = { ...chunk, trimFrames: STFT.size / 2 };
  return [
    model(
      'waveform',
      {
        stems: ['vocals', 'rest'],
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'waveform', layout: ['B', 'C', 'N'] }],
        outputs: [{ content: 'waveform', layout: ['B', 'S', 'C', 'N'] }],
        chunk: { ...chunk, window: 'triangle' },
        normalise: 'standardise',
      },
      { 'm.onnx': scaled(['b', 2, N], ['b', 2, 2, N], [0.25, 0.75]) },
      [0.25, 0.75],
      20000,
    ),
    model(
      'mdx-net',
      {
        stems: ['vocals'],
        remainder: 'instrumental',
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'complex', layout: complex }],
        outputs: [{ content: 'complex', layout: complex }],
        // A size that is no power of two, as MDX-Net's 6,144 and 7,680.
        stft: { size: 480, hop: 120, bins: 190, zeroBins: 3 },
        chunk: { frames: 120 * 32, trimFrames: 240, overlap: 0.25, window: 'hann' },
        compensate: 1.25,
        denoise: true,
        normalise: 'peak',
      },
      { 'm.onnx': scaled(['b', 4, 190, 33], ['b', 4, 190, 33], [0.4]) },
      [0.5],
      (180 * 44100) / 480,
    ),
    model(
      'htdemucs-hybrid',
      {
        stems: ['drums', 'bass'],
        files: [{ file: 'm.onnx' }],
        inputs: [
          { content: 'waveform', layout: ['B', 'C', 'N'] },
          { content: 'complex', layout: complex },
        ],
        outputs: [
          { content: 'complex', layout: ['B', 'S', 'CR', 'F', 'T'] },
          { content: 'waveform', layout: ['B', 'S', 'C', 'N'] },
        ],
        stft: { ...STFT, bins: 256, unitary: true, extraPad: 192, skipFrames: 2 },
        chunk: { ...chunk, frames: 4000, window: 'triangle' },
        normalise: 'standardise',
      },
      { 'm.onnx': hybrid() },
      [0.5, 0.25],
      20000,
    ),
    model(
      'spleeter',
      {
        stems: ['vocals', 'accompaniment'],
        files: [
          { file: 'v.onnx', stems: ['vocals'] },
          { file: 'a.onnx', stems: ['accompaniment'] },
        ],
        inputs: [{ content: 'magnitude', layout: ['C', 'B', 'T', 'F'] }],
        outputs: [{ content: 'magnitude', layout: ['C', 'B', 'T', 'F'] }],
        stft: { ...stft, centred: false },
        chunk: {
          frames: STFT.size + 31 * STFT.hop,
          trimFrames: STFT.size,
          overlap: 0.2,
          window: 'linear',
          fadeFrames: 300,
        },
        ratioMaskPower: 2,
      },
      {
        'v.onnx': scaled([2, 'n', 32, BINS], [2, 'n', 32, BINS], [0.6]),
        'a.onnx': scaled([2, 'n', 32, BINS], [2, 'n', 32, BINS], [0.8]),
      },
      [0.36, 0.64],
    ),
    model(
      'open-unmix',
      {
        stems: ['vocals', 'drums'],
        files: [
          { file: 'v.onnx', stems: ['vocals'] },
          { file: 'd.onnx', stems: ['drums'] },
        ],
        inputs: [{ content: 'magnitude', layout: ['T', 'B', 'C', 'F'] }],
        outputs: [{ content: 'magnitude', layout: ['T', 'B', 'C', 'F'] }],
        stft,
        chunk: trimmed,
      },
      {
        'v.onnx': scaled([T, 1, 2, BINS], [T, 1, 2, BINS], [0.3]),
        'd.onnx': scaled([T, 1, 2, BINS], [T, 1, 2, BINS], [0.6]),
      },
      [0.3, 0.6],
    ),
    model(
      'roformer-core',
      {
        stems: ['vocals'],
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'complex', layout: ['B', 'T', 'FCR'] }],
        outputs: [{ content: 'complex', layout: ['B', '1', 'T', 'FCR'] }],
        stft,
        chunk: trimmed,
      },
      { 'm.onnx': scaled(['b', T, BINS * 4], ['b', 1, T, BINS * 4], [0.7]) },
      [0.7],
    ),
    model(
      'magnitude-mask',
      {
        stems: ['vocals', 'drums', 'bass', 'other'],
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'magnitude', layout: magnitude }],
        outputs: [{ content: 'magnitude-mask', layout: ['B', 'S', 'C', 'F', 'T'] }],
        stft,
        chunk: trimmed,
      },
      {
        'm.onnx': constant(['b', 2, BINS, T], ['b', 4, 2, BINS, T], Float32Array.of(0.1, 0.2, 0.3, 0.4), [4, 1, 1, 1]),
      },
      [0.1, 0.2, 0.3, 0.4],
    ),
    model(
      'complex-mask',
      {
        stems: ['vocals', 'rest'],
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'complex', layout: complex }],
        outputs: [{ content: 'complex-mask', layout: ['B', 'S', 'CR', 'F', 'T'] }],
        stft,
        chunk: trimmed,
      },
      {
        'm.onnx': constant(
          ['b', 4, BINS, T],
          ['b', 2, 4, BINS, T],
          Float32Array.of(0.5, 0, 0.5, 0, -0.25, 0, -0.25, 0),
          [2, 4, 1, 1],
        ),
      },
      [0.5, -0.25],
    ),
    model(
      'mono-48k',
      {
        sampleRateHz: 48000,
        channels: 1,
        stems: ['voice'],
        files: [{ file: 'm.onnx' }],
        inputs: [{ content: 'waveform', layout: ['B', 'N'] }],
        outputs: [{ content: 'waveform', layout: ['B', 'N'] }],
      },
      { 'm.onnx': scaled(['b', N], ['b', N], [0.5]) },
      [0.5],
      20000,
    ),
  ];
}

function hybrid(): Uint8Array {
  const frames = Math.ceil(4000 / STFT.hop);
  const parts = (name: string, more: number): Uint8Array =>
    tensor(name, [1, 2, ...Array<number>(more).fill(1)], Float32Array.of(0.25, 0.125));
  return onnxModel({
    inputs: { input: [1, 2, 4000], spec: [1, 4, 256, frames] },
    outputs: { output: [1, 2, 4, 256, frames], time: [1, 2, 2, 4000] },
    nodes: [
      { op: 'Unsqueeze', inputs: ['input', 'axes'], outputs: ['w'] },
      { op: 'Unsqueeze', inputs: ['spec', 'axes'], outputs: ['f'] },
      { op: 'Mul', inputs: ['w', 'gw'], outputs: ['time'] },
      { op: 'Mul', inputs: ['f', 'gf'], outputs: ['output'] },
    ],
    tensors: [tensor('axes', [1], BigInt64Array.of(1n)), parts('gw', 2), parts('gf', 3)],
  });
}

/** Writes the files of a model into a folder and pins them. */
export function writeModel(
  folder: string,
  { files, descriptor }: Pick<LayoutModel, 'files' | 'descriptor'>,
): ModelFile[] {
  mkdirSync(folder, { recursive: true });
  return descriptor.files.map(({ file }) => {
    const bytes = files[file] as Uint8Array;
    const path = join(folder, file);
    writeFileSync(path, bytes);
    return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}
