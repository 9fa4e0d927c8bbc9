/**
 * Writes Ogg Opus (RFC 7845) with libopus, always 48 kHz, variable bit rate in frames of 20 ms:
 * `codecOptions.bitrateKbps` of all channels, default 80 per channel. Pre-skip and end trimming make the decoded length
 * exact. All texts and pictures are kept; RIFF and AIFF chunks other than texts have no place in the format and are
 * left out. Weakness: it runs in this thread.
 */
import type { AudioWriter, ByteSink, OutputSpec } from '@studiohand/core/audio';
import { channelOrder } from './channelOrder.ts';
import { codecSettings } from './codecSettings.ts';
import { encoderFailed, encodingWriter } from './encodingWriter.ts';
import { opusTagsPacket } from './ogg/oggComment.ts';
import { OggPages, serialOf } from './ogg/oggPages.ts';
import { libAv } from './opus/libOpus.ts';

const RATE_HZ = 48000;
const DEFAULT_KBPS_PER_CHANNEL = 80;
/** Packets of 20 ms on a page: one second, as RFC 7845 section 6 advises. */
const PACKETS_PER_PAGE = 50;
const LAYOUTS: readonly string[] = ['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '7.1'];

/** Starts a file; nothing appears before `finish`. */
export async function createOpusWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const bitrateKbps = codecSettings(spec)['bitrateKbps'] ?? DEFAULT_KBPS_PER_CHANNEL * spec.channels;
  const { mask, from } = channelOrder(spec, LAYOUTS);
  const { channels } = spec;
  const lib = await libAv();
  const format = lib.AV_SAMPLE_FMT_FLT;
  const [, context, frame, packet, frameSize] = await lib.ff_init_encoder('libopus', {
    ctx: {
      bit_rate: Math.min(bitrateKbps, 256 * channels) * 1000,
      sample_fmt: format,
      sample_rate: RATE_HZ,
      channel_layout: mask,
      channels,
    },
    time_base: [1, RATE_HZ],
    options: { mapping_family: channels > 2 ? '1' : '0', frame_duration: '20' },
  });
  let held = true;
  const release = async (): Promise<void> => {
    if (held) await lib.ff_free_encoder(context, frame, packet);
    held = false;
  };

  const opusHead = await lib.copyout_u8(
    await lib.AVCodecContext_extradata(context),
    await lib.AVCodecContext_extradata_size(context),
  );
  if (opusHead.length < 19) {
    await release();
    throw encoderFailed('Opus', 'no header');
  }
  const preSkip = new DataView(opusHead.buffer, opusHead.byteOffset).getUint16(10, true);
  const tags = opusTagsPacket('libopus', spec.metadata);
  const pages = new OggPages(sink, serialOf(tags, spec.frameCount));
  await pages.packet(opusHead, 0n);
  await pages.flush();
  await pages.packet(tags, 0n);
  await pages.flush();

  /** The position of the last sample of sound: decoders drop what follows. */
  const end = preSkip + spec.frameCount;
  const buffer = new Float32Array(frameSize * channels);
  let filled = 0;
  let sent = 0;
  let packets = 0;
  let waiting: Uint8Array | undefined;

  const put = async (list: readonly { readonly data: Uint8Array }[]): Promise<void> => {
    for (const { data } of list) {
      if (waiting) {
        await pages.packet(waiting, BigInt(packets * frameSize));
        if (packets % PACKETS_PER_PAGE === 0) await pages.flush();
      }
      waiting = data;
      packets++;
    }
  };
  const send = async (): Promise<void> => {
    const given = {
      data: buffer.slice(),
      format,
      channel_layout: mask,
      channels,
      sample_rate: RATE_HZ,
      nb_samples: frameSize,
      pts: sent,
    };
    await put(await lib.ff_encode_multi(context, frame, packet, [given], false));
    sent += frameSize;
    filled = 0;
  };
  return encodingWriter(sink, spec, {
    async encode(parts): Promise<void> {
      const count = parts[0]?.length ?? 0;
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < channels; c++) buffer[filled * channels + c] = parts[from[c]!]![i]!;
        if (++filled === frameSize) await send();
      }
    },
    async finish(): Promise<void> {
      while (sent < end) {
        buffer.fill(0, filled * channels);
        await send();
      }
      if (!waiting || packets * frameSize < end) {
        throw encoderFailed('Opus', `${packets} packets for ${spec.frameCount} frames`);
      }
      await lib.ff_encode_multi(context, frame, packet, [], true);
      await pages.packet(waiting, BigInt(end));
      await pages.end();
    },
    release,
  });
}
