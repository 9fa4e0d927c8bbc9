/** Figures of peers by what they were given, so that only ours is worked anew. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { folder } from './tools.ts';

const path = `${folder}/peers.jsonl`;
let known: Map<string, unknown> | undefined;

function load(): Map<string, unknown> {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return new Map(
    lines.filter((line) => line.endsWith('}')).map((line) => Object.values(JSON.parse(line)) as [string, unknown]),
  );
}

/** The figures under a key made of the input's samples and `version`; `work` is asked when they are not there. */
export function cached<T>(input: readonly Float64Array[], version: string, work: () => T): T {
  known ??= load();
  const hash = createHash('sha256').update(version);
  for (const x of input) hash.update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength));
  const key = hash.digest('hex').slice(0, 32);
  const found = known.get(key);
  if (found !== undefined) return found as T;
  const value = work();
  known.set(key, value);
  appendFileSync(path, `${JSON.stringify({ key, value })}\n`);
  return value;
}
