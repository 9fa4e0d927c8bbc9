import type { AudioSource } from '@studiohand/core/audio';
import { type HumTrack, HumTracker, type NoiseProfile } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { type Prepared, rowOf } from './build.ts';
import type { Link } from './chain.ts';
import { learn, partOf } from './learn.ts';
import { readProfile } from './profileText.ts';
import { inRow, type Part, type Stage, through } from './stage.ts';

/** What repairs hear around a place where noise is learned behind them, so that they have settled there. */
const SETTLE_SECONDS = 10;

/** The part of a source around another one, as far as it has any. */
function around({ startFrame, frameCount }: Part, { info }: AudioSource): Part {
  const settle = Math.round(SETTLE_SECONDS * info.sampleRateHz);
  const from = Math.max(0, startFrame - settle);
  return { startFrame: from, frameCount: Math.min(info.frameCount, startFrame + frameCount + settle) - from };
}

/**
 * Measures what the stages of some links need to work a part of the source, behind the repairs that come before: the
 * course of a hum over the part; noise profiles, where they are not read from a saved one.
 */
export async function prepare(
  source: AudioSource,
  links: readonly Link[],
  part: Part,
  context: ToolContext,
): Promise<Prepared> {
  const profiles = new Map<string, NoiseProfile>();
  const tracks = new Map<string, HumTrack>();
  const prepared: Prepared = { profiles, tracks, startFrame: part.startFrame };
  for (const [at, { id, settings }] of links.entries()) {
    if (settings.kind === 'hum') {
      const { sampleRateHz, channels } = source.info;
      const { ranges, leastHarmonics } = settings;
      const tracker = new HumTracker({ sampleRateHz, channels, ranges, leastHarmonics });
      const stage = rowOf(links.slice(0, at), { ...prepared, format: source.info, kernels: context.kernels });
      let done = 0;
      for await (const block of through(source, stage, part, context)) {
        tracker.push(block.channels, 0, block.frames);
        done += block.frames;
        context.progress('following the hum', done / Math.max(1, part.frameCount));
      }
      tracks.set(id, tracker.finish());
    }
    if (settings.kind === 'noise') {
      context.progress('learning the noise', 0);
      const earlier = links.slice(0, at);
      profiles.set(
        id,
        settings.profile === undefined
          ? await learnBehind(source, earlier, settings.regions, context)
          : readProfile(settings.profile).profile,
      );
    }
  }
  return prepared;
}

/** The noise of some regions behind other repairs. Throws what {@link learn} throws. */
export async function learnBehind(
  source: AudioSource,
  links: readonly Link[],
  regions: readonly { readonly fromSeconds: number; readonly toSeconds: number }[],
  context: ToolContext,
): Promise<NoiseProfile> {
  const { info } = source;
  const behind = async (region: Part): Promise<{ stage: Stage; part: Part }> => {
    if (links.length === 0) return { stage: inRow([]), part: region };
    const part = around(region, source);
    const prepared = await prepare(source, links, part, context);
    return { stage: rowOf(links, { ...prepared, format: info, kernels: context.kernels }), part };
  };
  return learn(
    source,
    regions.map((region) => partOf(region, info)),
    behind,
    context,
  );
}
