/**
 * libopus inside libav.js (FFmpeg's libraries compiled to WebAssembly, LGPL 2.1), loaded once and only when needed. It
 * runs in this thread.
 */
import { createRequire } from 'node:module';

/** The part of libav.js that is used. */
export interface LibAv {
  readonly AV_SAMPLE_FMT_FLT: number;
  av_log_set_level(level: number): Promise<void>;
  ff_init_encoder(
    name: string,
    options: {
      ctx: Readonly<Record<string, number>>;
      time_base: readonly [number, number];
      options: Readonly<Record<string, string>>;
    },
  ): Promise<[codec: number, context: number, frame: number, packet: number, frameSize: number]>;
  ff_encode_multi(
    context: number,
    frame: number,
    packet: number,
    frames: readonly LibAvFrame[],
    finish: boolean,
  ): Promise<readonly { readonly data: Uint8Array }[]>;
  ff_free_encoder(context: number, frame: number, packet: number): Promise<void>;
  AVCodecContext_extradata(context: number): Promise<number>;
  AVCodecContext_extradata_size(context: number): Promise<number>;
  copyout_u8(pointer: number, size: number): Promise<Uint8Array>;
}

/** Interleaved samples. */
export interface LibAvFrame {
  readonly data: Float32Array;
  readonly format: number;
  readonly channel_layout: number;
  readonly channels: number;
  readonly sample_rate: number;
  readonly nb_samples: number;
  readonly pts: number;
}

/** libavutil/log.h: its warnings are about streams that were given up. */
const AV_LOG_ERROR = 16;

let loading: Promise<LibAv> | undefined;

/** The module, ready for use. */
export function libAv(): Promise<LibAv> {
  loading ??= load();
  return loading;
}

async function load(): Promise<LibAv> {
  const factory = createRequire(import.meta.url)('@libav.js/variant-opus-af') as {
    LibAV(options: Readonly<Record<string, boolean>>): Promise<LibAv>;
  };
  const lib = await factory.LibAV({ noworker: true, nothreads: true });
  await lib.av_log_set_level(AV_LOG_ERROR);
  return lib;
}
