/**
 * Runs a stem model over a source of any length and rate: stems of exactly the source's length, start, rate and
 * channels, in bounded memory, the same for every way the source is split into blocks and for any number of cores.
 * Two passes over the source where the model wants a level (HTDemucs), otherwise one.
 * Content above the model's band is in no stem: it belongs to the residual (core/dsp/stems).
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type AudioBlock, AudioError, type AudioSource } from '@studiohand/core/audio';
import { Resampler } from '@studiohand/core/dsp';
import type { StemBlock } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import type { ModelDescriptor } from '../descriptor.ts';
import { chunkGeometry } from './chunkGeometry.ts';
import { atModelRate, type Chunk, channelGroups, readChunks } from './chunkReader.ts';
import { ChunkStore } from './chunkStore.ts';
import { inputLevel } from './inputLevel.ts';
import type { ModelFile } from './messages.ts';
import { ModelPool } from './modelPool.ts';
import { OverlapAdd } from './overlapAdd.ts';
import { planProcesses } from './planProcesses.ts';

export interface SeparateOptions {
  readonly signal?: AbortSignal;
  /** `fraction` 0..1. */
  readonly progress?: (stage: string, fraction: number) => void;
  /** Keeps finished chunks here, so that a run that was cut off goes on where it was; emptied at the end. */
  readonly workFolder?: string;
  /** Processor cores to keep busy; all by default. */
  readonly cores?: number;
  /** Memory that the model may take, in all its processes; default 4 GiB. */
  readonly memoryBytes?: number;
  /** Receives what was measured, at the end. */
  readonly timing?: (timing: SeparateTiming) => void;
}

export interface SeparateTiming {
  /** Milliseconds within ONNX Runtime, all processes together. */
  readonly inferenceMs: number;
  /** Milliseconds from the first chunk to the end, loading left out. */
  readonly wallMs: number;
  readonly processes: number;
  readonly threads: number;
  readonly chunks: number;
  /** Chunks that an earlier run had finished. */
  readonly resumed: number;
}

/** Streams the stems of `source`, in the descriptor's order. Throws AudioError. */
export async function* separate(
  source: AudioSource,
  descriptor: ModelDescriptor,
  files: readonly ModelFile[],
  options: SeparateOptions = {},
): AsyncGenerator<StemBlock> {
  const { signal, workFolder, progress = (): void => undefined } = options;
  const { info } = source;
  const { sampleRateHz: modelHz, stems, chunk: chunkSettings } = descriptor;
  if (info.frameCount === 0) return;
  signal?.throwIfAborted();
  const frames = Resampler.outputFrames(info.frameCount, info.sampleRateHz, modelHz);
  const geometry = chunkGeometry(chunkSettings, frames);
  const groups = channelGroups(info, descriptor.channels);
  progress('Loading the model', 0);
  const plan = planProcesses(descriptor, files, {
    cores: options.cores ?? availableParallelism(),
    memoryBytes: options.memoryBytes ?? 4 * 2 ** 30,
    jobs: geometry.count * groups.length,
  });
  const { pool, freeBatch } = await ModelPool.start(descriptor, files, plan, signal);
  const key = createHash('sha256');
  for (const { sha256 } of files) key.update(sha256);
  key.update(JSON.stringify(descriptor));
  let finished = false;
  let store: ChunkStore | undefined;
  const cancel = (): void => pool.close();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    store = new ChunkStore(key.digest('hex'), workFolder);
    progress('Measuring the level', 0);
    const level = await inputLevel(descriptor.normalise, () => atModelRate(source, modelHz, signal));
    const blocks = atModelRate(source, modelHz, signal);
    const chunks = readChunks(blocks, geometry, groups, (v) => (v - level.offset) * level.scale);
    const adder = new OverlapAdd(geometry, groups, stems.length, level, frames);
    const total = geometry.count * groups.length;
    const started = performance.now();
    const counts = { inferenceMs: 0, resumed: 0, done: 0 };
    async function* joined(run: ChunkStore): AsyncGenerator<AudioBlock> {
      for await (const { chunk, stems: samples } of runChunks(
        chunks,
        pool,
        run,
        descriptor,
        freeBatch ? plan.batch : 1,
        counts,
      )) {
        signal?.throwIfAborted();
        adder.add(chunk.group, samples);
        progress('Separating', ++counts.done / total);
        if (chunk.group + 1 === groups.length) yield adder.next(chunk.index);
      }
    }
    yield* atSourceRate(joined(store), modelHz, info, stems.length);
    finished = true;
    const { inferenceMs, resumed } = counts;
    const { processes, threads } = plan;
    options.timing?.({ inferenceMs, wallMs: performance.now() - started, processes, threads, chunks: total, resumed });
  } catch (error) {
    if (signal?.aborted) throw signal.reason instanceof AudioError ? signal.reason : cancelled();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    pool.close();
    store?.close(finished);
  }
}

