import type { ToolDescription } from '@studiohand/core/engine';
import type { Desk } from './desk.ts';
import { presetFileName, presetFileText, readPresetFile } from './presetFile.ts';
import { saveTextFile } from './saveFile.ts';
import { addUserPresets, type UserPreset } from './userPresets.ts';

/** Larger files are no presets. */
const MOST_BYTES = 4_000_000;

/** Whether a file looks like presets rather than audio. */
export function isPresetFile({ name }: File): boolean {
  return /\.json$/i.test(name);
}

/** Takes in files of presets; all of a file or nothing, with the reason. */
export async function importPresetFiles(desk: Desk, files: readonly File[]): Promise<void> {
  // What comes of it is told behind the dialog.
  if (desk.store.get().dialog?.kind === 'presets') desk.store.set({ dialog: null });
  for (const file of files) {
    await desk.attempt(async () => {
      const text = file.size > MOST_BYTES ? '' : await file.text();
      const { tool, presets, otherVersion } = readPresetFile(file.name, text, desk.store.get().tools);
      const added = addUserPresets(tool.id, presets);
      const count = added === 1 ? '1 preset' : `${added} presets`;
      if (added === 0) desk.notify('ok', `${tool.title} has these presets already.`);
      else
        desk.notify(
          'ok',
          `${count} for ${tool.title} imported.`,
          otherVersion ? 'Saved by another version of the tool; every value fits this one.' : '',
        );
    });
  }
}

/** Saves presets of a tool as a file. */
export function exportPresets(tool: ToolDescription, presets: readonly UserPreset[]): void {
  saveTextFile(presetFileName(tool, presets), 'application/json', presetFileText(tool, presets));
}
