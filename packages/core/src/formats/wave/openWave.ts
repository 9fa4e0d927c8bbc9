/**
 * Opens RIFF, RF64 and BW64 WAVE files: 8- to 32-bit integer, 32- and 64-bit float, G.711. See parseWave.ts for what is
 * forgiven. A partial last frame is dropped with a note; NaN and infinities in float files are delivered as they are.
 */
import type { AudioInfo, AudioSource, ByteSource } from '../../audio/index.ts';
import { restoreForeignChunks } from '../foreignChunks.ts';
import { createPcmSource } from '../pcm/pcmSource.ts';
import { parseWave } from './parseWave.ts';
import { readWaveFormat } from './waveFormat.ts';

/** Reads headers and metadata; samples are read when asked for. Throws AudioError for what it cannot read. */
export async function openWave(source: ByteSource): Promise<AudioSource> {
  const chunks = await parseWave(source);
  const format = readWaveFormat(source.name, chunks);
  const frameBytes = format.pcm.bytesPerSample * format.channels;
  const frameCount = Math.floor(chunks.dataSize / frameBytes);
  const partial = chunks.dataSize - frameCount * frameBytes;
  const notes = [...chunks.notes, ...format.notes];
  if (partial > 0) notes.push(`The last ${partial} bytes of sample data are not a whole frame and were dropped`);
  const info: AudioInfo = {
    name: source.name,
    container: chunks.container,
    codec: format.codec,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    layout: format.layout,
    frameCount,
    encoding:
      format.codec === 'pcm'
        ? { kind: format.pcm.kind === 'float' ? 'float' : 'int', bits: format.pcm.bytesPerSample * 8 }
        : undefined,
    ...(format.validBits === undefined ? {} : { validBits: format.validBits }),
    metadata: restoreForeignChunks(chunks.metadata, 'riff'),
    notes,
  };
  return createPcmSource(source, info, format.pcm, chunks.dataOffset);
}
