import type { Report } from '@studiohand/core/tool';
import type { ImmersiveAnalysis } from './analyse.ts';
import {
  emptyObjectFindings,
  foldFindings,
  headphoneFindings,
  lengthFindings,
  levelFindings,
  lfeFindings,
  monoLossLu,
  rateFindings,
} from './findings.ts';
import type { RenderFigures } from './meters.ts';
import type { ImmersiveParams } from './params.ts';
import { BED_ROLES } from './placement.ts';
import { chooseLevel, planImmersive } from './plan.ts';
import { MOVES, SCENE_RATE_HZ } from './scene.ts';
import { db, lengthText, levelText, signed, signedLu } from './words.ts';

/** The figures after a gain. */
function raised(figures: RenderFigures, gainDb: number): RenderFigures {
  const add = (value: number | null): number | null => (value === null ? null : value + gainDb);
  return {
    integratedLufs: add(figures.integratedLufs),
    maxShortTermLufs: add(figures.maxShortTermLufs),
    loudnessRangeLu: figures.loudnessRangeLu,
    truePeakDbtp: add(figures.truePeakDbtp),
  };
}

/** The stage as it stands: who is where, and what it measures before and after the level move. */
export function report(analysis: ImmersiveAnalysis, params: ImmersiveParams): Report {
  const { files, placed, frameCount, surround, stereo, mono, tracks, lfeHighDb } = analysis;
  const { gainDb, limitedBy } = chooseLevel(analysis, params);
  const applied = params.setLevel ? gainDb : 0;
  const plan = planImmersive(analysis, params);
  const after = raised(surround, applied);
  const loss = monoLossLu(stereo, mono);
  const objects = tracks.length - BED_ROLES.length;
  const modes = [params.bedHeadphones, ...placed.flatMap((p) => p.routes.map(() => p.headphones))];
  return {
    json: {
      durationSeconds: frameCount / SCENE_RATE_HZ,
      frameCount,
      trackCount: tracks.length,
      objectCount: objects,
      files: files.map(({ name, sampleRateHz, layout, frameCount: frames }) => ({
        name,
        sampleRateHz,
        layout,
        frameCount: frames,
      })),
      placements: placed,
      surround,
      surroundAfter: after,
      stereo,
      mono,
      monoLossLu: loss,
      levelGainDb: gainDb,
      levelLimitedBy: limitedBy,
      tracks,
      lfeAbove300HzDb: lfeHighDb,
    },
    rows: [
      { label: 'Length', value: `${lengthText(frameCount / SCENE_RATE_HZ)} at 48 kHz` },
      { label: 'Tracks', value: `7.1.2 bed and ${objects} object${objects === 1 ? '' : 's'}` },
      ...plan.moves
        .filter(({ id }) => id.startsWith(MOVES.place))
        .map(({ title }, i) => ({ label: `Placement ${i + 1}`, value: title })),
      { label: '5.1 render', value: levelText(surround, 'LKFS') },
      ...(applied === 0 ? [] : [{ label: `After ${signed(applied)}`, value: levelText(after, 'LKFS') }]),
      ...(stereo.integratedLufs === null
        ? []
        : [{ label: 'Stereo fold-down', value: `${db(stereo.integratedLufs, 'LUFS')} before the gain` }]),
      ...(loss === null ? [] : [{ label: 'Mono against stereo', value: `${signedLu(-loss)} LU` }]),
    ],
    findings: [
      ...levelFindings(after, params),
      ...lengthFindings(files, frameCount),
      ...rateFindings(files),
      ...emptyObjectFindings(tracks),
      ...lfeFindings(lfeHighDb),
      ...headphoneFindings(modes),
      ...foldFindings(surround, stereo, mono),
    ],
  };
}
