import type {
  AudioBlock,
  AudioInfo,
  AudioSource,
  ChannelLayout,
  ChannelRole,
  OutputSpec,
} from '@studiohand/core/audio';
import { Ditherer } from '@studiohand/core/dsp';
import { ADM_PROFILE, admChunks } from '@studiohand/core/formats';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { stageSources } from './companions.ts';
import { layoutOf, SceneRender } from './meters.ts';
import { SCENE_BLOCK_FRAMES, sceneBlocks } from './mixer.ts';
import { admSceneOf, SCENE_BITS, SCENE_RATE_HZ, type Scene, sceneOf, untouchedTracks, usedTracks } from './scene.ts';

function rolesOf({ elements }: Scene): ChannelLayout {
  return elements.map((element): ChannelRole => (element.kind === 'bed' ? element.role : 'unknown'));
}

/** What rendering gives: the master or a render; the source as it is where the delivery is switched off. */
export function outputOf(plan: Plan, info: AudioInfo): OutputSpec {
  const scene = sceneOf(plan);
  if (!scene) {
    const { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata } = info;
    return { sampleRateHz, channels, layout, container, codec, encoding, frameCount, metadata };
  }
  const master = scene.render === 'adm';
  const layout = scene.render === 'adm' ? rolesOf(scene) : layoutOf(scene.render);
  return {
    sampleRateHz: SCENE_RATE_HZ,
    channels: layout.length,
    layout,
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits: SCENE_BITS },
    frameCount: scene.frameCount,
    metadata: master ? admChunks(admSceneOf(scene)) : [],
    ...(master ? { codecOptions: { profile: ADM_PROFILE } } : {}),
  };
}

/** Tracks or render channels that need dither: not silent ones, and not those that are a file sample for sample. */
function dithered(scene: Scene, channels: number): number[] {
  const all = Array.from({ length: channels }, (_, c) => c);
  if (scene.render !== 'adm') return all;
  const used = usedTracks(scene);
  const untouched = untouchedTracks(scene);
  return all.filter((c) => used.has(c) && !untouched.has(c));
}

/** The take, rounded once to 24 bit. Blocks are valid until the next one is asked for. */
export async function* render(source: AudioSource, plan: Plan, context: ToolContext): AsyncGenerator<AudioBlock> {
  const scene = sceneOf(plan);
  if (!scene) {
    yield* source.blocks(context.signal ? { signal: context.signal } : {});
    return;
  }
  const target = scene.render === 'adm' ? undefined : new SceneRender(scene.render, scene.elements, usedTracks(scene));
  const count = target?.layout.length ?? scene.elements.length;
  const rounded = dithered(scene, count);
  const { seed, frameCount } = scene;
  const ditherer = new Ditherer({
    bits: SCENE_BITS,
    channels: rounded.length,
    mode: 'tpdf',
    sampleRateHz: SCENE_RATE_HZ,
    seed,
  });
  const channels = Array.from({ length: count }, () => new Float64Array(SCENE_BLOCK_FRAMES));
  const toRound = rounded.map((c) => channels[c] as Float64Array);
  let done = 0;
  for await (const block of sceneBlocks(stageSources(source, context), scene, context)) {
    const out = target ? target.process(block) : block;
    out.channels.forEach((samples, c) => {
      channels[c]?.set(samples);
    });
    ditherer.process(toRound, block.frames);
    yield { channels, frames: block.frames };
    done += block.frames;
    context.progress('rendering', done / frameCount);
  }
}
