/** What the chunks of a file say together about its tracks. */
import type { MetadataChunk } from '../../audio/index.ts';
import { type ChnaTrack, readChna } from './chna.ts';
import { type Dbmd, readDbmd } from './dbmd.ts';
import type { AdmDocument } from './model.ts';
import { readAxml } from './readAxml.ts';

export interface AdmFile {
  readonly document: AdmDocument;
  readonly tracks: readonly ChnaTrack[];
  /** Absent in files that are no object-audio masters. */
  readonly dbmd: Dbmd | undefined;
}

/**
 * The audio definition model of a file's metadata; undefined where there is no `axml`. Throws AudioError where a chunk
 * cannot be read at all. Weakness: the compressed `bxml` and the serial `sxml` are not read.
 */
export function readAdm(metadata: readonly MetadataChunk[]): AdmFile | undefined {
  const data = (id: string): Uint8Array | undefined => metadata.find((c) => c.kind === 'riff' && c.id === id)?.data;
  const axml = data('axml');
  if (!axml) return undefined;
  const chna = data('chna');
  const dbmd = data('dbmd');
  return {
    document: readAxml(axml),
    tracks: chna ? readChna(chna) : [],
    dbmd: dbmd ? readDbmd(dbmd) : undefined,
  };
}
