import { existsSync, mkdirSync } from 'node:fs';
import { demoSong } from '@studiohand/core/music';
import { createAudio } from '@studiohand/node';

/** A synthesised song of a length as 48 kHz stereo WAV, made once and kept in `.cache/bench`; its path. */
export async function songFile(minutes: number, bits: 16 | 24): Promise<string> {
  const folder = '.cache/bench';
  const file = `${folder}/song-${minutes}min-48k${bits}.wav`;
  mkdirSync(folder, { recursive: true });
  if (existsSync(file)) return file;
  const song = demoSong({ bars: 24 });
  const frameCount = Math.round(minutes * 60 * 48000);
  const writer = await createAudio(file, {
    ...song.info,
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits },
    frameCount,
  });
  for (let left = frameCount; left > 0; ) {
    for await (const { channels, frames } of song.blocks({ frameCount: left })) {
      await writer.write({ channels, frames });
      left -= frames;
    }
  }
  await writer.finish();
  return file;
}
