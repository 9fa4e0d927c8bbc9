import type { AudioSource } from '@studiohand/core/audio';
import { openAudio } from '@studiohand/node/files';

/** Opens files in order, hands them to `use`, and closes them whatever happens. */
export async function withOpened<T>(
  paths: readonly string[],
  use: (sources: readonly AudioSource[]) => Promise<T>,
): Promise<T> {
  const opened: AudioSource[] = [];
  try {
    for (const path of paths) opened.push(await openAudio(path));
    return await use(opened);
  } finally {
    for (const source of opened) await source.close();
  }
}
