/**
 * LAME and libVorbis compiled to WebAssembly (wasm-media-encoders), read from the package's own files: by itself the
 * package would ask `fetch`.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WasmMediaEncoder } from 'wasm-media-encoders';

const FILES = {
  'audio/mpeg': 'wasm-media-encoders/wasm/mp3',
  'audio/ogg': 'wasm-media-encoders/wasm/ogg',
} as const;

/** A new encoder with a memory of its own. */
export async function wasmMediaEncoder<T extends keyof typeof FILES>(type: T): Promise<WasmMediaEncoder<T>> {
  const { createEncoder } = await import('wasm-media-encoders');
  const file = createRequire(import.meta.url).resolve(FILES[type]);
  return createEncoder(type, await readFile(file));
}
