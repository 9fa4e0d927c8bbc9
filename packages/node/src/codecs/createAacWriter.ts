/**
 * Writes AAC-LC in M4A with FFmpeg's encoder: `codecOptions.bitrateKbps` of all channels, default 128 per channel (an
 * LFE not counted). The container is our own: an exact edit list and iTunSMPB take encoder delay and padding off. Texts
 * and JPEG or PNG pictures go to the item list; other RIFF and AIFF chunks have no place in the format and are left
 * out. Weakness: the index stands at the end of the file, so it plays from the web only after a complete download.
 */
import { AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';
import { channelOrder } from './channelOrder.ts';
import { codecSettings } from './codecSettings.ts';
import { encoderFailed, encodingWriter } from './encodingWriter.ts';
import { aacEncoder } from './mp4/aacEncoder.ts';
import { box, fourCC, u32, u64 } from './mp4/boxes.ts';
import { userData } from './mp4/itemList.ts';
import { AAC_PACKET_FRAMES, movieBox } from './mp4/movieBox.ts';
import { SampleTable } from './mp4/sampleTable.ts';

/** FFmpeg's initial_padding for AAC: one packet. */
const DELAY = 1024;
const DEFAULT_KBPS_PER_CHANNEL = 128;
/** Bits that the decoder buffer holds per channel and packet (ISO/IEC 14496-3, section 4.5.3.1). */
const MAX_PACKET_BITS = 6144;
/** Layouts FFmpeg takes for their number of channels. */
const LAYOUTS: readonly string[] = ['mono', 'stereo', '5.0', '5.1'];

/** Starts a file; nothing appears before `finish`. */
export async function createAacWriter(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const bitrateKbps = chooseBitrate(spec);
  const { sampleRateHz, channels, frameCount } = spec;
  const { from } = channelOrder(spec, LAYOUTS);
  const encoder = await aacEncoder(sampleRateHz, channels, bitrateKbps);
  const start = box('ftyp', fourCC('M4A '), u32(0x200), fourCC('M4A mp42isom'));
  // The 64-bit size of mdat follows at the end (ISO/IEC 14496-12, section 4.2).
  await sink.write(start);
  await sink.write(mediaDataHeader(0));
  const table = new SampleTable();
  let position = start.length + MEDIA_DATA_HEADER_BYTES;
  const drain = async (): Promise<void> => {
    for (const packet of encoder.take()) {
      table.add(packet.length, position);
      position += packet.length;
      await sink.write(packet);
    }
  };
  return encodingWriter(sink, spec, {
    async encode(parts): Promise<void> {
      await encoder.encode(from.map((c) => parts[c]!));
      await drain();
    },
    async finish(): Promise<void> {
      // Without any sound the encoder tells no configuration.
      if (frameCount === 0) await encoder.encode(from.map(() => new Float32Array(1)));
      await encoder.finish();
      await drain();
      const config = encoder.config();
      const coded = table.count * AAC_PACKET_FRAMES;
      if (!config || coded < DELAY + frameCount) {
        throw encoderFailed('AAC', `${table.count} packets for ${frameCount} frames`);
      }
      const track = { sampleRateHz, channels, config, frameCount, delay: DELAY, table };
      await sink.write(movieBox(track, userData(spec.metadata, smpb(frameCount, coded - DELAY - frameCount))));
      await sink.writeAt(start.length, mediaDataHeader(table.bytes));
    },
    release: () => encoder.close(),
  });
}

const MEDIA_DATA_HEADER_BYTES = 16;

function mediaDataHeader(bytes: number): Uint8Array {
  const header = new Uint8Array(MEDIA_DATA_HEADER_BYTES);
  header.set(u32(1));
  header.set(fourCC('mdat'), 4);
  header.set(u64(MEDIA_DATA_HEADER_BYTES + bytes), 8);
  return header;
}

/** iTunes' gapless text: nothing, delay, padding, length, nothing; hexadecimal. */
function smpb(frameCount: number, padding: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  const zeros = Array.from({ length: 8 }, () => hex(0, 8)).join(' ');
  return ` ${hex(0, 8)} ${hex(DELAY, 8)} ${hex(padding, 8)} ${hex(frameCount, 16)} ${zeros}`;
}

function chooseBitrate(spec: OutputSpec): number {
  const asked = codecSettings(spec)['bitrateKbps'];
  const most = Math.floor((MAX_PACKET_BITS * spec.channels * spec.sampleRateHz) / AAC_PACKET_FRAMES / 1000);
  if (asked === undefined) {
    const counted = Math.max(1, spec.layout.filter((role) => role !== 'LFE').length);
    return Math.min(most, DEFAULT_KBPS_PER_CHANNEL * counted);
  }
  if (asked <= most) return asked;
  throw new AudioError(
    'invalid-parameter',
    `AAC with ${spec.channels} channels at ${spec.sampleRateHz} Hz carries ${most} kbit/s at most, not ${asked}`,
    `Choose up to ${most}.`,
  );
}
