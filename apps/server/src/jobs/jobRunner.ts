import { AudioError } from '@studiohand/core/audio';
import type { Blobs, Job, Source, Store } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import { fileEnding } from '@studiohand/node';
import type { BlobKeeper } from '../desk/blobKeeper.ts';
import { type DerivedFiles, WorkFiles } from '../desk/derivedFiles.ts';
import type { StoredFile } from '../desk/overviews.ts';
import type { AnalysisResult, FileRef } from '../workers/tasks.ts';
import type { TaskOptions, WorkerPool } from '../workers/workerPool.ts';
import type { AnalysisCache } from './analysisCache.ts';
import { companionsOfJob } from './companions.ts';
import { takeName } from './takeName.ts';

/** What running a job needs. */
export interface RunnerDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly pool: WorkerPool;
  readonly derived: DerivedFiles;
  readonly cache: AnalysisCache;
  readonly keeper: BlobKeeper;
  readonly tools: readonly Tool[];
}

/** What a job's tool reads. */
export interface JobFiles {
  readonly file: StoredFile;
  readonly companions: readonly StoredFile[];
}

/** Finds a tool. Throws AudioError 'not-found'. */
export function findTool(tools: readonly Tool[], id: string): Tool {
  const tool = tools.find((t) => t.id === id);
  if (tool) return tool;
  throw new AudioError('not-found', `There is no tool ${id}.`, `Tools: ${tools.map((t) => t.id).join(', ')}.`);
}

/** Does what a job asks for and stores the result. */
export class JobRunner {
  readonly #deps: RunnerDeps;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  /** Runs to the end; the job in the store is done afterwards. */
  async run(job: Job, source: Source, options: TaskOptions): Promise<Job> {
    const tool = findTool(this.#deps.tools, job.tool);
    const files = { file: source, companions: await companionsOfJob(this.#deps.store, job) };
    return job.kind === 'analyse'
      ? await this.#analyse(job, tool, files, options)
      : await this.#deps.keeper.arriving(() => this.#render(job, tool, source, files, options));
  }

  /** An analysis, from the cache where it was made before. */
  async analysis(
    tool: Tool,
    { file, companions }: JobFiles,
    given: unknown,
    options: TaskOptions,
  ): Promise<AnalysisResult> {
    const { blobs, pool, cache } = this.#deps;
    const params = tool.parameters.parse(given);
    const question = { file, tool, params, companions };
    const known = await cache.get(question);
    if (known) return known;
    const work = new WorkFiles(blobs);
    try {
      const inputs = await this.#inputs(tool, { file, companions }, work);
      const result = await pool.run({ kind: 'analyse', ...inputs, params }, options);
      await cache.put(question, result);
      return result;
    } finally {
      await work.remove();
    }
  }

  async #inputs(tool: Tool, { file, companions }: JobFiles, work: WorkFiles) {
    const ref = async ({ sha256, name }: StoredFile): Promise<FileRef> => {
      return { path: await this.#deps.blobs.path(sha256), name };
    };
    return {
      file: await ref(file),
      tool: tool.id,
      companions: await Promise.all(companions.map(ref)),
      scratchFolder: await work.path(''),
    };
  }

  async #analyse(job: Job, tool: Tool, files: JobFiles, options: TaskOptions): Promise<Job> {
    const { report, plan } = await this.analysis(tool, files, job.params, options);
    return await this.#deps.store.updateJob(job.id, { ...ended('done'), fraction: 1, result: { report, plan } });
  }

  async #render(job: Job, tool: Tool, source: Source, files: JobFiles, options: TaskOptions): Promise<Job> {
    const { store, blobs, pool, derived } = this.#deps;
    const work = new WorkFiles(blobs);
    try {
      const plan = job.plan ?? (await this.#proposal(job, tool, files, options));
      const inputs = await this.#inputs(tool, files, work);
      const outputPath = await work.path(fileEnding(source.audio.container) ?? '.wav');
      const peaksPath = await work.path('.peaks');
      const task = { kind: 'render', ...inputs, plan, outputPath, peaksPath } as const;
      const { proof, audio, levels, deltaDb } = await pool.run(task, options);
      const blob = await blobs.adopt(outputPath);
      await derived.keep(peaksPath, blob.sha256, 'peaks');
      const { sessionId, id: sourceId } = source;
      const name = takeName(tool, plan, await store.takes(sessionId));
      const beside = job.companionIds ? { companionIds: job.companionIds } : {};
      const facts = { ...beside, tool: tool.id, plan, audio, ...levels, deltaDb, proof };
      await store.addTake({ sessionId, sourceId, name, ...blob, ...facts }, job.id);
      return await store.job(job.id);
    } finally {
      await work.remove();
    }
  }

  async #proposal(job: Job, tool: Tool, files: JobFiles, options: TaskOptions) {
    const { plan } = await this.analysis(tool, files, job.params, options);
    if (plan !== null) return plan;
    throw new AudioError('invalid-parameter', `${tool.title} only measures.`, 'Ask for an analysis instead.');
  }
}

/** The change that ends a job now. */
export function ended(state: Job['state']): Pick<Job, 'state' | 'endedAt'> {
  return { state, endedAt: new Date().toISOString() };
}
