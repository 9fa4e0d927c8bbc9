import { type AudioBlock, type AudioSource, lockstep } from '@studiohand/core/audio';
import type { Attachment, Finding, Plan, Report, ToolContext } from '@studiohand/core/tool';
import { gainToDb } from '@studiohand/core/units';
import { stageSources } from './companions.ts';
import { type ComplianceItem, checkDelivery } from './compliance.ts';
import { emptyObjectFindings, foldFindings, levelFindings, lfeFindings, monoLossLu, overFindings } from './findings.ts';
import { FigureMeter, MonoFold, type RenderFigures, type RenderName, SceneRender, TrackMeter } from './meters.ts';
import { SCENE_BLOCK_FRAMES, sceneBlocks } from './mixer.ts';
import { BED_ROLES } from './placement.ts';
import { qcText } from './qcText.ts';
import { SCENE_BITS, type Scene, sceneOf, usedTracks } from './scene.ts';
import { db, levelText, signedLu } from './words.ts';

/** Renders that a master is measured in. */
const MEASURED: readonly RenderName[] = ['7.1.4', '5.1', 'stereo', 'binaural'];
/** Rounding with TPDF dither errs by at most this many steps of 24 bit. */
const DITHER_STEPS = 1.5;

/** The take and, from the stems anew, what it has to be: block by block. */
async function* besideExpected(
  source: AudioSource,
  take: AudioSource,
  scene: Scene,
  context: ToolContext,
): AsyncGenerator<{ readonly take: AudioBlock; readonly expected: AudioBlock }> {
  const signal = context.signal ? { signal: context.signal } : {};
  const written = lockstep([take], { frameCount: scene.frameCount, blockFrames: SCENE_BLOCK_FRAMES, ...signal });
  const target = scene.render === 'adm' ? undefined : new SceneRender(scene.render, scene.elements, usedTracks(scene));
  let done = 0;
  for await (const block of sceneBlocks(stageSources(source, context), scene, context)) {
    const next = await written.next();
    if (next.done) break;
    const expected = target ? target.process(block) : block;
    yield { take: { channels: next.value.channels[0] as readonly Float64Array[], frames: block.frames }, expected };
    done += block.frames;
    context.progress('measuring the take', done / scene.frameCount);
  }
}

/** Largest difference of a block, in steps of 24 bit. */
function differenceSteps(take: AudioBlock, expected: AudioBlock): number {
  let largest = 0;
  expected.channels.forEach((samples, c) => {
    const written = take.channels[c] as Float64Array;
    for (let i = 0; i < take.frames; i++) {
      const difference = Math.abs((samples[i] as number) - (written[i] as number));
      if (difference > largest) largest = difference;
    }
  });
  return largest * 2 ** (SCENE_BITS - 1);
}

function nullText(steps: number): string {
  const depth = steps === 0 ? 'bit-identical' : `${gainToDb(steps / 2 ** (SCENE_BITS - 1)).toFixed(1)} dBFS`;
  return `${depth}: the placed stems with their gains, ${steps.toFixed(2)} steps of 24 bit at most`;
}

function nullFinding(steps: number): Finding[] {
  if (steps <= DITHER_STEPS + 1e-6) return [];
  return [
    {
      id: 'null',
      severity: 'problem',
      text: `The take differs from the placed stems by up to ${steps.toFixed(1)} steps of 24 bit: a track was clipped, or the file is not this plan's.`,
    },
  ];
}

