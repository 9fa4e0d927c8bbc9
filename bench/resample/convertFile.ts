/** Reads a file, converts its rate and writes 24-bit WAV, without analysis, dither and proof: what sox does too. */
import { Resampler } from '@studiohand/core/dsp';
import { wasmKernels } from '@studiohand/kernels';
import { createAudio, openAudio } from '@studiohand/node/files';

/** Converts `file` to `toHz` in a new file `out`. */
export async function convertFile(file: string, out: string, toHz: number): Promise<void> {
  const source = await openAudio(file);
  const { info } = source;
  const frameCount = Resampler.outputFrames(info.frameCount, info.sampleRateHz, toHz);
  const writer = await createAudio(out, { ...info, sampleRateHz: toHz, frameCount, metadata: [] });
  const resampler = new Resampler({
    fromHz: info.sampleRateHz,
    toHz,
    channels: info.channels,
    kernels: wasmKernels,
  });
  for await (const block of source.blocks()) await writer.write(resampler.process(block));
  await writer.write(resampler.flush());
  await writer.finish();
  await source.close();
}
