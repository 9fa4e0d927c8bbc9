import { AudioError, type AudioInfo, type AudioSource } from '@studiohand/core/audio';
import { NoiseLearner, type NoiseProfile } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { type Part, type Stage, through } from './stage.ts';
import { type Stretch, span } from './words.ts';

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
 * The noise of some regions together, each behind a stage that starts at the part given with it. Throws AudioError
 * 'invalid-parameter' where they are too short, silent, or hold samples that are no numbers.
 */
export async function learn(
  source: AudioSource,
  regions: readonly Part[],
  behind: (region: Part) => Promise<{ readonly stage: Stage; readonly part: Part }>,
  context: Pick<ToolContext, 'signal'>,
): Promise<NoiseProfile> {
  const learner = new NoiseLearner(source.info.sampleRateHz, source.info.channels);
  for (const region of regions) {
    const { stage, part } = await behind(region);
    let skip = region.startFrame - part.startFrame;
    const upTo = { startFrame: part.startFrame, frameCount: skip + region.frameCount };
    for await (const block of through(source, stage, upTo, context)) {
      const from = Math.min(skip, block.frames);
      skip -= from;
      learner.push(block.channels, from, block.frames - from);
    }
    learner.endRegion();
  }
  return learner.profile();
}
