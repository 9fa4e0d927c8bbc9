/**
 * The models a studio has added: one folder each, with card, descriptor and files. Nothing comes in without a card;
 * every file is pinned by its hash when it is added and checked at every load.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import {
  type CardArtifact,
  DEFAULT_POLICY,
  type ModelCard,
  type ModelPolicy,
  parseCard,
  parsePolicy,
} from '@studiohand/core/rights';
import { systemCode, systemError } from '@studiohand/node/files';
import { checkShapes } from '../checkShapes.ts';
import type { ModelDescriptor } from '../descriptor.ts';
import { inspectOnnx, type OnnxFacts } from '../onnx/inspectOnnx.ts';
import { parseDescriptor } from '../parseDescriptor.ts';
import type { ModelFile } from '../run/messages.ts';
import { type AddModel, fileNameOf, pin, proposed } from './addModel.ts';
import { copyHashed, hashFile } from './copyFile.ts';

export interface InstalledModel {
  readonly id: string;
  readonly card: ModelCard;
  readonly descriptor: ModelDescriptor;
  /** In the descriptor's order. */
  readonly files: readonly ModelFile[];
}

/** What became of a file since it was added. */
export interface FileState {
  readonly file: string;
  readonly state: 'sound' | 'missing' | 'differs';
}

const ID = /^[a-z0-9][a-z0-9._-]{1,63}$/;

export class ModelStore {
  readonly folder: string;

  /** `folder` need not exist yet. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Every model in the folder, by id; those whose card or descriptor cannot be read are named in `broken`. */
  async list(): Promise<{ models: InstalledModel[]; broken: { id: string; error: AudioError }[] }> {
    const models: InstalledModel[] = [];
    const broken: { id: string; error: AudioError }[] = [];
    for (const id of (await this.#entries()).filter((name) => ID.test(name)).sort()) {
      try {
        models.push(await this.get(id));
      } catch (error) {
        broken.push({ id, error: systemError(error, join(this.folder, id), 'reading') });
      }
    }
    return { models, broken };
  }

  /** Throws AudioError 'not-found', or 'invalid-parameter' for a card that was edited badly. */
  async get(id: string): Promise<InstalledModel> {
    const at = join(this.folder, id);
    if (!ID.test(id) || !existsSync(join(at, 'card.json')))
      throw new AudioError(
        'not-found',
        `There is no model ${id.slice(0, 64)} here.`,
        'studiohand models list shows those that are; add one with: studiohand models add FILE --card CARD.',
      );
    const card = parseCard(await readJson(join(at, 'card.json')));
    const descriptor = parseDescriptor(await readJson(join(at, 'descriptor.json')));
    const files = descriptor.files.map(({ file }): ModelFile => {
      const sha256 = card.artifacts.find((artifact) => artifact.file === file)?.sha256;
      if (sha256 === undefined)
        throw new AudioError(
          'refused',
          `The card of ${id} has no hash of ${file} [ARTIFACT_HASH_MISSING].`,
          'Add the model again.',
        );
      return { path: join(at, file), sha256 };
    });
    return { id, card, descriptor, files };
  }

  /** Adds a model: all of it, or nothing. Throws AudioError. */
  async add(request: AddModel): Promise<InstalledModel> {
    const { card, paths, signal } = request;
    const id = request.id ?? card.id;
    if (!ID.test(id))
      throw new AudioError(
        'invalid-parameter',
        `${id} cannot be an id.`,
        'Use small letters, digits, dots and dashes.',
      );
    if (existsSync(join(this.folder, id)))
      throw new AudioError(
        'output-exists',
        `There is a model ${id} already.`,
        `Remove it first, or add this one --as another id.`,
      );
    const work = join(this.folder, `.adding-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(work, { recursive: true });
      const artifacts: CardArtifact[] = [];
      const facts: OnnxFacts[] = [];
      for (const path of paths) {
        const file = fileNameOf(path);
        const { bytes, sha256 } = await copyHashed(path, join(work, file), signal);
        artifacts.push(pin(card, { file, bytes, sha256, format: 'onnx' }, request.sha256, request.sources?.[path]));
        facts.push(inspectOnnx(await readFile(join(work, file)), file));
      }
      const names = artifacts.map(({ file }) => file);
      const descriptor = parseDescriptor(request.descriptor ?? proposed(request, names, facts));
      descriptor.files.forEach(({ file, stems = descriptor.stems }) => {
        const index = names.indexOf(file);
        if (index < 0)
          throw new AudioError(
            'invalid-parameter',
            `The descriptor names ${file}, which was not given.`,
            `Given: ${names.join(', ')}.`,
          );
        checkShapes(descriptor, file, stems.length, facts[index] as OnnxFacts);
      });
      const whole = parseCard({ ...card, id, artifacts });
      await writeFile(join(work, 'card.json'), `${JSON.stringify(whole, null, 2)}\n`);
      await writeFile(join(work, 'descriptor.json'), `${JSON.stringify(descriptor, null, 2)}\n`);
      await rename(work, join(this.folder, id));
    } catch (error) {
      await rm(work, { recursive: true, force: true });
      throw signal?.aborted ? signal.reason : systemError(error, join(this.folder, id), 'writing');
    }
    return await this.get(id);
  }

  /** Hashes every file of a model anew. */
  async verify(id: string, signal?: AbortSignal): Promise<FileState[]> {
    const { files } = await this.get(id);
    const states: FileState[] = [];
    for (const { path, sha256 } of files) {
      const present = existsSync(path);
      const same = present && (await hashFile(path, signal)) === sha256;
      states.push({ file: basename(path), state: same ? 'sound' : present ? 'differs' : 'missing' });
    }
    return states;
  }

  /** Removes a model and its files. */
  async remove(id: string): Promise<void> {
    const at = join(this.folder, id);
    if (!ID.test(id) || !(await stat(at).catch(() => undefined))?.isDirectory()) await this.get(id);
    // Under another name first, so that a half-removed model is never listed.
    const away = join(this.folder, `.removing-${randomBytes(4).toString('hex')}`);
    await rename(at, away).catch((error: unknown) => {
      throw systemError(error, at, 'writing');
    });
    await rm(away, { recursive: true, force: true });
  }

  /** The studio's rules; the default ones where none were set. */
  async policy(): Promise<ModelPolicy> {
    const at = join(this.folder, 'policy.json');
    return existsSync(at) ? parsePolicy(await readJson(at)) : DEFAULT_POLICY;
  }

  async setPolicy(policy: ModelPolicy): Promise<void> {
    const at = join(this.folder, 'policy.json');
    try {
      await mkdir(this.folder, { recursive: true });
      const partial = `${at}.${randomBytes(4).toString('hex')}`;
      await writeFile(partial, `${JSON.stringify(parsePolicy(policy), null, 2)}\n`);
      await rename(partial, at);
    } catch (error) {
      throw systemError(error, at, 'writing');
    }
  }

  async #entries(): Promise<string[]> {
    try {
      const entries = await readdir(this.folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw systemError(error, this.folder, 'reading');
    }
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new AudioError(
        'corrupt',
        `${path}: no valid JSON (${error.message})`,
        'Remove the model and add it again.',
      );
    throw systemError(error, path, 'reading');
  }
}
