import type { ToolDescription } from '@studiohand/core/engine';
import { ApiError } from '../api/errors.ts';
import { schemaFault } from './jsonSchema.ts';
import type { UserPreset } from './userPresets.ts';

/** What a file of presets says. */
export interface PresetFile {
  readonly tool: ToolDescription;
  readonly presets: readonly UserPreset[];
  /** True where the presets were saved by another version of the tool; they fit this one all the same. */
  readonly otherVersion: boolean;
}

/** Marks the format, so that another JSON file is not taken for presets. */
const FORMAT = 'studiohand-presets';
const MOST_PRESETS = 500;
const LONGEST_TITLE = 80;

/** The text of a file with presets of one tool. */
export function presetFileText(tool: ToolDescription, presets: readonly UserPreset[]): string {
  const { id, version } = tool;
  const plain = presets.map(({ title, params }) => ({ title, params }));
  return `${JSON.stringify({ format: FORMAT, formatVersion: 1, tool: id, toolVersion: version, presets: plain }, null, 2)}\n`;
}

/** "gain presets.json", or with one preset "gain Six down.json". */
export function presetFileName(tool: ToolDescription, presets: readonly UserPreset[]): string {
  const [only] = presets;
  return presets.length === 1 && only !== undefined ? `${tool.id} ${only.title}.json` : `${tool.id} presets.json`;
}

/**
 * Reads a file of presets and holds every one against the tool's schema. Throws ApiError 'invalid-preset' that names
 * the file, the preset and the parameter.
 */
export function readPresetFile(name: string, text: string, tools: readonly ToolDescription[]): PresetFile {
  const refuse = (what: string, hint: string): ApiError => new ApiError('invalid-preset', `${name}: ${what}`, hint, 0);
  let content: Readonly<Record<string, unknown>>;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, '')) as typeof content;
  } catch {
    throw refuse('not a JSON file.', 'Choose a file that Studiohand saved from the presets of a tool.');
  }
  if (content?.['format'] !== FORMAT) {
    throw refuse('not a file of presets.', 'Choose a file that Studiohand saved from the presets of a tool.');
  }
  if (content['formatVersion'] !== 1) throw refuse('saved by a newer Studiohand.', 'Update Studiohand first.');
  const tool = tools.find(({ id }) => id === content['tool']);
  if (tool === undefined) {
    throw refuse(`for a tool called ${String(content['tool'])}, which is not here.`, 'Update Studiohand first.');
  }
  const list = content['presets'];
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_PRESETS) {
    throw refuse('no presets in it.', `A file holds 1 to ${MOST_PRESETS}.`);
  }
  const presets = list.map((one: unknown, index): UserPreset => {
    const { title, params } = (one ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof title !== 'string' || title.trim() === '' || title.length > LONGEST_TITLE) {
      throw refuse(`preset ${index + 1} has no name.`, `Give it a title of 1 to ${LONGEST_TITLE} characters.`);
    }
    const fault = schemaFault(
      { ...tool.parameters, required: [], type: 'object', additionalProperties: false },
      params,
    );
    if (fault !== null) {
      throw refuse(
        `preset “${title}” does not fit ${tool.title} version ${tool.version}. ${fault}.`,
        content['toolVersion'] === tool.version
          ? 'Nothing was imported.'
          : `It was saved by version ${String(content['toolVersion'])}. Nothing was imported.`,
      );
    }
    return { title: title.trim(), params: params as UserPreset['params'] };
  });
  return { tool, presets, otherVersion: content['toolVersion'] !== tool.version };
}