function cancelled(): AudioError {
  return new AudioError('cancelled', 'Cancelled.', 'Run it again when you like.');
}

interface Done {
  readonly chunk: Chunk;
  readonly stems: Float32Array;
}

/** The stems of all chunks, in order; as many are under way as keep every process busy while the next are read. */
async function* runChunks(
  chunks: AsyncIterable<Chunk>,
  pool: ModelPool,
  store: ChunkStore,
  { chunk: { frames }, channels, stems }: ModelDescriptor,
  batch: number,
  counts: { inferenceMs: number; resumed: number },
): AsyncGenerator<Done> {
  const length = stems.length * channels * frames;
  const underWay: Promise<readonly Done[]>[] = [];
  let pending: Chunk[] = [];
  let index = 0;
  const begin = (): void => {
    const job = pending;
    pending = [];
    const work = runBatch(job, index++);
    work.catch(() => undefined);
    underWay.push(work);
  };
  const runBatch = async (job: readonly Chunk[], number: number): Promise<readonly Done[]> => {
    const size = channels * frames;
    const mix = new Float32Array(job.length * size);
    job.forEach((chunk, b) => {
      mix.set(chunk.mix, b * size);
    });
    const path = store.pathOf(number, mix);
    let all = store.find(path, job.length * length);
    if (all) counts.resumed += job.length;
    else {
      counts.inferenceMs += (await pool.run(mix, job.length, path)).inferenceMs;
      all = await store.take(path, job.length * length);
    }
    const found = all;
    return job.map((chunk, b) => ({ chunk, stems: found.subarray(b * length, (b + 1) * length) }));
  };
  for await (const chunk of chunks) {
    pending.push(chunk);
    if (pending.length === batch) begin();
    if (underWay.length > 2 * pool.size) yield* await (underWay.shift() as Promise<readonly Done[]>);
  }
  if (pending.length > 0) begin();
  for (const work of underWay) yield* await work;
}

/** Stems at the source's rate and of its length; they come as stems x channels in one row. */
async function* atSourceRate(
  blocks: AsyncIterable<AudioBlock>,
  modelHz: number,
  { sampleRateHz, channels, frameCount }: AudioSource['info'],
  stems: number,
): AsyncGenerator<StemBlock> {
  const split = (row: readonly Float64Array[], frames: number): StemBlock => ({
    stems: Array.from({ length: stems }, (_, s) => row.slice(s * channels, (s + 1) * channels)),
    frames,
  });
  if (modelHz === sampleRateHz) {
    for await (const block of blocks) yield split(block.channels, block.frames);
    return;
  }
  const settings = { fromHz: modelHz, toHz: sampleRateHz, channels: stems * channels, kernels: wasmKernels };
  const resampler = new Resampler(settings);
  let at = 0;
  const cut = (out: AudioBlock): StemBlock => {
    // There and back again may give a frame more than there was.
    const frames = Math.min(out.frames, frameCount - at);
    at += frames;
    return split(out.channels, frames);
  };
  for await (const block of blocks) {
    const out = cut(resampler.process(block));
    if (out.frames > 0) yield out;
  }
  const rest = cut(resampler.flush());
  if (rest.frames > 0) yield rest;
}
