/** What readers accept and keep in memory, and the checks that all of them share. */
import { AudioError } from '../audio/index.ts';

/** Metadata chunks larger than this are not loaded: the reader says so in a note. The largest seen (axml) are a few MB. */
export const MAX_CHUNK_BYTES: number = 64 * 2 ** 20;
/** All metadata of a file together. */
export const MAX_METADATA_BYTES: number = 128 * 2 ** 20;
/** Chunks of one file; a damaged size chain could otherwise be walked for hours. */
export const MAX_CHUNKS = 65536;
/** The project's channel limit for all but WAVE. */
export const MAX_CHANNELS = 64;
/** WAVE carries object-audio masters of up to 128 tracks (BS.2088). */
export const MAX_WAVE_CHANNELS = 128;
/** The project's sample-rate limit (AudioFormat). */
export const MAX_SAMPLE_RATE_HZ = 768000;

const DAMAGED = 'The header is damaged: export the file again, or repair it in an audio editor by raw import.';

/** Throws when rate or channel count are outside what the project handles. `place` names the chunk and byte. */
export function checkFormat(
  name: string,
  place: string,
  channels: number,
  sampleRateHz: number,
  mostChannels: number = MAX_CHANNELS,
): void {
  if (channels < 1) throw new AudioError('corrupt', `${name}: ${place} declares ${channels} channels`, DAMAGED);
  if (channels > mostChannels) {
    throw new AudioError(
      'unsupported-format',
      `${name}: ${place} declares ${channels} channels; at most ${mostChannels} are supported`,
      'Split the file into groups of channels.',
    );
  }
  if (!(sampleRateHz >= 1)) {
    throw new AudioError('corrupt', `${name}: ${place} declares a sample rate of ${sampleRateHz} Hz`, DAMAGED);
  }
  if (sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw new AudioError(
      'unsupported-format',
      `${name}: ${place} declares a sample rate of ${sampleRateHz} Hz; at most ${MAX_SAMPLE_RATE_HZ} Hz is supported`,
      'If the rate is wrong, correct the header; otherwise resample the file in the program that made it.',
    );
  }
}

/** An AudioError for a damaged structure. */
export function damaged(name: string, what: string): AudioError {
  return new AudioError('corrupt', `${name}: ${what}`, DAMAGED);
}
