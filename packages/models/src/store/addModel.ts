/** What adding a model asks for, and the decisions it takes: which hash, which descriptor, which name. */
import { basename } from 'node:path';
import { AudioError } from '@studiohand/core/audio';
import type { CardArtifact, ModelCard } from '@studiohand/core/rights';
import type { OnnxFacts } from '../onnx/inspectOnnx.ts';
import { type DescriptorJson, fromPreset, mergeJson, suggestPreset } from '../presets.ts';

export interface AddModel {
  /** Paths of the model's files. */
  readonly paths: readonly string[];
  readonly card: ModelCard;
  /** Another id than the card's, where several models share a card. */
  readonly id?: string;
  /** Whole descriptor; or a preset, or nothing where the shapes suggest one, with changes on top. */
  readonly descriptor?: unknown;
  readonly preset?: string;
  readonly changes?: DescriptorJson;
  /** Hash that the (single) file must have. */
  readonly sha256?: string;
  /** Where the files came from, by path. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The artifact as the card will name it. Throws AudioError 'refused' where card or request know another hash. */
export function pin(
  card: ModelCard,
  artifact: CardArtifact,
  wanted: string | undefined,
  source: string | undefined,
): CardArtifact {
  const { sha256, file } = artifact;
  const published = card.artifacts.find((known) => known.sha256 === sha256);
  const expected = wanted !== undefined || card.artifacts.length > 0;
  if ((wanted !== undefined && wanted !== sha256) || (expected && wanted === undefined && !published))
    throw new AudioError(
      'refused',
      `${file} is not the file that ${wanted === undefined ? 'its card' : '--sha256'} names: its SHA-256 is ${sha256} [ARTIFACT_HASH_MISMATCH].`,
      'Fetch it again from where it was published, or give the card that belongs to it.',
    );
  if (published) return { ...published, file };
  return { ...artifact, pinnedBy: 'user', ...(source === undefined ? {} : { source }) };
}

export function proposed(
  { preset, changes = {} }: AddModel,
  names: readonly string[],
  facts: readonly OnnxFacts[],
): DescriptorJson {
  if (preset !== undefined) return fromPreset(preset, names, changes);
  const suggestion = facts[0] && suggestPreset(facts[0]);
  if (!suggestion)
    throw new AudioError(
      'invalid-parameter',
      `What ${names[0]} wants and gives cannot be told from its shapes.`,
      'Give --preset ID or --descriptor FILE.json; docs/models.md has an example for each kind.',
    );
  return fromPreset(suggestion.id, names, mergeJson(suggestion.changes, changes));
}

/** A plain name for the copy in the store. */
export function fileNameOf(path: string): string {
  return basename(path)
    .replaceAll(/[^A-Za-z0-9_.+ -]/g, '_')
    .replace(/^[^A-Za-z0-9_]+/, '_')
    .slice(-128);
}
