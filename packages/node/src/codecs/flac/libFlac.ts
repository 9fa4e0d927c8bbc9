/**
 * libFLAC 1.3.4 compiled to WebAssembly (libflacjs), loaded once and only when needed. Its loader asks for `fetch`
 * with a file path, which Node's fetch refuses: the global is hidden for the moment of the (synchronous) load, after
 * which the loader reads the file itself.
 */
import { createRequire } from 'node:module';

/** The part of libflacjs that is used. */
export interface LibFlac {
  isReady(): boolean;
  on(event: 'ready', listener: () => void): void;
  create_libflac_encoder(
    sampleRateHz: number,
    channels: number,
    bits: number,
    level: number,
    totalFrames: number,
    verify: boolean,
  ): number;
  init_encoder_stream(
    encoder: number,
    write: (data: Uint8Array, bytes: number, frames: number) => void,
    metadata: (info: LibFlacStreamInfo) => void,
  ): number;
  FLAC__stream_encoder_process_interleaved(encoder: number, samples: Int32Array, frames: number): number;
  FLAC__stream_encoder_finish(encoder: number): number;
  FLAC__stream_encoder_delete(encoder: number): void;
  FLAC__stream_encoder_get_state(encoder: number): number;
}

/** STREAMINFO as libFLAC reports it when a stream is finished. */
export interface LibFlacStreamInfo {
  readonly min_framesize: number;
  readonly max_framesize: number;
  readonly md5sum: string;
}

let loading: Promise<LibFlac> | undefined;

/** The module, ready for use. */
export function libFlac(): Promise<LibFlac> {
  loading ??= load();
  return loading;
}

function load(): Promise<LibFlac> {
  const fetch = globalThis.fetch;
  Reflect.set(globalThis, 'fetch', undefined);
  let module: LibFlac;
  try {
    module = createRequire(import.meta.url)('libflacjs/dist/libflac.wasm.js') as LibFlac;
  } finally {
    Reflect.set(globalThis, 'fetch', fetch);
  }
  return new Promise((resolve) => {
    if (module.isReady()) resolve(module);
    else module.on('ready', () => resolve(module));
  });
}
