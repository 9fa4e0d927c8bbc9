import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { AudioError, type OutputSpec } from '@studiohand/core/audio';
import { fileEnding, NAMED_CONTAINERS, safeFileName } from '@studiohand/node/files';

/** Endings that fit a container. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  wav: ['.wav', '.wave', '.bwf'],
  rf64: ['.wav', '.wave', '.rf64'],
  bw64: ['.wav', '.wave', '.bw64'],
  aiff: ['.aiff', '.aif'],
  aifc: ['.aifc', '.aiff', '.aif'],
  ogg: ['.ogg', '.oga'],
  m4a: ['.m4a', '.mp4'],
};

/** Container that a file ending asks for, for tools with a `to` parameter. */
export function containerOf(path: string): string | undefined {
  const ending = extname(path).toLowerCase();
  return NAMED_CONTAINERS.find((container) => (ACCEPTED[container] ?? [fileEnding(container)]).includes(ending));
}

/** Whether `out` names a folder to put results into. */
function isFolder(out: string, many: boolean): boolean {
  return many || /[\\/]$/.test(out) || (existsSync(out) && statSync(out).isDirectory());
}

/**
 * Refuses a file name that cannot become the result: an existing file, an ending of no container, or, where the container
 * is known, of another one. Said before any work is done on it. Folders are fine.
 */
export function checkOutputPath(out: string, many: boolean, container?: string): void {
  if (isFolder(out, many)) return;
  if (existsSync(out))
    throw new AudioError('output-exists', `${out} exists.`, 'Choose another name; Studiohand never overwrites a file.');
  const ending = extname(out).toLowerCase();
  if (container === undefined) {
    if (containerOf(out) !== undefined) return;
    throw new AudioError(
      'invalid-parameter',
      ending === '' ? `${out} has no ending.` : `${out} ends in ${ending}, which is no audio file.`,
      `Known: ${[...new Set(NAMED_CONTAINERS.map((name) => fileEnding(name)))].join(' ')}.`,
    );
  }
  const own = fileEnding(container);
  const accepted = ACCEPTED[container] ?? (own ? [own] : []);
  if (accepted.length === 0 || accepted.includes(ending)) return;
  throw new AudioError(
    'invalid-parameter',
    `${out} does not end in ${accepted.join(' or ')}, but the result is ${container}.`,
    `Name it ${basename(out, extname(out))}${own}, or choose another format.`,
  );
}

/** "24-48": depth and rate as in the names producers give masters; empty for lossy codecs. */
function quality({ encoding, sampleRateHz }: OutputSpec): string {
  if (!encoding) return '';
  return `_${encoding.bits}${encoding.kind === 'float' ? 'f' : ''}-${sampleRateHz / 1000}`;
}

function numbered(folder: string, stem: string, ending: string): string {
  for (let n = 1; ; n++) {
    const path = join(folder, `${stem}${n === 1 ? '' : `_${n}`}${ending}`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Where a result goes. `out` may be a file (one source only), a folder, or absent: then beside the source. An
 * existing file is never touched: a name we choose is numbered, a name the user chose is an error.
 */
export function outputPath(
  source: string,
  spec: OutputSpec,
  title: string,
  out: string | undefined,
  many: boolean,
): string {
  const ending = fileEnding(spec.container);
  if (!ending)
    throw new AudioError(
      'unsupported-format',
      `No file ending is known for ${spec.container}.`,
      `Known: ${NAMED_CONTAINERS.join(', ')}.`,
    );
  if (out !== undefined && !isFolder(out, many)) {
    checkOutputPath(out, many, spec.container);
    return out;
  }
  const stem = basename(source, extname(source));
  const folder = out ?? dirname(resolve(source));
  const tag = title === '' ? '' : `_${title}`;
  const plain = join(folder, `${stem}${tag}${ending}`);
  if (!existsSync(plain)) return plain;
  return numbered(folder, `${stem}${tag}${quality(spec)}`, ending);
}

/** Checks that `out` can be the folder of several files, before any work. Throws AudioError 'output-exists'. */
export function checkStemFolder(out: string): void {
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new AudioError(
      'output-exists',
      `${out} is a file.`,
      'Give a folder for the stems; it is made where missing.',
    );
}

/**
 * Where the stems of a source go: `<Song>_<NN>_<Stem>` in the folder `out`, with a second number for all of them where
 * one of the names is taken.
 */
export function stemPaths(source: string, spec: OutputSpec, titles: readonly string[], out: string): string[] {
  checkStemFolder(out);
  const ending = fileEnding(spec.container) ?? `.${spec.container}`;
  const song = basename(source, extname(source));
  for (let n = 1; ; n++) {
    const paths = titles.map((title, k) => {
      const name = safeFileName(`${song}_${String(k + 1).padStart(2, '0')}_${title}${n === 1 ? '' : `_${n}`}`, song);
      return join(out, `${name}${ending}`);
    });
    if (!paths.some((path) => existsSync(path))) return paths;
  }
}
