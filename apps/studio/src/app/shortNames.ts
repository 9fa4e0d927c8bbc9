/** Names of files in one session told apart: what all of them begin and end with is left out. */

const SEPARATOR = /[\s_.\-–()[\]]/;

/** Shortest common part that is worth leaving out, in characters. */
const WORTH = 4;

/** "Night Drive_03_Bass.wav" -> "03_Bass" beside its sisters. Alone or with little in common, names only lose ".wav". */
export function shortNames(names: readonly string[]): readonly string[] {
  const stems = names.map((name) => name.replace(/\.[A-Za-z0-9]{2,5}$/, ''));
  if (stems.length < 3) return stems;
  const front = commonFront(stems);
  const back = commonFront(stems.map((stem) => [...stem.slice(front)].reverse().join('')));
  const cut = stems.map((stem) =>
    stem.slice(front >= WORTH ? front : 0, back >= WORTH ? stem.length - back : undefined),
  );
  const trimmed = cut.map((stem) => stem.replace(/^[\s_.\-–]+|[\s_.\-–]+$/g, ''));
  return trimmed.every((name) => name !== '') && new Set(trimmed).size === new Set(stems).size ? trimmed : stems;
}

/** What all names begin with, as the name of the song they belong to; null where that is too little to tell. */
export function commonName(names: readonly string[]): string | null {
  if (names.length < 2) return null;
  const [first = ''] = names;
  const common = first.slice(0, commonFront(names)).replace(/[\s_.\-–(]+(\d+[\s_.\-–]*)?$/, '');
  return common.length >= WORTH ? common : null;
}

/** Files in the order a folder shows them: by name, figures by their value. */
export function byName<T extends { readonly name: string }>(files: readonly T[]): readonly T[] {
  return [...files].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }));
}

/** Characters that all texts begin with, up to the last separator among them. */
function commonFront(texts: readonly string[]): number {
  const [first = ''] = texts;
  let count = first.length;
  for (const text of texts) {
    let same = 0;
    while (same < count && text[same] === first[same]) same++;
    count = same;
  }
  while (count > 0 && !SEPARATOR.test(first[count - 1] as string)) count--;
  return count;
}
