import { AudioError } from '@studiohand/core/audio';

/** Largest view, in bytes of UTF-8 JSON: 256 KiB. */
export const VIEW_BYTES: number = 256 * 1024;
/** Longest title of a session, in UTF-16 code units. */
const TITLE_LENGTH = 300;
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
  const trimmed = title.trim();
  if (trimmed !== '' && trimmed.length <= TITLE_LENGTH) return trimmed;
  throw new AudioError(
    'invalid-parameter',
    trimmed === '' ? 'The title of the session is empty' : `The title of the session has ${trimmed.length} characters`,
    `Give a title of 1 to ${TITLE_LENGTH} characters.`,
  );
}
