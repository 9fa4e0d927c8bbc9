/** A real song of four minutes: the sum of its stems (Caesium, CC0, by Software-Entwicklungskit). */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lockstep } from '@studiohand/core/audio';
import { createAudio, openAudio } from '@studiohand/node';

const stems = ['drums', 'other', 'vocals'].map((stem) =>
  fileURLToPath(new URL(`../../../shared/audio/stems/caesium/${stem}.flac`, import.meta.url)),
);
/** Keeps the sum under full scale. */
const GAIN = 0.5;

/** Whether its stems are there. */
export const hasRealSong: boolean = stems.every((file) => existsSync(file));

/** Writes it as 24-bit WAV. */
export async function writeRealSong(path: string): Promise<void> {
  const sources = await Promise.all(stems.map(openAudio));
  const [{ info }] = sources;
  const { sampleRateHz, channels, layout, frameCount } = info;
  const format = { sampleRateHz, channels, layout, frameCount, container: 'wav', codec: 'pcm', metadata: [] };
  const writer = await createAudio(path, { ...format, encoding: { kind: 'int', bits: 24 } });
  for await (const block of lockstep(sources, { frameCount })) {
    const [first, ...others] = block.channels;
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < block.frames; i++)
        first[c][i] = GAIN * others.reduce((sum, stem) => sum + stem[c][i], first[c][i]);
    await writer.write({ channels: first, frames: block.frames });
  }
  await writer.finish();
  for (const source of sources) await source.close();
}
