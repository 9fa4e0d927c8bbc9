import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import { NoiseLearner, type NoiseProfile } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import type { Chain, Link, StageNeeds } from './chain.ts';
import { rowOf } from './chain.ts';
import type { NoiseSettings } from './moveSettings.ts';
import { readProfile } from './profileText.ts';
import { inRow, type Part, type Stage, through } from './stage.ts';
import { type Stretch, span } from './words.ts';

/** What repairs before the noise reduction hear before a region, so that they have settled when it starts. */
const SETTLE_SECONDS = 10;

/** Frames of a region. Throws AudioError 'invalid-parameter' where the file has no such place. */
export function partOf({ fromSeconds, toSeconds }: Stretch, { sampleRateHz, frameCount, name }: AudioInfo): Part {
  const startFrame = Math.round(fromSeconds * sampleRateHz);
  const endFrame = Math.round(toSeconds * sampleRateHz);
  const seconds = frameCount / sampleRateHz;
  if (!(endFrame > startFrame))
    throw new AudioError(
      'invalid-parameter',
      `The noise region ${fromSeconds} s to ${toSeconds} s ends before it starts.`,
      'Give the start first: --noise-from-seconds 0 --noise-to-seconds 1.5.',
    );
  // A selection up to the very end may be rounded beyond it by a millisecond.
  if (startFrame >= frameCount || endFrame > frameCount + Math.ceil(0.001 * sampleRateHz))
    throw new AudioError(
      'invalid-parameter',
      `The noise region ${span({ fromSeconds, toSeconds })} lies outside ${name}, which lasts ${seconds.toFixed(2)} s.`,
      'Mark a place inside the file where only the noise sounds.',
    );
  return { startFrame, frameCount: Math.min(endFrame, frameCount) - startFrame };
}

/**
 * The noise of some regions, as it is behind the repairs that come before, where there are any. Throws AudioError
 * 'invalid-parameter' where a region is outside the file, too short together, silent, or holds invalid samples.
 */
export async function learn(
  source: AudioSource,
  regions: readonly Stretch[],
  stage: (() => Stage) | undefined,
  context: Pick<ToolContext, 'signal'>,
): Promise<NoiseProfile> {
  const { sampleRateHz, channels } = source.info;
  const learner = new NoiseLearner(sampleRateHz, channels);
  for (const region of regions) {
    const { startFrame, frameCount } = partOf(region, source.info);
    const settle = stage ? Math.min(startFrame, Math.round(SETTLE_SECONDS * sampleRateHz)) : 0;
    let skip = settle;
    const part = { startFrame: startFrame - settle, frameCount: frameCount + settle };
    for await (const block of through(source, stage?.() ?? inRow([]), part, context)) {
      const from = Math.min(skip, block.frames);
      skip -= from;
      learner.push(block.channels, from, block.frames - from);
    }
    learner.endRegion();
  }
  return learner.profile();
}

/** Profiles of the noise moves of a chain: read where they were saved, else learned from the source. */
export async function profilesOf(
  source: AudioSource,
  { links }: Chain,
  context: ToolContext,
): Promise<Map<string, NoiseProfile>> {
  const profiles = new Map<string, NoiseProfile>();
  for (const [at, link] of links.entries()) {
    if (link.settings.kind !== 'noise') continue;
    const { profile, regions }: NoiseSettings = link.settings;
    if (profile !== undefined) profiles.set(link.id, readProfile(profile).profile);
    else {
      context.progress('learning the noise', 0);
      const earlier = links.slice(0, at);
      const stage = (): Stage => before(earlier, source, context, profiles);
      profiles.set(link.id, await learn(source, regions, at > 0 ? stage : undefined, context));
    }
  }
  return profiles;
}

function before(
  links: readonly Link[],
  { info }: AudioSource,
  { kernels }: ToolContext,
  profiles: StageNeeds['profiles'],
): Stage {
  return rowOf(links, { format: info, kernels, profiles });
}
