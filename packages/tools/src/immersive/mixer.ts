/** The tracks of a scene as a stream: files brought to 48 kHz, in lockstep, summed with their gains. */
import { type AudioBlock, AudioError, type AudioSource, type BlocksOptions, lockstep } from '@studiohand/core/audio';
import { BiquadCascade, cookbookBiquad, Resampler } from '@studiohand/core/dsp';
import type { ToolContext } from '@studiohand/core/tool';
import { BED_ROLES } from './placement.ts';
import { type LfeSend, SCENE_RATE_HZ, type Scene } from './scene.ts';

/** Frames per block of the scene: fixed, so that nothing depends on how the files are cut. */
export const SCENE_BLOCK_FRAMES = 4096;
/** Crossover of the LFE send: two Butterworth sections of second order each (Linkwitz-Riley, 24 dB per octave). */
const LFE_HZ = 120;

/** Length of a file in the scene. */
export function framesAt48(frameCount: number, sampleRateHz: number): number {
  return Math.ceil((frameCount * SCENE_RATE_HZ) / sampleRateHz);
}

/** The source at 48 kHz; the source itself where it is so already. */
function at48(source: AudioSource, { kernels }: ToolContext): AudioSource {
  const { info } = source;
  if (info.sampleRateHz === SCENE_RATE_HZ) return source;
  const frameCount = framesAt48(info.frameCount, info.sampleRateHz);
  return {
    info: { ...info, sampleRateHz: SCENE_RATE_HZ, frameCount },
    async *blocks({ signal }: BlocksOptions = {}): AsyncGenerator<AudioBlock> {
      const { channels } = info;
      const resampler = new Resampler({ fromHz: info.sampleRateHz, toHz: SCENE_RATE_HZ, channels, kernels });
      for await (const block of source.blocks(signal ? { signal } : {})) {
        const out = resampler.process(block);
        if (out.frames > 0) yield out;
      }
      const tail = resampler.flush();
      if (tail.frames > 0) yield tail;
    },
    close: () => source.close(),
  };
}

/** The low-passed sum of all sends. */
class LfeBus {
  readonly #filter: BiquadCascade;
  readonly #bus: Float64Array = new Float64Array(SCENE_BLOCK_FRAMES);
  readonly #sends: readonly LfeSend[];

  constructor(sends: readonly LfeSend[]) {
    const section = cookbookBiquad({ type: 'lowpass', frequencyHz: LFE_HZ, q: Math.SQRT1_2 }, SCENE_RATE_HZ);
    this.#filter = new BiquadCascade([section, section]);
    this.#sends = sends;
  }

  add(files: readonly (readonly Float64Array[])[], lfe: Float64Array, frames: number): void {
    if (this.#sends.length === 0) return;
    const bus = this.#bus;
    bus.fill(0, 0, frames);
    for (const { file, gain } of this.#sends) {
      const channels = files[file] as readonly Float64Array[];
      // Mono files as they are, others as the mean of their channels: what is in the middle keeps its level.
      const share = gain / channels.length;
      for (const samples of channels) {
        for (let i = 0; i < frames; i++) bus[i] = (bus[i] as number) + share * (samples[i] as number);
      }
    }
    this.#filter.process(bus, 0, frames);
    for (let i = 0; i < frames; i++) lfe[i] = (lfe[i] as number) + (bus[i] as number);
  }
}

/**
 * Blocks of all tracks, before any rounding; their arrays are used again. Throws AudioError 'invalid-samples' where a
 * file holds what is no number, 'invalid-parameter' where the files are not those of the plan.
 */
export async function* sceneBlocks(
  sources: readonly AudioSource[],
  scene: Scene,
  context: ToolContext,
): AsyncGenerator<AudioBlock> {
  const { files, elements, feeds, sends, frameCount } = scene;
  if (sources.length !== files.length)
    throw new AudioError(
      'invalid-parameter',
      `plan: it was made for ${files.length} files, ${sources.length} are given.`,
      'Give the same stems in the same order, or let the plan be proposed anew.',
    );
  sources.forEach(({ info }, i) => {
    if (info.channels !== files[i]?.layout.length)
      throw new AudioError(
        'invalid-parameter',
        `plan: ${info.name} has ${info.channels} channels, the plan knows ${files[i]?.layout.length}.`,
        'Give the same stems in the same order, or let the plan be proposed anew.',
      );
  });
  const lfeBus = new LfeBus(sends);
  const lfeTrack = BED_ROLES.indexOf('LFE');
  const tracks = elements.map(() => new Float64Array(SCENE_BLOCK_FRAMES));
  const stream = lockstep(
    sources.map((source) => at48(source, context)),
    { frameCount, blockFrames: SCENE_BLOCK_FRAMES, ...(context.signal ? { signal: context.signal } : {}) },
  );
  for await (const { channels, frames, position } of stream) {
    for (const track of tracks) track.fill(0, 0, frames);
    for (const { file, channel, track, gain } of feeds) {
      const from = channels[file]?.[channel] as Float64Array;
      const to = tracks[track] as Float64Array;
      let check = 0;
      for (let i = 0; i < frames; i++) {
        const value = from[i] as number;
        check += value * 0;
        to[i] = (to[i] as number) + gain * value;
      }
      if (check !== 0) throw notFinite(files[file]?.name ?? '', position, frames);
    }
    lfeBus.add(channels, tracks[lfeTrack] as Float64Array, frames);
    yield { channels: tracks, frames };
  }
}

function notFinite(name: string, position: number, frames: number): AudioError {
  const seconds = (frame: number): string => (frame / SCENE_RATE_HZ).toFixed(2);
  return new AudioError(
    'invalid-samples',
    `${name}: a sample between ${seconds(position)} and ${seconds(position + frames)} s is not a finite number.`,
    'Render the file again from its source; studiohand measure lists where such samples are.',
  );
}
