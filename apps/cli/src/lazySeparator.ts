import { join } from 'node:path';
import type { StemSeparator } from '@studiohand/core/tool';
import type { ModelHost } from '@studiohand/models';
import { defaultDataFolder } from './dataFolder.ts';

/** Where models are kept unless a command says otherwise. */
export function defaultModelFolder(): string {
  return process.env['STUDIOHAND_MODELS'] ?? join(defaultDataFolder(), 'models');
}

/** The models of this computer for tools that separate; loaded when one asks. */
export function lazySeparator(): StemSeparator {
  let host: Promise<ModelHost> | undefined;
  const open = (): Promise<ModelHost> => {
    host ??= import('@studiohand/models').then(
      ({ ModelHost, ModelStore }) => new ModelHost(new ModelStore(defaultModelFolder())),
    );
    return host;
  };
  return {
    models: async () => await (await open()).models(),
    async *separate(source, request) {
      yield* (await open()).separate(source, request);
    },
  };
}
