import type { MetadataChunk } from '@studiohand/core/audio';
import { isId3 } from './id3Frames.ts';
import { parseId3 } from './parseId3.ts';

/** A picture, from the PICTURE block of RFC 9639, section 8.8. */
export interface Picture {
  /** 3 is the front cover. */
  readonly type: number;
  readonly mime: string;
  readonly description: string;
  readonly image: Uint8Array;
}

/** The pictures that can be read; damaged ones are left out. */
export function picturesOf(metadata: readonly MetadataChunk[]): Picture[] {
  const own = metadata.filter((chunk) => chunk.kind === 'picture');
  const blocks = own.length > 0 ? own : metadata.filter(isId3).flatMap((chunk) => parseId3(chunk.data));
  return blocks.filter((chunk) => chunk.kind === 'picture').flatMap((chunk) => parse(chunk.data) ?? []);
}

function parse(data: Uint8Array): Picture | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const fits = (at: number): boolean => at + 4 <= data.length && at + 4 + view.getUint32(at) <= data.length;
  const text = (at: number): Uint8Array => data.subarray(at + 4, at + 4 + view.getUint32(at));
  if (!fits(4)) return undefined;
  const mime = text(4);
  const descriptionAt = 8 + mime.length;
  if (!fits(descriptionAt)) return undefined;
  const description = text(descriptionAt);
  const imageAt = descriptionAt + 4 + description.length + 16;
  if (!fits(imageAt)) return undefined;
  const decoder = new TextDecoder();
  return {
    type: view.getUint32(0),
    mime: decoder.decode(mime),
    description: decoder.decode(description),
    image: text(imageAt),
  };
}
