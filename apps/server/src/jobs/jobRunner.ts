import { AudioError } from '@studiohand/core/audio';
import type { Blobs, Job, Source, Store } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import { fileEnding } from '@studiohand/node';
import type { BlobKeeper } from '../desk/blobKeeper.ts';
import { type DerivedFiles, WorkFiles } from '../desk/derivedFiles.ts';
import type { AnalysisResult } from '../workers/tasks.ts';
import type { TaskOptions, WorkerPool } from '../workers/workerPool.ts';
import type { AnalysisCache } from './analysisCache.ts';
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
    return job.kind === 'analyse'
      ? await this.#analyse(job, tool, source, options)
      : await this.#deps.keeper.arriving(() => this.#render(job, tool, source, options));
  }

  /** An analysis, from the cache where it was made before. */
  async analysis(
    tool: Tool,
    file: Pick<Source, 'sha256' | 'name'>,
    given: unknown,
    options: TaskOptions,
  ): Promise<AnalysisResult> {
    const { blobs, pool, cache } = this.#deps;
    const params = tool.parameters.parse(given);
    const known = await cache.get(file, tool, params);
    if (known) return known;
    const path = await blobs.path(file.sha256);
    const task = { kind: 'analyse', file: { path, name: file.name }, tool: tool.id, params } as const;
    const result = await pool.run(task, options);
    await cache.put(file, tool, params, result);
    return result;
  }

  async #analyse(job: Job, tool: Tool, source: Source, options: TaskOptions): Promise<Job> {
    const { report, plan } = await this.analysis(tool, source, job.params, options);
    return await this.#deps.store.updateJob(job.id, { ...ended('done'), fraction: 1, result: { report, plan } });
  }

  async #render(job: Job, tool: Tool, source: Source, options: TaskOptions): Promise<Job> {
    const { store, blobs, pool, derived } = this.#deps;
    const work = new WorkFiles(blobs);
    try {
      const plan = job.plan ?? (await this.#proposal(job, tool, source, options));
      const file = { path: await blobs.path(source.sha256), name: source.name };
      const outputPath = await work.path(fileEnding(source.audio.container) ?? '.wav');
      const peaksPath = await work.path('.peaks');
      const task = { kind: 'render', file, tool: tool.id, plan, outputPath, peaksPath } as const;
      const { proof, audio, levels, deltaDb } = await pool.run(task, options);
      const blob = await blobs.adopt(outputPath);
      await derived.keep(peaksPath, blob.sha256, 'peaks');
      const { sessionId, id: sourceId } = source;
      const name = takeName(tool, plan, await store.takes(sessionId));
      const facts = { tool: tool.id, plan, audio, ...levels, deltaDb, proof };
      await store.addTake({ sessionId, sourceId, name, ...blob, ...facts }, job.id);
      return await store.job(job.id);
    } finally {
      await work.remove();
    }
  }

  async #proposal(job: Job, tool: Tool, source: Source, options: TaskOptions) {
    const { plan } = await this.analysis(tool, source, job.params, options);
    if (plan !== null) return plan;
    throw new AudioError('invalid-parameter', `${tool.title} only measures.`, 'Ask for an analysis instead.');
  }
}

/** The change that ends a job now. */
export function ended(state: Job['state']): Pick<Job, 'state' | 'endedAt'> {
  return { state, endedAt: new Date().toISOString() };
}
