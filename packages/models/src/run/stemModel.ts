/**
 * Runs one model on chunks: waveform in, waveforms of its stems out, whatever its tensors look like. Lives in the
 * process that may crash.
 */
import { AudioError } from '@studiohand/core/audio';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { portOf } from '../checkShapes.ts';
import { axisSizes, type DescriptorPort, type ModelDescriptor } from '../descriptor.ts';
import type { OnnxFacts } from '../onnx/inspectOnnx.ts';
import { ChunkSpectrum } from './chunkSpectrum.ts';
import { MixtureSpectra } from './mixtureSpectra.ts';
import { tensorLayout } from './tensorLayout.ts';

/** One file of the model, its bytes verified. */
export interface LoadedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly facts: OnnxFacts;
}

interface Part {
  readonly session: InferenceSession;
  readonly stems: readonly number[];
  readonly inputs: readonly (readonly [DescriptorPort, string])[];
  readonly outputs: readonly (readonly [DescriptorPort, string])[];
}

export class StemModel {
  readonly #descriptor: ModelDescriptor;
  readonly #parts: readonly Part[];
  readonly #spectrum: ChunkSpectrum | undefined;
  /** Milliseconds spent within ONNX Runtime. */
  inferenceMs = 0;

  private constructor(descriptor: ModelDescriptor, parts: readonly Part[]) {
    this.#descriptor = descriptor;
    this.#parts = parts;
    this.#spectrum = descriptor.stft && new ChunkSpectrum(descriptor.stft, descriptor.chunk.frames);
  }

  /** Throws AudioError 'corrupt' where ONNX Runtime refuses a file. */
  static async load(descriptor: ModelDescriptor, files: readonly LoadedFile[], threads: number): Promise<StemModel> {
    const parts: Part[] = [];
    for (const [i, { file, bytes, facts }] of files.entries()) {
      const named = descriptor.files[i]?.stems ?? descriptor.stems;
      let session: InferenceSession;
      try {
        session = await InferenceSession.create(bytes, {
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          logSeverityLevel: 4,
          // Spinning threads collapse where cores are shared; denormals make silence slow.
          extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
        });
      } catch (error) {
        throw refused(file, 'ONNX Runtime cannot load it', error);
      }
      parts.push({
        session,
        stems: named.map((name) => descriptor.stems.indexOf(name)),
        inputs: descriptor.inputs.map((port, p) => [port, portOf(descriptor.inputs, p, facts.inputs)?.name ?? '']),
        outputs: descriptor.outputs.map((port, p) => [port, portOf(descriptor.outputs, p, facts.outputs)?.name ?? '']),
      });
    }
    return new StemModel(descriptor, parts);
  }

  /**
   * `batch` chunks, each of `channels` x `chunk.frames` samples one after the other, to as many blocks of `stems` x
   * `channels` x `chunk.frames`.
   */
  async run(mix: Float32Array, batch: number): Promise<Float32Array> {
    const out = await this.#runOnce(mix, batch);
    const { denoise, compensate } = this.#descriptor;
    if (denoise) {
      const mirrored = await this.#runOnce(
        mix.map((v) => -v),
        batch,
      );
      for (let i = 0; i < out.length; i++) out[i] = ((out[i] as number) - (mirrored[i] as number)) / 2;
    }
    if (compensate !== 1) for (let i = 0; i < out.length; i++) (out[i] as number) *= compensate;
    for (let i = 0; i < out.length; i++)
      if (!Number.isFinite(out[i])) throw refused('The model', 'it returned values that are no numbers');
    return out;
  }

  async #runOnce(mix: Float32Array, batch: number): Promise<Float32Array> {
    const d = this.#descriptor;
    const { channels, chunk, stems } = d;
    const out = new Float32Array(batch * stems.length * channels * chunk.frames);
    const spectra = this.#spectrum && new MixtureSpectra(d, this.#spectrum, mix, batch);
    for (const { session, stems: indices, inputs, outputs } of this.#parts) {
      const sizes = { ...axisSizes(d, indices.length), B: batch };
      const feeds: Record<string, Tensor> = {};
      for (const [port, name] of inputs) {
        const layout = tensorLayout(port.layout, sizes);
        const data = new Float32Array(layout.length);
        if (port.content === 'waveform') packWaveform(data, layout.strides, mix, batch, channels, chunk.frames);
        else spectra?.pack(port.content, layout.strides, data);
        feeds[name] = new Tensor('float32', data, layout.dims);
      }
      const started = performance.now();
      let results: Awaited<ReturnType<InferenceSession['run']>>;
      try {
        results = await session.run(feeds);
      } catch (error) {
        throw refused('The model', 'ONNX Runtime cannot run it', error);
      }
      this.inferenceMs += performance.now() - started;
      for (const [port, name] of outputs) {
        const layout = tensorLayout(port.layout, sizes);
        const data = results[name]?.data;
        if (!(data instanceof Float32Array) || data.length !== layout.length)
          throw refused('The model', `output ${name} is [${results[name]?.dims}], not [${layout.dims}] of float32`);
        if (port.content === 'waveform') addWaveform(data, layout.strides, out, batch, d, indices);
        else spectra?.addStems(port.content, layout.strides, data, indices, out);
      }
    }
    spectra?.finish(out);
    return out;
  }
}

function refused(file: string, what: string, cause?: unknown): AudioError {
  const words = cause instanceof Error ? `: ${cause.message.slice(0, 300)}` : '';
  return new AudioError('corrupt', `${file}: ${what}${words}`, 'Check the descriptor, or fetch the model again.');
}

type Strides = ReturnType<typeof tensorLayout>['strides'];

function packWaveform(
  data: Float32Array,
  strides: Strides,
  mix: Float32Array,
  batch: number,
  channels: number,
  frames: number,
): void {
  for (let b = 0; b < batch; b++)
    for (let c = 0; c < channels; c++) {
      const to = b * strides.B + c * strides.C;
      const from = (b * channels + c) * frames;
      for (let n = 0; n < frames; n++) data[to + n * strides.N] = mix[from + n] as number;
    }
}

function addWaveform(
  data: Float32Array,
  strides: Strides,
  out: Float32Array,
  batch: number,
  { channels, chunk: { frames }, stems }: ModelDescriptor,
  indices: readonly number[],
): void {
  for (let b = 0; b < batch; b++)
    indices.forEach((stem, s) => {
      for (let c = 0; c < channels; c++) {
        const from = b * strides.B + s * strides.S + c * strides.C;
        const to = ((b * stems.length + stem) * channels + c) * frames;
        for (let n = 0; n < frames; n++) (out[to + n] as number) += data[from + n * strides.N] as number;
      }
    });
}
