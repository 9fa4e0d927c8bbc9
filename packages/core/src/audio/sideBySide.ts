import { AudioError } from './error.ts';
import { lockstep } from './lockstep.ts';
import type { AudioBlock, AudioSource, BlocksOptions } from './source.ts';

/**
 * Several sources as one, their channels side by side, as long as the longest. Name, container and encoding are those
 * of the first; metadata is left out. Closing it closes them all. Throws AudioError 'invalid-parameter' for none, or
 * when the rates differ.
 */
export function sideBySide(sources: readonly AudioSource[]): AudioSource {
  const [first] = sources;
  if (!first) throw new AudioError('invalid-parameter', 'There are no files to join.', 'Give one or more.');
  const layout = sources.flatMap(({ info }) => info.layout);
  const frameCount = sources.reduce((most, { info }) => Math.max(most, info.frameCount), 0);
  return {
    info: { ...first.info, channels: layout.length, layout, frameCount, metadata: [] },
    async *blocks({ startFrame = 0, frameCount: most, signal }: BlocksOptions = {}): AsyncGenerator<AudioBlock> {
      const parts = sources.map((source) => ({
        info: source.info,
        blocks: (options: BlocksOptions = {}): AsyncIterable<AudioBlock> => source.blocks({ ...options, startFrame }),
        close: (): Promise<void> => source.close(),
      }));
      const frames = Math.max(0, Math.min(most ?? frameCount, frameCount - startFrame));
      for await (const block of lockstep(parts, { frameCount: frames, ...(signal ? { signal } : {}) }))
        yield { channels: block.channels.flat(), frames: block.frames };
    },
    async close(): Promise<void> {
      for (const source of sources) await source.close();
    },
  };
}
