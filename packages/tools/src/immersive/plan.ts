import type { Move, Plan } from '@studiohand/core/tool';
import type { ImmersiveAnalysis } from './analyse.ts';
import type { ImmersiveParams } from './params.ts';
import { BED_ROLES, type RenderTarget } from './placement.ts';
import { MOVES, SCENE_RATE_HZ } from './scene.ts';
import type { Placed, StageFile } from './stage.ts';
import { db, lengthText, signed } from './words.ts';

export const IMMERSIVE_VERSION = 1;

/** Headroom that a track keeps to full scale, dB: room for dither. */
const TRACK_HEADROOM_DB = 0.01;

type Staged = Pick<ImmersiveAnalysis, 'files' | 'placed' | 'frameCount'>;

/** The overall gain, and what decided it. */
export interface LevelChoice {
  readonly gainDb: number;
  readonly limitedBy: 'loudness' | 'true peak' | 'track peak' | 'silence';
}

/** The gain that brings the 5.1 render to its loudness, or as far as its peaks allow. */
export function chooseLevel({ surround, tracks }: ImmersiveAnalysis, params: ImmersiveParams): LevelChoice {
  const { integratedLufs, truePeakDbtp } = surround;
  if (truePeakDbtp === null) return { gainDb: 0, limitedBy: 'silence' };
  const trackPeak = Math.max(...tracks.map((track) => track.samplePeakDbfs ?? Number.NEGATIVE_INFINITY));
  const limits = [
    { limitedBy: 'loudness' as const, gainDb: integratedLufs === null ? 0 : params.loudnessLufs - integratedLufs },
    { limitedBy: 'true peak' as const, gainDb: params.ceilingDbtp - truePeakDbtp },
    { limitedBy: 'track peak' as const, gainDb: -TRACK_HEADROOM_DB - trackPeak },
  ];
  const lowest = limits.reduce((a, b) => (b.gainDb < a.gainDb ? b : a));
  // Down to a hundredth, so that neither limit is passed by rounding.
  return { gainDb: Math.floor(lowest.gainDb * 100) / 100, limitedBy: lowest.limitedBy };
}

function placeText(x: number, y: number, z: number): string {
  const side = x === 0 ? 'centre' : `${Math.round(Math.abs(x) * 100)} % ${x < 0 ? 'left' : 'right'}`;
  const depth = y === 0 ? 'middle' : `${Math.round(Math.abs(y) * 100)} % ${y > 0 ? 'front' : 'back'}`;
  return `${side}, ${depth}, height ${Math.round(z * 100)} %`;
}

function whereTo({ routes }: Placed): string {
  const bed = routes.flatMap((route) => ('bed' in route ? [route.bed] : []));
  const objects = routes.flatMap((route) =>
    'bed' in route ? [] : [`${route.object} (${placeText(route.x, route.y, route.z)})`],
  );
  const parts = [bed.length > 0 ? `bed ${bed.join(' ')}` : '', ...objects.map((object) => `object ${object}`)];
  return parts.filter(Boolean).join('; ') || 'left out';
}

function reasonOf(by: Placed['by'], { layout }: StageFile): string {
  if (by === 'model') return `By the audio definition model that the file carries for its ${layout.length} tracks`;
  return `${by === 'producer' ? 'Your placement' : 'By its own channels'}: ${layout.join(' ')}`;
}

function placement(placed: Placed, file: StageFile, index: number): Move {
  const { gainDb, lfeSendDb, headphones, routes, by } = placed;
  const extras = [gainDb === 0 ? '' : signed(gainDb), lfeSendDb === null ? '' : `LFE send ${signed(lfeSendDb)}`];
  const resampled = file.sampleRateHz === SCENE_RATE_HZ ? '' : `; ${file.sampleRateHz} Hz becomes 48000 Hz`;
  const sounds = routes.length > 0 || lfeSendDb !== null;
  return {
    id: `${MOVES.place}${index + 1}`,
    enabled: sounds,
    title: [`${file.name} to ${whereTo(placed)}`, ...extras.filter(Boolean)].join(', '),
    reason: `${reasonOf(by, file)}${resampled}.`,
    amount: 1,
    settings: { file: placed.file, routes, gainDb, lfeSendDb, headphones },
  };
}

