import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { NoiseProfile } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { chainOf } from './chain.ts';
import { Ears } from './ears.ts';
import { type ClipFacts, clipFacts } from './faults/clipping.ts';
import { type HumFacts, humFacts } from './faults/hum.ts';
import { type NoiseFacts, noiseFacts } from './faults/noiseFacts.ts';
import { type RoomFacts, roomFacts } from './faults/room.ts';
import { headroomOf } from './headroom.ts';
import { partOf } from './learn.ts';
import type { CleanParams, RegionParam } from './params.ts';
import { learnBehind } from './prepare.ts';
import { profileText, readProfile } from './profileText.ts';
import { movesBeforeNoise } from './propose.ts';
import { figure } from './words.ts';

/** What was found; JSON. */
export interface CleanAnalysis {
  readonly name: string;
  readonly durationSeconds: number;
  readonly clipping: readonly ClipFacts[];
  /** By how much restored peaks exceed an integer file. */
  readonly headroomDb: number;
  readonly hum: readonly HumFacts[];
  readonly room: RoomFacts | null;
  readonly noise: NoiseFacts | null;
  /** Text of the profile, to be kept. */
  readonly profile: string | null;
}

/** The places that were marked, by selection or as a list. */
function markedRegions({ noiseFromSeconds, noiseToSeconds, regions }: CleanParams): RegionParam[] {
  if (noiseFromSeconds === undefined && noiseToSeconds === undefined) return regions;
  if (noiseFromSeconds === undefined || noiseToSeconds === undefined)
    throw new AudioError(
      'invalid-parameter',
      `noise${noiseFromSeconds === undefined ? 'From' : 'To'}Seconds is missing.`,
      'Give start and end of the place where only the noise sounds.',
    );
  return [{ fromSeconds: noiseFromSeconds, toSeconds: noiseToSeconds }, ...regions];
}

/** Finds what is wrong, where and how sure. Throws 'invalid-samples' and, for regions and profiles, 'invalid-parameter'. */
export async function analyse(source: AudioSource, params: CleanParams, context: ToolContext): Promise<CleanAnalysis> {
  const { info } = source;
  const marked = markedRegions(params);
  for (const region of marked) partOf(region, info);
  const loaded = params.profile === undefined ? undefined : readProfile(params.profile);
  const ears = new Ears(info, params, params.noise && loaded === undefined && marked.length === 0, context);
  await ears.listen(source, context);
  const clipping = ears.clipping ? clipFacts(ears.clipping.stretches(), info) : [];
  const found = {
    name: info.name,
    durationSeconds: figure(info.frameCount / info.sampleRateHz, 3) ?? 0,
    clipping,
    headroomDb: await headroomOf(source, clipping, context),
    hum: ears.hum ? humFacts(ears.hum.finish(), info) : [],
    room: roomFacts(ears.room.estimate(), params),
  };
  const none = { ...found, noise: null, profile: null };
  if (!params.noise) return none;
  const facts = (profile: NoiseProfile, learned: Parameters<typeof noiseFacts>[1]): NoiseFacts =>
    noiseFacts(profile, learned, info, ears.meter.finish(), ears.floors.floorsDb());
  if (loaded) {
    const learned = { origin: 'loaded', profileName: loaded.name, regions: [] } as const;
    return { ...found, noise: facts(loaded.profile, learned), profile: null };
  }
  const regions = ears.noise
    ? ears.noise.regions().map(({ startFrame, frameCount, confidence }) => ({
        fromSeconds: startFrame / info.sampleRateHz,
        toSeconds: (startFrame + frameCount) / info.sampleRateHz,
        confidence: figure(confidence),
      }))
    : marked.map((region) => ({ ...region, confidence: null }));
  if (regions.length === 0) return none;
  const { links } = chainOf({ moves: movesBeforeNoise(found, params) });
  const profile = await learnBehind(source, links, regions, context);
  const noise = facts(profile, { origin: ears.noise ? 'found' : 'marked', profileName: null, regions });
  return { ...found, noise, profile: profileText(profile, info.name) };
}
