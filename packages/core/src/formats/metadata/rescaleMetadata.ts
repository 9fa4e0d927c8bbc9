/** All metadata of a file carried to another sample rate: which chunks hold sample positions, and how each changes. */
import type { MetadataChunk } from '../../audio/index.ts';
import { rescaleAiffMarkers } from './aiffMarkers.ts';
import { rescaleTimeReference } from './bext.ts';
import { rescaleCue, rescaleLabeledText } from './cue.ts';
import { rescaleIxml } from './ixml.ts';
import { rescaleSmpl } from './smpl.ts';

type Rescale = (data: Uint8Array, fromHz: number, toHz: number) => Uint8Array;

const RESCALERS: ReadonlyMap<string, Rescale> = new Map<string, Rescale>([
  ['riff bext', rescaleTimeReference],
  ['riff cue ', rescaleCue],
  ['riff LIST', rescaleLabeledText],
  ['riff smpl', rescaleSmpl],
  ['riff iXML', rescaleIxml],
  ['aiff MARK', rescaleAiffMarkers],
]);

/** Chunks with sample positions that {@link rescaleMetadata} adapts, as 'kind id'. */
export const RESCALED_CHUNKS: readonly string[] = [...RESCALERS.keys()];

/**
 * Chunks that describe the very samples of their file (peak positions, peak envelopes, playlists in samples) and that
 * nothing here adapts: they are stale after processing.
 */
export const SAMPLE_BOUND_CHUNKS: readonly string[] = ['riff PEAK', 'riff levl', 'riff plst', 'aiff PEAK'];

/** Metadata for the same audio at `toHz`. Unchanged chunks are passed on as they are; `changed` lists the others' ids. */
export function rescaleMetadata(
  metadata: readonly MetadataChunk[],
  fromHz: number,
  toHz: number,
): { metadata: MetadataChunk[]; changed: string[] } {
  if (fromHz === toHz) return { metadata: [...metadata], changed: [] };
  const changed: string[] = [];
  const result = metadata.map((chunk) => {
    const data = RESCALERS.get(`${chunk.kind} ${chunk.id}`)?.(chunk.data, fromHz, toHz);
    if (!data || (data.length === chunk.data.length && data.every((byte, i) => byte === chunk.data[i]))) return chunk;
    changed.push(chunk.id);
    return { ...chunk, data };
  });
  return { metadata: result, changed };
}
