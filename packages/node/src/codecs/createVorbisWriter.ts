/**
 * Writes Ogg Vorbis with libVorbis compiled to WebAssembly (wasm-media-encoders): mono or stereo, variable bit rate,
 * `codecOptions.quality` 0 to 10 (default 6). The comment header is our own: all texts and pictures are kept; RIFF and
 * AIFF chunks other than texts have no place in the format and are left out.
 */
import { AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';
import { codecSettings } from './codecSettings.ts';
import { encoderFailed, encodingWriter } from './encodingWriter.ts';
import { vorbisCommentPacket } from './ogg/oggComment.ts';
import { isLastPage, OggPages, packetsOf, serialOf, splitPages } from './ogg/oggPages.ts';
import { wasmMediaEncoder } from './wasmMediaEncoder.ts';

const DEFAULT_QUALITY = 6;
/** libVorbis has modes for rates between these (setup_8.h to setup_X.h). */
const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 192000;

/** Starts a file; nothing appears before `finish`. */
export async function createVorbisWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const quality = codecSettings(spec)['quality'] ?? DEFAULT_QUALITY;
  const { sampleRateHz, channels } = spec;
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
    throw new AudioError(
      'invalid-parameter',
      `Vorbis cannot be written at ${sampleRateHz} Hz`,
      `Convert to a whole rate of ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz.`,
    );
  }
  const encoder = await wasmMediaEncoder('audio/ogg');
  encoder.configure({ channels: channels as 1 | 2, sampleRate: sampleRateHz, vbrQuality: quality });
  let out: OggPages | undefined;
  const headers: Uint8Array[] = [];
  /** Pages with sound written. */
  let sound = 0;

  const begin = async ([identification, comment, setup]: Uint8Array[]): Promise<OggPages> => {
    if (!identification || !comment || !setup) throw encoderFailed('Vorbis', 'no headers');
    const vendorBytes = new DataView(comment.buffer, comment.byteOffset).getUint32(7, true);
    const vendor = new TextDecoder().decode(comment.subarray(11, 11 + vendorBytes));
    const packet = vorbisCommentPacket(vendor, spec.metadata);
    const pages = new OggPages(sink, serialOf(packet, spec.frameCount));
    await pages.packet(identification, 0n);
    await pages.flush();
    await pages.packet(packet, 0n);
    await pages.packet(setup, 0n);
    await pages.flush();
    return pages;
  };

  const put = async (data: Uint8Array): Promise<void> => {
    const pages = splitPages(data);
    if (!pages) throw encoderFailed('Vorbis', 'its output does not consist of Ogg pages');
    for (const page of pages) {
      if (!out) {
        headers.push(page.slice());
        const packets = packetsOf(headers);
        if (packets.length >= 3) out = await begin(packets);
      } else if (sound === 0 && isLastPage(page)) {
        await splitOnlyPage(out, page);
      } else {
        await out.foreignPage(page);
        sound++;
      }
    }
  };
  return encodingWriter(sink, spec, {
    encode: async (parts) => put(encoder.encode(parts)),
    finish: async () => put(encoder.finalize()),
    async release(): Promise<void> {},
  });
}

/**
 * A stream with sound on one page only leaves open whether its granule position cuts the start or the end. The first
 * packet, which yields no samples, gets a page of its own at position 0, after which only the end can be meant.
 */
async function splitOnlyPage(out: OggPages, page: Uint8Array): Promise<void> {
  const [first, ...rest] = packetsOf([page]);
  if (!first) throw encoderFailed('Vorbis', 'an empty page');
  const granule = new DataView(page.buffer, page.byteOffset).getBigUint64(6, true);
  await out.packet(first, 0n);
  if (rest.length > 0) await out.flush();
  for (const packet of rest) await out.packet(packet, granule);
  await out.end();
}
