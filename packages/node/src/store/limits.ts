import { AudioError } from '@studiohand/core/audio';

/** Largest view, in bytes of UTF-8 JSON: 256 KiB. */
export const VIEW_BYTES: number = 256 * 1024;
/** Longest title of a session, in UTF-16 code units. */
const TITLE_LENGTH = 300;
/** Longest name of a take, in UTF-16 code units. */
const NAME_LENGTH = 200;
/** Items of one page: most, and unless told. */
const PAGE_ITEMS = 500;
const DEFAULT_PAGE_ITEMS = 100;

/** Throws AudioError 'invalid-parameter' unless `value` is a whole number from `least` to `most`. */
export function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new AudioError(
    'invalid-parameter',
    `${name} cannot be ${value}`,
    `Give a whole number from ${least} to ${most}.`,
  );
}

/** The checked number of items of a page. */
export function pageLimit(limit: number = DEFAULT_PAGE_ITEMS): number {
  wholeNumber('limit', limit, 1, PAGE_ITEMS);
  return limit;
}

/** A title without surrounding space. Throws AudioError 'invalid-parameter' when it is empty or too long. */
export function checkedTitle(title: string): string {
  return checkedText('title of the session', title, TITLE_LENGTH);
}

/** The name of a take without surrounding space. Throws AudioError 'invalid-parameter' when it is empty or too long. */
export function checkedName(name: string): string {
  return checkedText('name of the take', name, NAME_LENGTH);
}

function checkedText(what: string, text: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= longest) return trimmed;
  throw new AudioError(
    'invalid-parameter',
    trimmed === '' ? `The ${what} is empty` : `The ${what} has ${trimmed.length} characters`,
    `Give 1 to ${longest} characters.`,
  );
}
