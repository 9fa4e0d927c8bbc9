import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Blobs } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import { canonicalJson } from '@studiohand/node';
import { type DerivedFiles, WorkFiles } from '../desk/derivedFiles.ts';
import type { StoredFile } from '../desk/overviews.ts';
import type { AnalysisResult } from '../workers/tasks.ts';

/** What an analysis depends on. */
export interface AnalysisQuestion {
  readonly file: StoredFile;
  readonly tool: Tool;
  readonly params: unknown;
  readonly companions: readonly StoredFile[];
}

/**
 * Analyses by content of the file, its name (reports show it), tool, version of the tool, parameters, and content and
 * names of the companions: asking again costs nothing, also after a restart. Derived data; a file that cannot be read is
 * an analysis not made yet.
 */
export class AnalysisCache {
  readonly #blobs: Blobs;
  readonly #derived: DerivedFiles;

  constructor(blobs: Blobs, derived: DerivedFiles) {
    this.#blobs = blobs;
    this.#derived = derived;
  }

  async get(question: AnalysisQuestion): Promise<AnalysisResult | undefined> {
    try {
      return JSON.parse(await readFile(this.#derived.path(question.file.sha256, ending(question)), 'utf8'));
    } catch {
      return undefined;
    }
  }

  async put(question: AnalysisQuestion, result: AnalysisResult): Promise<void> {
    const work = new WorkFiles(this.#blobs);
    try {
      const temporary = await work.path('.json');
      await writeFile(temporary, JSON.stringify(result));
      await this.#derived.keep(temporary, question.file.sha256, ending(question));
    } finally {
      await work.remove();
    }
  }
}

function ending({ file, tool, params, companions }: AnalysisQuestion): string {
  const beside =
    companions.length === 0 ? {} : { companions: companions.map(({ sha256, name }) => ({ sha256, name })) };
  const key = canonicalJson({ name: file.name, tool: tool.id, version: tool.version, params, ...beside });
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
}
