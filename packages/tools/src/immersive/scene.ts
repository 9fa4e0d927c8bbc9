/** What an edited plan says: which channel of which file sounds in which track. Settings come from JSON: all is checked. */
import { AudioError } from '@studiohand/core/audio';
import type { SceneElement } from '@studiohand/core/dsp';
import { type AdmScene, MAX_OBJECTS } from '@studiohand/core/formats';
import type { Plan } from '@studiohand/core/tool';
import { dbToGain } from '@studiohand/core/units';
import {
  BED_ROLES,
  type BedRole,
  HEADPHONE_MODES,
  type HeadphoneMode,
  RENDERS,
  type RenderTarget,
} from './placement.ts';
import type { StageFile } from './stage.ts';

/** Identifiers of the moves; placements are 'place-1', 'place-2' ... */
export const MOVES = { place: 'place-', level: 'level', trim: 'trim', deliver: 'deliver' } as const;
export const SCENE_RATE_HZ = 48000;
export const SCENE_BITS = 24;

/** One channel of a file added to one track. */
export interface Feed {
  readonly file: number;
  readonly channel: number;
  readonly track: number;
  /** Linear, with everything that applies. */
  readonly gain: number;
}

/** A file's half-sum into the low-passed LFE send. */
export interface LfeSend {
  readonly file: number;
  readonly gain: number;
}

export interface SceneObject {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly headphones: HeadphoneMode;
}

export interface Scene {
  readonly render: RenderTarget;
  readonly frameCount: number;
  readonly files: readonly StageFile[];
  /** Tracks 0 to 9 are the bed, the others objects. */
  readonly elements: readonly SceneElement[];
  readonly trackNames: readonly string[];
  readonly objects: readonly SceneObject[];
  readonly feeds: readonly Feed[];
  readonly sends: readonly LfeSend[];
  readonly bedHeadphones: HeadphoneMode;
  /** Loudness and peak that the producer asked for. */
  readonly loudnessLufs: number;
  readonly ceilingDbtp: number;
  readonly seed: number;
}

function broken(what: string): never {
  throw new AudioError(
    'invalid-parameter',
    `plan: ${what}.`,
    'Take the plan as the tool proposed it and change that; see studiohand immersive --help.',
  );
}

function number(value: unknown, what: string, lowest: number, highest: number): number {
  if (typeof value !== 'number' || !(value >= lowest && value <= highest)) broken(`${what} is ${String(value)}`);
  return value;
}

function list(value: unknown, what: string): readonly Record<string, unknown>[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'object' || item === null))
    broken(`${what} is no list`);
  return value;
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], what: string): T {
  return choices.find((choice) => choice === value) ?? broken(`${what} is ${String(value)}`);
}

