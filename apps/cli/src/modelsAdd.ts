/** `studiohand models add`: nothing comes in without a card, and nothing is fetched that was not asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import { assessModel, knownCard, parseCard } from '@studiohand/core/rights';
import type { DescriptorJson, ModelStore } from '@studiohand/models';
import { EXIT } from './exitCodes.ts';
import { presentAssessment } from './modelsPresent.ts';
import { printResult, today } from './modelsShared.ts';
import { ProgressLine } from './progressLine.ts';

/** Options of `models add`. */
export interface AddOptions {
  readonly models?: string;
  readonly json?: boolean;
  readonly card?: string;
  readonly preset?: string;
  readonly descriptor?: string;
  readonly set: readonly string[];
  readonly as?: string;
  readonly sha256?: string;
}

/** Adds files or downloads with a card; prints the verdict. Throws AudioError 'refused' without a card. */
export async function addModel(
  store: ModelStore,
  files: readonly string[],
  options: AddOptions,
  signal: AbortSignal,
): Promise<number> {
  if (options.card === undefined)
    throw new AudioError(
      'refused',
      'No model comes in without a card [CARD_MISSING].',
      'Give --card with an id of studiohand models list, or a JSON file (docs/models.md).',
    );
  const card = knownCard(options.card) ?? parseCard(readJson(options.card));
  const { download, forget, isAddress } = await import('@studiohand/models');
  const line = new ProgressLine('models');
  const sources: Record<string, string> = {};
  const paths: string[] = [];
  try {
    for (const file of files) {
      if (!isAddress(file)) paths.push(file);
      else {
        const path = await download(file, join(store.folder, '.downloads'), {
          signal,
          progress: (s, f) => line.update(s, f),
        });
        sources[path] = file;
        paths.push(path);
      }
    }
  } finally {
    line.clear();
  }
  const model = await store.add({
    ...{ paths, card, sources, signal, changes: changes(options.set) },
    ...(options.descriptor === undefined ? {} : { descriptor: readJson(options.descriptor) }),
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.as === undefined ? {} : { id: options.as }),
    ...(options.sha256 === undefined ? {} : { sha256: options.sha256 }),
  });
  for (const path of Object.keys(sources)) forget(path);
  const assessment = assessModel(model.card, { today: today() }, await store.policy());
  const { id, files: pinned, descriptor } = model;
  const text = `Added ${id}: ${descriptor.stems.join(', ')}.\n${presentAssessment(id, assessment)}`;
  printResult(options.json, { id, files: pinned, descriptor, ...assessment }, text);
  return EXIT.done;
}

/** ['stft.size=7680', 'stems=["vocals"]'] as an object. */
function changes(settings: readonly string[]): DescriptorJson {
  const all: Record<string, unknown> = {};
  for (const setting of settings) {
    const [, path = '', text = ''] = /^([a-zA-Z.]+)=(.*)$/s.exec(setting) ?? [];
    const keys = path.split('.');
    if (path === '' || keys.some((key) => key === '' || key in Object.prototype))
      throw new AudioError('invalid-parameter', `${setting}: not field=value.`, 'Write it as stft.size=7680.');
    let at = all;
    for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[keys.at(-1) as string] = parsed(text);
  }
  return all;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AudioError(
        'not-found',
        `There is no file or card ${path}.`,
        'studiohand models list names the cards that ship.',
      );
    throw new AudioError(
      'invalid-parameter',
      `${path} is no readable JSON: ${(error as Error).message}`,
      'Correct the file.',
    );
  }
}
