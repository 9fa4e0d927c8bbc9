/** The separators of a studio behind the contract of core: gate first, then store, then run. */
import { AudioError, type AudioSource } from '@studiohand/core/audio';
import { type Assessment, assessModel, type Permission, permit } from '@studiohand/core/rights';
import type { SeparateRequest, SeparatorModel, StemBlock, StemSeparator } from '@studiohand/core/tool';
import { type SeparateOptions, separate } from './run/separate.ts';
import type { InstalledModel, ModelStore } from './store/modelStore.ts';

export interface HostOptions extends Pick<SeparateOptions, 'workFolder' | 'cores' | 'memoryBytes'> {
  /** YYYY-MM-DD; today by default. */
  readonly today?: string;
  /** Told whenever a model is allowed to run: for the ledger and the disclosure. */
  readonly used?: (permission: Permission, model: InstalledModel) => void;
}

/** The date of now, YYYY-MM-DD, in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export class ModelHost implements StemSeparator {
  readonly #store: ModelStore;
  readonly #options: HostOptions;

  constructor(store: ModelStore, options: HostOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  /** The verdict on a model as it is pinned; each load compares the bytes with that again. */
  async assess(model: Pick<InstalledModel, 'card'>): Promise<Assessment> {
    return assessModel(model.card, { today: this.#options.today ?? today() }, await this.#store.policy());
  }

  async models(): Promise<SeparatorModel[]> {
    const { models } = await this.#store.list();
    const separators = models.filter(({ card }) => card.task === 'separate');
    return await Promise.all(
      separators.map(async (model): Promise<SeparatorModel> => {
        const { id, card, descriptor, files } = model;
        const { stems, remainder, sampleRateHz, stft } = descriptor;
        const bandHz = stft ? Math.min(sampleRateHz / 2, (stft.bins * sampleRateHz) / stft.size) : sampleRateHz / 2;
        return {
          ...{ id, card, assessment: await this.assess(model), stems, sampleRateHz, bandHz },
          ...(remainder === undefined ? {} : { remainder }),
          sha256: files.map(({ sha256 }) => sha256),
        };
      }),
    );
  }

  async *separate(source: AudioSource, request: SeparateRequest): AsyncGenerator<StemBlock> {
    const { modelId, accepted, signal, progress } = request;
    const model = await this.#store.get(modelId);
    if (model.card.task !== 'separate')
      throw new AudioError(
        'invalid-parameter',
        `${modelId} is not a separator.`,
        'Choose one of studiohand models list.',
      );
    const permission = permit(modelId, await this.assess(model), accepted);
    this.#options.used?.(permission, model);
    const { workFolder, cores, memoryBytes } = this.#options;
    yield* separate(source, model.descriptor, model.files, {
      ...(signal ? { signal } : {}),
      ...(progress ? { progress: (stage, fraction): void => progress(stage, fraction) } : {}),
      ...(workFolder === undefined ? {} : { workFolder }),
      ...(cores === undefined ? {} : { cores }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
  }
}
