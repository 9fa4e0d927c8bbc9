import { AudioError } from '@studiohand/core/audio';
import type { Job, Source, Store, Take } from '@studiohand/core/engine';

/**
 * The sources and takes a job's tool reads beside its source, in order. Which kind an id is of is found by looking; the
 * store refused those of other sessions when the job was added.
 */
export async function companionsOfJob(
  store: Store,
  { companionIds = [] }: Pick<Job, 'companionIds'>,
): Promise<readonly (Source | Take)[]> {
  return await Promise.all(companionIds.map((id) => sourceOrTake(store, id)));
}

async function sourceOrTake(store: Store, id: string): Promise<Source | Take> {
  try {
    return await store.source(id);
  } catch (error) {
    if (error instanceof AudioError && error.code === 'not-found') return await store.take(id);
    throw error;
  }
}
