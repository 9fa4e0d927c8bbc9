/** A worker thread that sends every codec's length of a round trip, as the server's workers do. */
import { parentPort, workerData } from 'node:worker_threads';
import { memoryAudio, readAll } from '@studiohand/core/audio';
import { musicLike } from '../../testing/lossy.ts';
import { codecPreview } from '../codecPreview.ts';

const { folder, codecs } = workerData as { folder: string; codecs: string[] };
const lengths: [string, number | undefined][] = [];
for (const codec of codecs) {
  const preview = await codecPreview(folder).roundTrip(memoryAudio(musicLike(2, 30_000, 44100), 44100), codec, 128);
  lengths.push([codec, (await readAll(preview))[0]?.length]);
  await preview.close();
}
parentPort?.postMessage(lengths);
