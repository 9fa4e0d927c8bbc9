import type { Source } from '@studiohand/core/engine';
import { ApiError, asApiError } from '../api/errors.ts';
import type { ImportProgress } from '../api/types.ts';
import type { Desk } from './desk.ts';
import { createSession, listsChanged, refreshSession } from './sessions.ts';
import { commonName } from './shortNames.ts';
import type { Upload } from './state.ts';

let uploadId = 0;

const COPYING = 'copying';

/** "03 Night Drive (mix).wav" -> "03 Night Drive (mix)". */
function stem(name: string): string {
  const cut = name.lastIndexOf('.');
  return cut > 0 ? name.slice(0, cut) : name;
}

/** A session for several files is named after what their names have in common, else after the first. */
function titleFor(files: readonly File[]): string {
  return commonName(files.map(({ name }) => name)) ?? stem((files[0] as File).name);
}

/** Imports files into the open session, or into a new one named after the first file. Two at a time. Returns what arrived, in order. */
export async function importFiles(desk: Desk, files: readonly File[]): Promise<readonly Source[]> {
  const audio = files.filter((file) => !file.name.startsWith('.') && file.size > 0);
  if (audio.length === 0) {
    if (files.length > 0)
      desk.notify('problem', 'Nothing to import there.', 'Drop audio files, or a folder with some.');
    return [];
  }
  if (desk.store.get().sessionId === null) {
    if ((await createSession(desk, titleFor(audio))) === undefined) return [];
  }
  const waiting = [...audio.entries()];
  const arrived: (Source | undefined)[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      arrived[next[0]] = await importFile(desk, next[1]);
    }
  };
  await Promise.all([worker(), worker()]);
  return arrived.filter((source) => source !== undefined);
}

async function importFile(desk: Desk, file: File): Promise<Source | undefined> {
  const sessionId = desk.store.get().sessionId;
  if (sessionId === null) return undefined;
  const end = new AbortController();
  const id = `upload-${++uploadId}`;
  const upload: Upload = { id, name: file.name, bytes: file.size, error: null, cancel: () => end.abort(), file };
  const change = (to: Upload | null): void =>
    desk.store.set(({ uploads }) => ({
      uploads: uploads.flatMap((one) => (one.id !== id ? [one] : to === null ? [] : [to])),
    }));
  desk.store.set(({ uploads }) => ({ uploads: [...uploads, upload] }));
  try {
    const source = await desk.client.upload(
      sessionId,
      file,
      (fraction) => desk.progress.set(id, { fraction, etaSeconds: null, stage: COPYING }),
      end.signal,
    );
    change(null);
    listsChanged(desk);
    desk.store.set(({ sources, sourceId, ...now }) =>
      now.sessionId === sessionId
        ? {
            sources: sources.some((one) => one.id === source.id) ? sources : [...sources, source],
            sourceId: sourceId ?? source.id,
            announcement: `${source.name} imported.`,
          }
        : {},
    );
    if (desk.store.get().sessionId === sessionId) await refreshSession(desk, sessionId);
    return source;
  } catch (thrown) {
    const cancelled = thrown instanceof DOMException && thrown.name === 'AbortError';
    const error = asApiError(thrown);
    change(cancelled ? null : { ...upload, error });
    if (!cancelled) desk.store.set({ announcement: `${file.name} was not imported. ${error.message}` });
    return undefined;
  } finally {
    desk.progress.delete(id);
    desk.growing.delete(id);
  }
}

/** Shows how far the server is with reading a file that came from this tab. */
export function importProgressed(desk: Desk, { id, name, sessionId, stage, fraction }: ImportProgress): void {
  if (sessionId !== desk.store.get().sessionId) return;
  const upload = desk.store.get().uploads.find((one) => one.name === name && one.error === null);
  if (upload === undefined) return;
  const now = desk.progress.get(upload.id);
  if (now?.stage !== COPYING || now.fraction >= 1) desk.progress.set(upload.id, { fraction, etaSeconds: null, stage });
  if (desk.growing.get(upload.id) !== id) desk.growing.set(upload.id, id);
}

/** Takes a failed upload off the list. */
export function dismissUpload(desk: Desk, id: string): void {
  desk.store.set(({ uploads }) => ({ uploads: uploads.filter((one) => one.id !== id) }));
}

export function retryUpload(desk: Desk, upload: Upload): void {
  dismissUpload(desk, upload.id);
  void importFiles(desk, [upload.file]);
}

/** Files of a drop or paste, those in folders included, sorted by path. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plainFiles = [...data.files];
  if (entries.every((entry) => entry === null)) return plainFiles;
  const found: { path: string; file: File }[] = [];
  for (const entry of entries) if (entry !== null) await walk(entry, found);
  return found.sort((a, b) => a.path.localeCompare(b.path)).map(({ file }) => file);
}

const MOST_FILES = 500;

async function walk(entry: FileSystemEntry, found: { path: string; file: File }[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    ).catch((cause: unknown) => {
      throw new ApiError('not-readable', `${entry.name} cannot be read.`, `Is it still there? (${String(cause)})`, 0);
    });
    found.push({ path: entry.fullPath, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await walk(child, found);
  }
}
