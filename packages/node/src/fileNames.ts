/** Names for files we write: endings by container, and text made safe for every usual file system. */

const ENDINGS: Readonly<Record<string, string>> = {
  wav: '.wav',
  rf64: '.wav',
  bw64: '.wav',
  aiff: '.aiff',
  aifc: '.aifc',
  flac: '.flac',
  mp3: '.mp3',
  m4a: '.m4a',
  ogg: '.ogg',
  opus: '.opus',
};

/** Containers with a known ending. */
export const NAMED_CONTAINERS: readonly string[] = Object.keys(ENDINGS);

/** The usual file ending of a container, with its dot; undefined for one that is never written. */
export function fileEnding(container: string): string | undefined {
  return ENDINGS[container];
}

/** Device names that Windows reserves, with any ending (Win32 "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
/** Leaves room for endings and marks within the 255 bytes of the usual file systems. */
const MAX_BYTES = 150;

/**
 * `text` as one name that is legal on Linux, macOS and Windows and cannot lead out of its folder: no separators, no
 * control characters, no leading dots or blanks, no trailing dots or blanks, 150 bytes at most. `fallback` when
 * nothing is left.
 */
export function safeFileName(text: string, fallback: string): string {
  let name = text
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '')
    .replace(/[\\/:*?"<>|]/g, '-')
    .replace(/^[.\s]+/, '');
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('');
  name = name.replace(/[.\s]+$/, '');
  if (name === '') return fallback;
  return RESERVED.test(name) ? `_${name}` : name;
}
