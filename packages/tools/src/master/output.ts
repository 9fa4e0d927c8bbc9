import type { AudioInfo, MetadataChunk, OutputSpec } from '@studiohand/core/audio';
import { rescaleMetadata, SAMPLE_BOUND_CHUNKS } from '@studiohand/core/formats';
import type { Chain } from './chain.ts';

/** What rendering produces: the source's form, but for rate, depth and container where the plan changes them. */
export function outputOf(chain: Chain, info: AudioInfo): OutputSpec {
  const { channels, layout } = info;
  const { container, codec, encoding, frameCount, fromHz, toHz, touched } = chain;
  const metadata: readonly MetadataChunk[] = touched
    ? rescaleMetadata(info.metadata, fromHz, toHz).metadata.filter(
        ({ kind, id }) => !SAMPLE_BOUND_CHUNKS.includes(`${kind} ${id}`),
      )
    : info.metadata;
  return { sampleRateHz: toHz, channels, layout, container, codec, encoding, frameCount, metadata };
}
