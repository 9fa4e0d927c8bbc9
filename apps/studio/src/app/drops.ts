import type { Desk } from './desk.ts';
import { droppedFiles, importFiles } from './imports.ts';
import { importPresetFiles, isPresetFile } from './presetFiles.ts';

/**
 * Takes files dropped or pasted anywhere on the page, but for drops that a part of it took by preventing the default;
 * a drop never navigates away. Marks the page with
 * `data-dropping` while files hover over it. Returns the way to stop.
 */
export function takeDrops(desk: Desk): () => void {
  const end = new AbortController();
  const { signal } = end;
  let depth = 0;
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const show = (): void => {
    document.documentElement.toggleAttribute('data-dropping', depth > 0);
  };
  addEventListener(
    'dragenter',
    (event) => {
      if (carriesFiles(event)) depth++;
      show();
    },
    { signal },
  );
  addEventListener(
    'dragleave',
    (event) => {
      if (carriesFiles(event)) depth = Math.max(0, depth - 1);
      show();
    },
    { signal },
  );
  addEventListener(
    'dragover',
    (event) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    },
    { signal },
  );
  addEventListener(
    'drop',
    (event) => {
      const taken = event.defaultPrevented;
      event.preventDefault();
      depth = 0;
      show();
      const { dataTransfer } = event;
      if (dataTransfer && !taken) void desk.attempt(async () => takeFiles(desk, await droppedFiles(dataTransfer)));
    },
    { signal },
  );
  addEventListener(
    'paste',
    (event) => {
      const { clipboardData } = event;
      if (!clipboardData || clipboardData.files.length === 0) return;
      event.preventDefault();
      void desk.attempt(async () => takeFiles(desk, await droppedFiles(clipboardData)));
    },
    { signal },
  );
  return () => end.abort();
}

/** Presets go to the presets, everything else is imported as audio. */
async function takeFiles(desk: Desk, files: readonly File[]): Promise<void> {
  const presets = files.filter(isPresetFile);
  if (presets.length > 0) await importPresetFiles(desk, presets);
  const others = files.filter((file) => !isPresetFile(file));
  if (others.length > 0 || presets.length === 0) await importFiles(desk, others);
}

/** Opens the system's file or folder picker; imports what is chosen, or does `take` with it. Must be called from a gesture. */
export function pickFiles(
  desk: Desk,
  what: 'files' | 'folder' | 'presets',
  take: (files: readonly File[]) => unknown = (files) => importFiles(desk, files),
): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (what === 'folder') input.webkitdirectory = true;
  else if (what === 'presets') input.accept = '.json,application/json';
  else input.accept = 'audio/*,.wav,.wave,.bwf,.rf64,.w64,.aif,.aiff,.aifc,.flac,.ogg,.opus,.mp3,.m4a,.mp4,.caf';
  input.onchange = () => {
    const files = [...(input.files ?? [])].sort((a, b) => a.webkitRelativePath.localeCompare(b.webkitRelativePath));
    void desk.attempt(async () => take(files));
  };
  input.click();
}
