/**
 * Writes MP3 with LAME 3.100 compiled to WebAssembly (wasm-media-encoders), constant bit rate, joint stereo:
 * `codecOptions.bitrateKbps`, default the highest (320; 160 below 32 kHz). The info frame with delay and padding is our
 * own: decoders give the exact length. Texts and pictures go to an ID3v2.4 tag; RIFF and AIFF chunks other than texts
 * have no place in the format and are left out.
 */
import { AudioError, type AudioWriter, type ByteSink, type OutputSpec } from '@studiohand/core/audio';
import { codecSettings } from './codecSettings.ts';
import { encoderFailed, encodingWriter } from './encodingWriter.ts';
import { crc16 } from './mp3/crc16.ts';
import { FrameCounter } from './mp3/frameCounter.ts';
import { completeInfoFrame, emptyInfoFrame, KBPS_MPEG1, KBPS_MPEG2 } from './mp3/infoFrame.ts';
import { buildId3 } from './tags/buildId3.ts';
import { wasmMediaEncoder } from './wasmMediaEncoder.ts';

/** Samples LAME puts before the sound (lame_get_encoder_delay, ENCDELAY in encoder.h). */
const LAME_DELAY = 576;
/** Rates of "MPEG 2.5": 64 kbit/s is what every decoder takes, and LAME's own limit. */
const MAX_KBPS_MPEG25 = 64;

/** Starts a file; nothing appears before `finish`. */
export async function createMp3Writer(sink: ByteSink, spec: OutputSpec): Promise<AudioWriter> {
  const stream = { sampleRateHz: spec.sampleRateHz, channels: spec.channels, bitrateKbps: chooseBitrate(spec) };
  const encoder = await wasmMediaEncoder('audio/mpeg');
  encoder.configure({
    channels: spec.channels as 1 | 2,
    sampleRate: spec.sampleRateHz,
    outputSampleRate: spec.sampleRateHz as 44100,
    bitrate: stream.bitrateKbps as 320,
  });
  const id3 = buildId3(spec.metadata);
  const info = emptyInfoFrame(stream);
  await sink.write(id3);
  await sink.write(info);
  const counter = new FrameCounter();
  let musicCrc = 0;
  let bytes = 0;
  const put = async (data: Uint8Array): Promise<void> => {
    counter.push(data);
    musicCrc = crc16(data, musicCrc);
    bytes += data.length;
    await sink.write(data);
  };
  return encodingWriter(sink, spec, {
    encode: async (channels) => put(encoder.encode(channels)),
    async finish(): Promise<void> {
      // Without any sound LAME gives no frame at all, and a file of the info frame alone is refused by players.
      if (spec.frameCount === 0) await put(encoder.encode(spec.layout.map(() => new Float32Array(1))));
      await put(encoder.finalize());
      const padding = counter.frames * counter.samplesPerFrame - spec.frameCount - LAME_DELAY;
      if (!counter.whole || padding < 0 || padding > 4095) {
        throw encoderFailed('MP3', `${counter.frames} frames for ${spec.frameCount} samples`);
      }
      const facts = { frames: counter.frames, bytes, delay: LAME_DELAY, padding, musicCrc };
      await sink.writeAt(id3.length, completeInfoFrame(info, stream, facts));
    },
    async release(): Promise<void> {},
  });
}

function chooseBitrate(spec: OutputSpec): number {
  const asked = codecSettings(spec)['bitrateKbps'];
  const table = spec.sampleRateHz >= 32000 ? KBPS_MPEG1 : KBPS_MPEG2;
  const allowed = spec.sampleRateHz >= 16000 ? table : table.filter((kbps) => kbps <= MAX_KBPS_MPEG25);
  if (asked === undefined) return allowed.at(-1)!;
  if (allowed.includes(asked)) return asked;
  throw new AudioError(
    'invalid-parameter',
    `MP3 has no bit rate of ${asked} kbit/s at ${spec.sampleRateHz} Hz`,
    `Choose one of ${allowed.join(', ')}.`,
  );
}
