import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AudioError } from '@studiohand/core/audio';

/** File name endings taken from a folder. A file named directly is opened whatever it is called. */
const AUDIO = new Set(
  [
    'wav',
    'wave',
    'bwf',
    'rf64',
    'bw64',
    'aif',
    'aiff',
    'aifc',
    'flac',
    'mp3',
    'm4a',
    'mp4',
    'aac',
    'ogg',
    'oga',
    'opus',
    'caf',
    'w64',
  ].map((e) => `.${e}`),
);

/** Expands folders (recursively, sorted, hidden entries left out) to the audio files in them. */
export async function expandInputs(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (!info?.isDirectory()) {
      files.push(path);
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const found = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && AUDIO.has(extname(entry.name).toLowerCase()))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    if (found.length === 0) {
      throw new AudioError(
        'not-found',
        `${path} holds no audio files.`,
        `Looked for ${[...AUDIO].join(' ')}. Name a file directly to open it whatever its ending.`,
      );
    }
    files.push(...found);
  }
  return files;
}
