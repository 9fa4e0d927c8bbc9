import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { AudioSummary, Blobs, ExportRecord, Store, Take } from '@studiohand/core/engine';
import type { Plan, Tool } from '@studiohand/core/tool';
import { fileEnding, fileSink, safeFileName } from '@studiohand/node';
import { findTool, type JobRunner } from '../jobs/jobRunner.ts';
import type { WorkerPool } from '../workers/workerPool.ts';
import { WorkFiles } from './derivedFiles.ts';
import type { EventHub } from './eventHub.ts';

/** What an export is to be; what is absent stays as the take is. */
export interface ExportRequest {
  readonly to?: string;
  readonly sampleRateHz?: number | 'same';
  readonly bitDepth?: string;
  readonly ditherMode?: string;
  /** File name without ending. */
  readonly name?: string;
}

/** What an export would give. */
export interface ExportPreview {
  readonly name: string;
  readonly folder: string;
  readonly spec: AudioSummary;
  /** Ids of the metadata chunks carried. */
  readonly chunks: readonly string[];
}

/** What exports work with. */
export interface ExportDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly pool: WorkerPool;
  readonly runner: JobRunner;
  readonly events: EventHub;
  readonly tools: readonly Tool[];
  readonly dataFolder: string;
  readonly openFolder: (folder: string) => Promise<void>;
}

interface Prepared {
  readonly take: Take;
  readonly folder: string;
  readonly stem: string;
  readonly ending: string;
  readonly spec: AudioSummary;
  /** Absent where the stored file is copied as it is. */
  readonly plan: Plan | undefined;
}

/** Hands takes out as files, in a folder per session; existing files are never touched. */
export class Exports {
  readonly #deps: ExportDeps;
  readonly #root: string;

  constructor(deps: ExportDeps) {
    this.#deps = deps;
    this.#root = join(deps.dataFolder, 'exports');
  }

  /** At start: removes what a crash left half-written. Only names that are our own marks of unfinished files. */
  async recover(): Promise<void> {
    const entries = await readdir(this.#root, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const { name, parentPath } of entries) {
      if (/^\..*\.partial-[0-9a-f]{8}$/.test(name)) await rm(join(parentPath, name), { force: true });
    }
  }

  async preview(takeId: string, request: ExportRequest): Promise<ExportPreview> {
    const { folder, stem, ending, spec } = await this.#prepare(takeId, request);
    return { name: freeName(folder, stem, ending), folder, spec, chunks: spec.chunks };
  }

  /** Writes the file; the record is there once the file is whole. */
  async add(takeId: string, request: ExportRequest): Promise<ExportRecord> {
    const { store, blobs, pool, events } = this.#deps;
    const { take, folder, stem, ending, plan } = await this.#prepare(takeId, request);
    const work = new WorkFiles(blobs);
    try {
      let from = await blobs.path(take.sha256);
      if (plan) {
        const outputPath = await work.path(ending);
        await pool.run({ kind: 'convert', file: { path: from, name: take.name }, plan, outputPath });
        from = outputPath;
      }
      const { path, sha256 } = await publish(from, folder, stem, ending, plan ? undefined : take.sha256);
      const record = await store.addExport({ takeId, path, sha256 });
      events.session(take.sessionId, 'export');
      return record;
    } finally {
      await work.remove();
    }
  }

  /** Shows the folder of an export in the file manager. */
  async reveal(exportId: string): Promise<void> {
    const { path } = await this.#deps.store.export(exportId);
    const folder = dirname(path);
    if (dirname(folder) !== this.#root) {
      throw new AudioError('not-found', 'This export is not in the folder of exports.', 'Export the take again.');
    }
    if (!existsSync(folder)) throw new AudioError('not-found', `${folder} is gone.`, 'Export the take again.');
    await this.#deps.openFolder(folder);
  }

  async #prepare(takeId: string, request: ExportRequest): Promise<Prepared> {
    const { store, tools, runner } = this.#deps;
    const take = await store.take(takeId);
    const [session, source] = await Promise.all([store.session(take.sessionId), store.source(take.sourceId)]);
    const folder = join(this.#root, safeFileName(session.title, 'Session'));
    const { to = 'same', sampleRateHz = 'same', bitDepth = 'same', ditherMode = 'auto' } = request;
    let plan: Plan | undefined;
    let spec = take.audio;
    if (to !== 'same' || sampleRateHz !== 'same' || bitDepth !== 'same') {
      const params = { to, sampleRateHz, bitDepth, dither: ditherMode };
      const analysis = await runner.analysis(findTool(tools, 'convert'), { file: take, companions: [] }, params, {});
      // Without a move the result would be the file there is.
      if (analysis.plan && analysis.output && analysis.plan.moves.length > 0)
        ({ plan, output: spec } = analysis as { plan: Plan; output: AudioSummary });
    }
    const ending = fileEnding(spec.container) ?? `.${spec.container}`;
    const stem = `${source.name.slice(0, source.name.length - extname(source.name).length)}_${take.name}`;
    const wanted = request.name?.endsWith(ending) ? request.name.slice(0, -ending.length) : request.name;
    return { take, folder, stem: safeFileName(wanted ?? stem, 'Export'), ending, spec, plan };
  }
}

function numbered(stem: string, n: number, ending: string): string {
  return `${stem}${n === 1 ? '' : ` (${n})`}${ending}`;
}

function freeName(folder: string, stem: string, ending: string): string {
  for (let n = 1; ; n++) {
    const name = numbered(stem, n, ending);
    if (!existsSync(join(folder, name))) return name;
  }
}

/** Copies a file to the first free name, hashing what is written. `expected` is the hash it must have. */
async function publish(
  from: string,
  folder: string,
  stem: string,
  ending: string,
  expected: string | undefined,
): Promise<{ path: string; sha256: string }> {
  await mkdir(folder, { recursive: true });
  for (;;) {
    const path = join(folder, freeName(folder, stem, ending));
    try {
      return { path, sha256: await copy(from, path, expected) };
    } catch (error) {
      // Somebody took the name meanwhile.
      if (!(error instanceof AudioError) || error.code !== 'output-exists') throw error;
    }
  }
}

async function copy(from: string, path: string, expected: string | undefined): Promise<string> {
  const sink = await fileSink(path);
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(from, { highWaterMark: 1 << 20 })) {
      hash.update(part as Buffer);
      await sink.write(part as Buffer);
    }
    const sha256 = hash.digest('hex');
    if (expected !== undefined && sha256 !== expected) {
      throw new AudioError('corrupt', 'The stored take is damaged; it was not exported.', 'Render it again.');
    }
    await sink.commit();
    return sha256;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