async function proveMaster(
  source: AudioSource,
  take: AudioSource,
  scene: Scene,
  context: ToolContext,
): Promise<Report> {
  const renders = MEASURED.map((name) => {
    const stage = new SceneRender(name, scene.elements, usedTracks(scene));
    return { name, stage, meter: new FigureMeter(stage.layout, context) };
  });
  const mono = new MonoFold(context);
  const tracks = new TrackMeter(scene.trackNames, BED_ROLES.indexOf('LFE'));
  let steps = 0;
  for await (const { take: block, expected } of besideExpected(source, take, scene, context)) {
    steps = Math.max(steps, differenceSteps(block, expected));
    tracks.push(block);
    for (const { name, stage, meter } of renders) {
      const rendered = stage.process(block);
      meter.push(rendered);
      if (name === 'stereo') mono.push(rendered);
    }
  }
  const figures = Object.fromEntries(renders.map(({ name, meter }) => [name, meter.finish()]));
  const [surround, stereo] = [figures['5.1'] as RenderFigures, figures['stereo'] as RenderFigures];
  const folded = mono.finish();
  const loss = monoLossLu(stereo, folded);
  const measured = tracks.finish();
  const delivery = checkDelivery(take.info, scene, { surround, ...measured });
  const failed = delivery.filter(({ state }) => state === 'fail');
  const rows = [
    { label: 'Profile', value: delivery[0]?.value ?? '' },
    { label: 'Delivery list', value: listText(delivery) },
    ...MEASURED.map((name) => ({ label: `${name} render`, value: levelText(figures[name] as RenderFigures, 'LKFS') })),
    ...(loss === null ? [] : [{ label: 'Mono against stereo', value: `${signedLu(-loss)} LU` }]),
    { label: 'Null against the stems', value: nullText(steps) },
  ];
  const known = new Set(['loudness', 'true-peak', 'empty-objects', 'lfe']);
  const findings: Finding[] = [
    ...levelFindings(surround, scene),
    ...emptyObjectFindings(measured.tracks),
    ...lfeFindings(measured.lfeHighDb),
    ...foldFindings(surround, stereo, folded),
    ...overFindings(figures),
    ...nullFinding(steps),
    ...failed
      .filter(({ id }) => !known.has(id))
      .map(({ id, title, value }): Finding => ({ id, severity: 'problem', text: `${title}: ${value}.` })),
  ];
  const axml = take.info.metadata.find(({ id }) => id === 'axml');
  const qc: Attachment = {
    name: 'immersive-qc.txt',
    title: 'Delivery report',
    mediaType: 'text/plain',
    text: qcText(scene, delivery, rows, findings, measured.tracks),
  };
  const xml: Attachment[] = axml
    ? [
        {
          name: 'immersive-adm.xml',
          title: 'Audio definition model',
          mediaType: 'application/xml',
          text: new TextDecoder().decode(axml.data),
        },
      ]
    : [];
  return {
    json: {
      frameCount: take.info.frameCount,
      channels: take.info.channels,
      delivery,
      passes: failed.length === 0,
      renders: { ...figures, mono: folded },
      monoLossLu: loss,
      tracks: measured.tracks,
      nullSteps24: steps,
    },
    rows,
    findings,
    attachments: [qc, ...xml],
  };
}

function listText(delivery: readonly ComplianceItem[]): string {
  const count = (state: ComplianceItem['state']): number => delivery.filter((item) => item.state === state).length;
  return `${count('pass')} of ${delivery.length} items pass, ${count('look')} to look at, ${count('fail')} fail`;
}

async function proveRender(
  source: AudioSource,
  take: AudioSource,
  scene: Scene,
  context: ToolContext,
): Promise<Report> {
  const meter = new FigureMeter(take.info.layout, context);
  let steps = 0;
  for await (const { take: block, expected } of besideExpected(source, take, scene, context)) {
    steps = Math.max(steps, differenceSteps(block, expected));
    meter.push(block);
  }
  const figures = meter.finish();
  const findings = [...(scene.render === '5.1' ? levelFindings(figures, scene) : []), ...nullFinding(steps)];
  if (figures.truePeakDbtp !== null && figures.truePeakDbtp > 0)
    findings.push({
      id: 'over',
      severity: 'warning',
      text: `This render peaks at ${db(figures.truePeakDbtp, 'dBTP')}: more than a file holds.`,
    });
  return {
    json: { frameCount: take.info.frameCount, channels: take.info.channels, ...figures, nullSteps24: steps },
    rows: [
      { label: `${scene.render} render`, value: levelText(figures, 'LUFS') },
      { label: 'Null against the stems', value: nullText(steps) },
    ],
    findings,
  };
}

/** Measures the take itself: its renders, its delivery list, and whether it is the stems and nothing else. */
export async function prove(source: AudioSource, take: AudioSource, plan: Plan, context: ToolContext): Promise<Report> {
  const scene = sceneOf(plan);
  if (!scene)
    return {
      json: { frameCount: take.info.frameCount, channels: take.info.channels, unchanged: true },
      rows: [{ label: 'Delivery', value: 'switched off: the source as it is' }],
      findings: [],
    };
  return scene.render === 'adm' ? proveMaster(source, take, scene, context) : proveRender(source, take, scene, context);
}
