import type { AudioBlock, AudioSource, BlocksOptions } from '@studiohand/core/audio';
import type { PanelAudio, PanelFile } from '../../panelKit/index.ts';

/** Read at a time. */
const FRAMES = 65536;

/** A file of the desk as a source of samples, read as far as is asked for. */
export function panelSource(audio: PanelAudio, file: PanelFile): AudioSource {
  const { name, sampleRateHz, channels, layout, frameCount } = file;
  const encoding = { kind: 'float', bits: 32 } as const;
  const form = { container: 'wav', codec: 'pcm', metadata: [], notes: [] };
  return {
    info: { ...form, name, sampleRateHz, channels, layout, frameCount, encoding },
    async *blocks({
      startFrame = 0,
      frameCount: wanted = frameCount,
      signal,
    }: BlocksOptions = {}): AsyncGenerator<AudioBlock> {
      const end = Math.min(frameCount, startFrame + wanted);
      for (let at = startFrame; at < end; ) {
        const parts = await audio.pcm(file, at, Math.min(FRAMES, end - at), signal);
        const frames = parts[0]?.length ?? 0;
        if (frames === 0) return;
        yield { channels: parts.map((x) => Float64Array.from(x)), frames };
        at += frames;
      }
    },
    async close(): Promise<void> {},
  };
}
