/**
 * Descriptive texts and pictures of an M4A file as iTunes keeps them (Apple, "QuickTime File Format", metadata; the
 * codes of the item list are those that iTunes writes). Texts without a code of their own become free-form items.
 */
import type { MetadataChunk } from '@studiohand/core/audio';
import { picturesOf } from '../tags/picture.ts';
import { textTags } from '../tags/textTags.ts';
import { box, fourCC, fullBox, u8, u16, u32 } from './boxes.ts';

const CODES: Readonly<Record<string, string>> = {
  TITLE: '\u00a9nam',
  ARTIST: '\u00a9ART',
  ALBUM: '\u00a9alb',
  ALBUMARTIST: 'aART',
  DATE: '\u00a9day',
  YEAR: '\u00a9day',
  GENRE: '\u00a9gen',
  COMPOSER: '\u00a9wrt',
  COMMENT: '\u00a9cmt',
  DESCRIPTION: 'desc',
  LYRICS: '\u00a9lyr',
  COPYRIGHT: 'cprt',
};
const PAIRS: Readonly<Record<string, string>> = { TRACKNUMBER: 'trkn', DISCNUMBER: 'disk' };

/** Well-known types of values. */
const BINARY = 0;
const UTF8 = 1;
const JPEG = 13;
const PNG = 14;

/** The udta box. `smpb` is the text of iTunSMPB: delay, padding and length, for players that read no edit list. */
export function userData(metadata: readonly MetadataChunk[], smpb: string): Uint8Array {
  const items: Uint8Array[] = [];
  const seen = new Set<string>();
  for (const { name, value } of textTags(metadata)) {
    const code = CODES[name];
    const pair = PAIRS[name];
    const key = code ?? pair ?? name;
    if (seen.has(key)) continue;
    seen.add(key);
    if (code) items.push(box(code, text(value)));
    else if (pair) items.push(numberPair(pair, value));
    else items.push(freeForm(name, value));
  }
  const covers = picturesOf(metadata).flatMap(({ mime, image }) => {
    const type = mime === 'image/png' ? PNG : mime === 'image/jpeg' || mime === 'image/jpg' ? JPEG : undefined;
    return type === undefined ? [] : [data(type, image)];
  });
  if (covers.length > 0) items.push(box('covr', ...covers));
  items.push(freeForm('iTunSMPB', smpb));
  const handler = fullBox('hdlr', 0, 0, u32(0), fourCC('mdir'), fourCC('appl'), u32(0, 0), u8(0));
  return box('udta', fullBox('meta', 0, 0, handler, box('ilst', ...items)));
}

function data(type: number, value: Uint8Array): Uint8Array {
  return box('data', u32(type, 0), value);
}

function text(value: string): Uint8Array {
  return data(UTF8, new TextEncoder().encode(value));
}

/** '3/12' or '3': number and total. */
function numberPair(code: string, value: string): Uint8Array {
  const [number = 0, total = 0] = value.split('/').map((part) => Math.min(65535, Number.parseInt(part, 10) || 0));
  return box(code, data(BINARY, code === 'trkn' ? u16(0, number, total, 0) : u16(0, number, total)));
}

function freeForm(name: string, value: string): Uint8Array {
  return box(
    '----',
    fullBox('mean', 0, 0, fourCC('com.apple.iTunes')),
    fullBox('name', 0, 0, new TextEncoder().encode(name)),
    text(value),
  );
}