/** The scene of a plan; undefined where the move that makes the master is off: then the source stays as it is. */
export function sceneOf(plan: Plan): Scene | undefined {
  const on = plan.moves.filter((move) => move.enabled);
  const deliver = on.find(({ id }) => id === MOVES.deliver);
  if (!deliver) return undefined;
  const ends: readonly string[] = [MOVES.level, MOVES.trim, MOVES.deliver];
  const unknown = on.find(({ id }) => !ends.includes(id) && !id.startsWith(MOVES.place));
  if (unknown) broken(`move ${unknown.id} is none that immersive knows`);
  const { settings } = deliver;
  const files = list(settings['files'], 'files') as unknown as readonly StageFile[];
  const overall = on
    .filter(({ id }) => id === MOVES.level || id === MOVES.trim)
    .reduce(
      (gain, move) => gain * dbToGain(number(move.settings['gainDb'], `${move.id} gainDb`, -120, 120) * move.amount),
      1,
    );
  const objects: SceneObject[] = [];
  const feeds: Feed[] = [];
  const sends: LfeSend[] = [];
  for (const move of on.filter(({ id }) => id.startsWith(MOVES.place))) {
    const s = move.settings;
    const file = number(s['file'], `${move.id} file`, 0, files.length - 1);
    const channels = files[file]?.layout?.length ?? broken(`${move.id} has no file`);
    const gain = overall * move.amount * dbToGain(number(s['gainDb'], `${move.id} gainDb`, -120, 60));
    const headphones = oneOf(s['headphones'], HEADPHONE_MODES, `${move.id} headphones`);
    for (const route of list(s['routes'], `${move.id} routes`)) {
      const channel = number(route['channel'], `${move.id} channel`, 0, channels - 1);
      const own = route['gainDb'] === undefined ? 1 : dbToGain(number(route['gainDb'], `${move.id} gainDb`, -200, 60));
      if (route['bed'] !== undefined) {
        const role: BedRole = oneOf(route['bed'], BED_ROLES, `${move.id} bed`);
        feeds.push({ file, channel, gain: gain * own, track: BED_ROLES.indexOf(role) });
        continue;
      }
      const place = (axis: 'x' | 'y' | 'z'): number =>
        number(route[axis], `${move.id} ${axis}`, axis === 'z' ? 0 : -1, 1);
      feeds.push({ file, channel, gain: gain * own, track: BED_ROLES.length + objects.length });
      objects.push({
        name: String(route['object'] ?? 'Object'),
        x: place('x'),
        y: place('y'),
        z: place('z'),
        headphones,
      });
    }
    const send = s['lfeSendDb'];
    if (send !== null && send !== undefined)
      sends.push({ file, gain: gain * dbToGain(number(send, `${move.id} lfeSendDb`, -120, 20)) });
  }
  if (feeds.length + sends.length === 0) broken('no file is placed, so the master would be silent');
  if (objects.length > MAX_OBJECTS) broken(`${objects.length} objects; a master holds ${MAX_OBJECTS} beside the bed`);
  const bed = BED_ROLES.map((role): SceneElement => ({ kind: 'bed', role }));
  return {
    render: oneOf(settings['render'], RENDERS, 'render'),
    frameCount: number(settings['frameCount'], 'frameCount', 1, Number.MAX_SAFE_INTEGER),
    files,
    elements: [...bed, ...objects.map((position): SceneElement => ({ kind: 'object', position }))],
    trackNames: [...BED_ROLES, ...objects.map(({ name }) => name)],
    objects,
    feeds,
    sends,
    bedHeadphones: oneOf(settings['bedHeadphones'], HEADPHONE_MODES, 'bedHeadphones'),
    loudnessLufs: number(settings['loudnessLufs'], 'loudnessLufs', -70, 0),
    ceilingDbtp: number(settings['ceilingDbtp'], 'ceilingDbtp', -70, 0),
    seed: plan.seed,
  };
}

/** Tracks that anything is sent to: the others are digital silence. */
export function usedTracks({ feeds, sends }: Scene): ReadonlySet<number> {
  const used = new Set(feeds.map(({ track }) => track));
  if (sends.length > 0) used.add(BED_ROLES.indexOf('LFE'));
  return used;
}

/** Tracks that are one channel of a file, sample for sample: they need no dither. */
export function untouchedTracks(scene: Scene): ReadonlySet<number> {
  const { feeds, files, sends } = scene;
  const same = feeds.filter(({ file, gain, track }) => {
    const { sampleRateHz, integerBits } = files[file] ?? { sampleRateHz: 0, integerBits: null };
    const exact = gain === 1 && sampleRateHz === SCENE_RATE_HZ && integerBits !== null && integerBits <= SCENE_BITS;
    return exact && feeds.filter((feed) => feed.track === track).length === 1;
  });
  const lfe = BED_ROLES.indexOf('LFE');
  return new Set(same.map(({ track }) => track).filter((track) => sends.length === 0 || track !== lfe));
}

/** The metadata of the scene's file. */
export function admSceneOf({ objects, frameCount, bedHeadphones }: Scene): AdmScene {
  return {
    frameCount,
    sampleRateHz: SCENE_RATE_HZ,
    objects: objects.map(({ name, x, y, z, headphones }) => ({ name, x, y, z, binauralMode: headphones })),
    bedBinauralMode: bedHeadphones,
    tool: 'Studiohand',
    toolVersion: [0, 1, 0],
  };
}
