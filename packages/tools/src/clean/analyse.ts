import { AudioError, type AudioSource } from '@studiohand/core/audio';
import { NoiseFinder, type PowerSpectrum, SpectrumMeter } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { partOf } from './learn.ts';
import { BandFloors, type NoiseFacts, noiseFacts } from './noiseFacts.ts';
import type { CleanParams, RegionParam } from './params.ts';
import { learnBehind } from './prepare.ts';
import { profileText, readProfile } from './profileText.ts';
import { figure } from './words.ts';

/** What was found; JSON. */
export interface CleanAnalysis {
  readonly name: string;
  readonly durationSeconds: number;
  readonly noise: NoiseFacts | null;
  /** Text of the profile, to be kept. */
  readonly profile: string | null;
}

function notANumber(name: string, frame: number, sampleRateHz: number): AudioError {
  return new AudioError(
    'invalid-samples',
    `${name}: a sample near ${(frame / sampleRateHz).toFixed(3)} s (frame ${frame}) is not a finite number.`,
    'Render the file again from its source; studiohand measure lists where such samples are.',
  );
}

/** The places that were marked, by selection or as a list. */
export function markedRegions({ noiseFromSeconds, noiseToSeconds, regions }: CleanParams): RegionParam[] {
  if (noiseFromSeconds === undefined && noiseToSeconds === undefined) return regions;
  if (noiseFromSeconds === undefined || noiseToSeconds === undefined)
    throw new AudioError(
      'invalid-parameter',
      `noise${noiseFromSeconds === undefined ? 'From' : 'To'}Seconds is missing.`,
      'Give start and end of the place where only the noise sounds.',
    );
  return [{ fromSeconds: noiseFromSeconds, toSeconds: noiseToSeconds }, ...regions];
}

/** Analysers that see every sample once. */
interface Listener {
  push(channels: readonly Float64Array[], offset: number, count: number): void;
}

async function listen(source: AudioSource, listeners: readonly Listener[], context: ToolContext): Promise<void> {
  const { name, sampleRateHz, frameCount } = source.info;
  const { signal } = context;
  let done = 0;
  for await (const { channels, frames } of source.blocks(signal ? { signal } : {})) {
    signal?.throwIfAborted();
    for (const x of channels)
      for (let i = 0; i < frames; i++) {
        const v = x[i] as number;
        if (v - v !== 0) throw notANumber(name, done + i, sampleRateHz);
      }
    for (const listener of listeners) listener.push(channels, 0, frames);
    done += frames;
    context.progress('looking for faults', done / Math.max(1, frameCount));
  }
}

/** Finds what is wrong, where and how sure. Throws 'invalid-samples' and, for regions and profiles, 'invalid-parameter'. */
export async function analyse(source: AudioSource, params: CleanParams, context: ToolContext): Promise<CleanAnalysis> {
  const { info } = source;
  const marked = markedRegions(params);
  for (const region of marked) partOf(region, info);
  const loaded = params.profile === undefined ? undefined : readProfile(params.profile);
  const floors = new BandFloors(info);
  const meter = new SpectrumMeter(info, context.kernels, floors);
  const looks = params.noise && loaded === undefined && marked.length === 0;
  const finder = looks ? new NoiseFinder(info.sampleRateHz, info.channels) : undefined;
  const spectrum: Listener = { push: (channels, _offset, frames) => meter.push({ channels, frames }) };
  await listen(source, params.noise ? [spectrum, ...(finder ? [finder] : [])] : [], context);
  const common = { name: info.name, durationSeconds: figure(info.frameCount / info.sampleRateHz, 3) ?? 0 };
  const none = { ...common, noise: null, profile: null };
  if (!params.noise) return none;
  const facts = (
    profile: ReturnType<typeof readProfile>['profile'],
    learned: Parameters<typeof noiseFacts>[1],
  ): NoiseFacts => noiseFacts(profile, learned, info, measured(meter), floors.floorsDb());
  if (loaded) {
    const learned = { origin: 'loaded', profileName: loaded.name, regions: [] } as const;
    return { ...common, noise: facts(loaded.profile, learned), profile: null };
  }
  const regions = finder
    ? finder.regions().map(({ startFrame, frameCount, confidence }) => ({
        fromSeconds: startFrame / info.sampleRateHz,
        toSeconds: (startFrame + frameCount) / info.sampleRateHz,
        confidence: figure(confidence),
      }))
    : marked.map((region) => ({ ...region, confidence: null }));
  if (regions.length === 0) return none;
  const profile = await learnBehind(source, [], regions, context);
  const noise = facts(profile, { origin: finder ? 'found' : 'marked', profileName: null, regions });
  return { ...common, noise, profile: profileText(profile, info.name) };
}

function measured(meter: SpectrumMeter): PowerSpectrum {
  return meter.finish();
}
