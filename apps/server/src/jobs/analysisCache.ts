import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Blobs } from '@studiohand/core/engine';
import type { Tool } from '@studiohand/core/tool';
import { canonicalJson } from '@studiohand/node';
import { type DerivedFiles, WorkFiles } from '../desk/derivedFiles.ts';
import type { StoredFile } from '../desk/overviews.ts';
import type { AnalysisResult } from '../workers/tasks.ts';

/**
 * Analyses by content of the file, its name (reports show it), tool, version of the tool and parameters: asking again
 * costs nothing, also after a restart. Derived data; a file that cannot be read is an analysis not made yet.
 */
export class AnalysisCache {
  readonly #blobs: Blobs;
  readonly #derived: DerivedFiles;

  constructor(blobs: Blobs, derived: DerivedFiles) {
    this.#blobs = blobs;
    this.#derived = derived;
  }

  async get(file: StoredFile, tool: Tool, params: unknown): Promise<AnalysisResult | undefined> {
    try {
      return JSON.parse(await readFile(this.#derived.path(file.sha256, ending(file, tool, params)), 'utf8'));
    } catch {
      return undefined;
    }
  }

  async put(file: StoredFile, tool: Tool, params: unknown, result: AnalysisResult): Promise<void> {
    const work = new WorkFiles(this.#blobs);
    try {
      const temporary = await work.path('.json');
      await writeFile(temporary, JSON.stringify(result));
      await this.#derived.keep(temporary, file.sha256, ending(file, tool, params));
    } finally {
      await work.remove();
    }
  }
}

function ending({ name }: StoredFile, { id, version }: Tool, params: unknown): string {
  const key = canonicalJson({ name, tool: id, version, params });
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
}