const RENDER_TITLES: Readonly<Record<RenderTarget, string>> = {
  adm: 'ADM BWF, Dolby Atmos Master profile',
  '7.1.4': 'Render to 7.1.4',
  '7.1': 'Render to 7.1',
  '5.1': 'Render to 5.1',
  stereo: 'Render to stereo',
  binaural: 'Render to headphones',
};

function delivery({ files, placed, frameCount }: Staged, params: ImmersiveParams): Move {
  const objects = placed.flatMap(({ routes }) => routes.filter((route) => !('bed' in route))).length;
  const tracks = `7.1.2 bed and ${objects} object${objects === 1 ? '' : 's'}, ${BED_ROLES.length + objects} tracks`;
  const { render, bedHeadphones, loudnessLufs, ceilingDbtp } = params;
  return {
    id: MOVES.deliver,
    enabled: true,
    title: `${RENDER_TITLES[render]}: ${render === 'adm' ? tracks : `of the ${tracks}`}, 48 kHz, 24 bit`,
    reason: `As long as ${files.length === 1 ? 'the file' : `the longest of ${files.length} files`}: ${lengthText(frameCount / SCENE_RATE_HZ)}.`,
    amount: 1,
    settings: { render, frameCount, files, bedHeadphones, loudnessLufs, ceilingDbtp },
  };
}

/** The placements and the delivery, without an overall gain: what the analysis measures. */
export function draftPlan(staged: Staged, params: ImmersiveParams): Plan {
  const places = staged.placed.map((placed, i) => placement(placed, staged.files[placed.file] as StageFile, i));
  return {
    tool: 'immersive',
    version: IMMERSIVE_VERSION,
    seed: params.seed,
    moves: [...places, delivery(staged, params)],
  };
}

function levelMove(analysis: ImmersiveAnalysis, params: ImmersiveParams): Move {
  const { gainDb, limitedBy } = chooseLevel(analysis, params);
  const { integratedLufs, truePeakDbtp } = analysis.surround;
  const after = integratedLufs === null ? null : integratedLufs + gainDb;
  const reasons: Readonly<Record<typeof limitedBy, string>> = {
    loudness:
      integratedLufs === null
        ? 'The 5.1 render is too short or too quiet for a loudness: the level stays.'
        : `The 5.1 render measures ${db(integratedLufs, 'LKFS')}; asked for: ${db(params.loudnessLufs, 'LKFS')}.`,
    'true peak': `The 5.1 render measures ${db(integratedLufs, 'LKFS')} and peaks at ${db(truePeakDbtp, 'dBTP')}: its peaks stop it at ${db(after, 'LKFS')}, short of ${db(params.loudnessLufs, 'LKFS')}. Gain alone; nothing is limited.`,
    'track peak': `A single track would clip above this; the 5.1 render stops at ${db(after, 'LKFS')}.`,
    silence: 'There is nothing to hear.',
  };
  return {
    id: MOVES.level,
    enabled: params.setLevel && gainDb !== 0,
    title: `Level ${signed(gainDb)} on all tracks`,
    reason: reasons[limitedBy],
    amount: 1,
    settings: { gainDb },
  };
}

/** For a render with peaks above the ceiling: the file to listen to shall not clip. The master has no such move. */
function trimMoves({ asked, surround }: ImmersiveAnalysis, params: ImmersiveParams, level: Move): Move[] {
  if (asked === null) return [];
  const peak = asked.truePeakDbtp === null ? null : asked.truePeakDbtp + (level.enabled ? levelOf(level) : 0);
  const over = peak === null ? 0 : peak - params.ceilingDbtp;
  const gainDb = over > 0 && surround.truePeakDbtp !== null ? Math.floor(-over * 100) / 100 : 0;
  if (gainDb === 0) return [];
  return [
    {
      id: MOVES.trim,
      enabled: true,
      title: `Level ${signed(gainDb)} on this render alone`,
      reason: `It would peak at ${db(peak, 'dBTP')}; the master itself is not touched.`,
      amount: 1,
      settings: { gainDb },
    },
  ];
}

const levelOf = (move: Move): number => Number(move.settings['gainDb']);

export function planImmersive(analysis: ImmersiveAnalysis, params: ImmersiveParams): Plan {
  const draft = draftPlan(analysis, params);
  const deliver = draft.moves.at(-1) as Move;
  const level = levelMove(analysis, params);
  return { ...draft, moves: [...draft.moves.slice(0, -1), level, ...trimMoves(analysis, params, level), deliver] };
}
