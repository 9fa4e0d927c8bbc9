import { AudioError, type AudioSource } from '@studiohand/core/audio';
import type { ToolContext } from '@studiohand/core/tool';
import { stageSources } from './companions.ts';
import { FigureMeter, MonoFold, type RenderFigures, SceneRender, type TrackFigures, TrackMeter } from './meters.ts';
import { framesAt48, sceneBlocks } from './mixer.ts';
import { modelPlacements } from './modelPlacements.ts';
import type { ImmersiveParams } from './params.ts';
import { BED_ROLES, type Placement } from './placement.ts';
import { draftPlan } from './plan.ts';
import { type Scene, sceneOf, usedTracks } from './scene.ts';
import { type Placed, placeFiles, type StageFile } from './stage.ts';

/** What the stage sounds like before any overall gain. */
export interface ImmersiveAnalysis {
  readonly files: readonly StageFile[];
  readonly placed: readonly Placed[];
  /** At 48 kHz: the longest file. */
  readonly frameCount: number;
  readonly surround: RenderFigures;
  readonly stereo: RenderFigures;
  readonly mono: RenderFigures;
  /** The render that is asked for in place of the master; null for the master. */
  readonly asked: RenderFigures | null;
  readonly tracks: readonly TrackFigures[];
  readonly lfeHighDb: number | null;
}

function stageFile({ info }: AudioSource, number: number, stage: readonly Placement[]): StageFile {
  const { name, sampleRateHz, layout, frameCount, encoding } = info;
  const integerBits = encoding?.kind === 'int' ? encoding.bits : null;
  // Whoever places the file overrules its model, which then need not be one that can be rendered.
  const model = stage.some(({ file }) => file === number) ? undefined : modelPlacements(info);
  return { name, sampleRateHz, layout, frameCount, integerBits, ...(model ? { model } : {}) };
}

/** One streaming pass over all files: the 5.1, stereo and mono renders, and every track. */
export async function analyse(
  source: AudioSource,
  params: ImmersiveParams,
  context: ToolContext,
): Promise<ImmersiveAnalysis> {
  const sources = stageSources(source, context);
  const files = sources.map((file, i) => stageFile(file, i + 1, params.stage));
  const placed = placeFiles(params.stage, files);
  const frameCount = Math.max(...files.map((file) => framesAt48(file.frameCount, file.sampleRateHz)));
  if (frameCount < 1)
    throw new AudioError('invalid-parameter', `${source.info.name} has no frames.`, 'Choose a file that holds audio.');
  const scene = sceneOf(draftPlan({ files, placed, frameCount }, params)) as Scene;
  const surround = new SceneRender('5.1', scene.elements, usedTracks(scene));
  const stereo = new SceneRender('stereo', scene.elements, usedTracks(scene));
  const meters = [surround, stereo].map(({ layout }) => new FigureMeter(layout, context));
  const asked = params.render === 'adm' ? undefined : new SceneRender(params.render, scene.elements, usedTracks(scene));
  const askedMeter = asked && new FigureMeter(asked.layout, context);
  const mono = new MonoFold(context);
  const tracks = new TrackMeter(scene.trackNames, BED_ROLES.indexOf('LFE'));
  let done = 0;
  for await (const block of sceneBlocks(sources, scene, context)) {
    tracks.push(block);
    meters[0]?.push(surround.process(block));
    const folded = stereo.process(block);
    meters[1]?.push(folded);
    mono.push(folded);
    if (asked) askedMeter?.push(asked.process(block));
    done += block.frames;
    context.progress('measuring the stage', done / frameCount);
  }
  const [surroundFigures, stereoFigures] = meters.map((meter) => meter.finish()) as [RenderFigures, RenderFigures];
  return {
    files,
    placed,
    frameCount,
    surround: surroundFigures,
    stereo: stereoFigures,
    mono: mono.finish(),
    asked: askedMeter?.finish() ?? null,
    ...tracks.finish(),
  };
}
