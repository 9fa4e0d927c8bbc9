/**
 * Writes a file of every format into a folder in which it does not fit, in a process of its own that may be limited.
 * Arguments: folder, frames. Prints one line of JSON: what each attempt gave, and what was left in the folder.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AudioError, type AudioWriter } from '@studiohand/core/audio';
import { Prng } from '@studiohand/core/dsp';
import { createAudio, outputFormats } from '@studiohand/node';

const [folder = '', frames = ''] = process.argv.slice(2);
const frameCount = Number(frames);
const prng = new Prng(5);
const noise = Float64Array.from({ length: frameCount }, () => prng.centred());
const results: { id: string; code: string; message: string; hint: string; left: string[] }[] = [];
for (const { id, container, codec, encodings, extensions } of outputFormats) {
  const layout = ['L', 'R'] as const;
  const spec = { container, codec, layout, channels: 2, sampleRateHz: 48000, frameCount, metadata: [] };
  let writer: AudioWriter | undefined;
  const attempt = async (): Promise<void> => {
    writer = await createAudio(join(folder, `full.${extensions[0]}`), { ...spec, encoding: encodings.at(-1) });
    for (let at = 0; at < frameCount; at += 16384) {
      const part = noise.subarray(at, at + 16384);
      await writer.write({ channels: [part, part], frames: part.length });
    }
    await writer.finish();
  };
  const error: unknown = await attempt().then(
    () => undefined,
    (e: unknown) => e,
  );
  const known = error instanceof AudioError ? error : { code: String(error), message: '', hint: '' };
  results.push({ id, code: known.code, message: known.message, hint: known.hint, left: readdirSync(folder) });
  await writer?.abort();
}
process.stdout.write(JSON.stringify(results));
