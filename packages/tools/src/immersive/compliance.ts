/** The delivery list for object-audio music masters, item by item, with what was measured. */
import type { AudioInfo, MetadataChunk } from '@studiohand/core/audio';
import { type AdmIssue, checkAdmProfile, MAX_OBJECTS, readAdm } from '@studiohand/core/formats';
import { LFE_HIGH_LIMIT_DB } from './findings.ts';
import { isSilent, type RenderFigures, type TrackFigures } from './meters.ts';
import { BED_ROLES } from './placement.ts';
import { SCENE_BITS, SCENE_RATE_HZ, type Scene } from './scene.ts';
import { db, lengthText } from './words.ts';

export interface ComplianceItem {
  readonly id: string;
  readonly title: string;
  readonly state: 'pass' | 'look' | 'fail';
  /** What was found. */
  readonly value: string;
}

/** What services ask, from the public guides that the docs of this tool name. */
const LOUDEST_LKFS = -18;
const QUIETEST_LKFS = -31;
const HIGHEST_DBTP = -1;
/** Readings are good to this much. */
const LOUDNESS_TOLERANCE = 0.05;

export interface Measured {
  readonly surround: RenderFigures;
  readonly tracks: readonly TrackFigures[];
  readonly lfeHighDb: number | null;
}

const item = (id: string, title: string, good: boolean | 'look', value: string): ComplianceItem => ({
  id,
  title,
  state: good === 'look' ? 'look' : good ? 'pass' : 'fail',
  value,
});

function profileIssues(info: AudioInfo, metadata: readonly MetadataChunk[]): AdmIssue[] {
  const adm = readAdm(metadata);
  if (!adm) return [{ rule: 'axml', text: 'The file carries no audio definition model' }];
  const { sampleRateHz, channels, frameCount, encoding } = info;
  return checkAdmProfile(adm, { sampleRateHz, channels, frameCount, bitDepth: encoding?.bits ?? 0 });
}

/** Checks a written master: its file, its metadata and its sound. */
export function checkDelivery(info: AudioInfo, scene: Scene, measured: Measured): ComplianceItem[] {
  const { metadata, sampleRateHz, encoding, frameCount, channels } = info;
  const { surround, tracks, lfeHighDb } = measured;
  const issues = profileIssues(info, metadata);
  const dbmd = readAdm(metadata)?.dbmd;
  const modes = dbmd?.binauralModes ?? [];
  const empty = tracks.slice(BED_ROLES.length).filter(isSilent);
  const loud = surround.integratedLufs;
  const peak = surround.truePeakDbtp;
  const objects = channels - BED_ROLES.length;
  const seconds = frameCount / SCENE_RATE_HZ;
  return [
    item(
      'profile',
      'Dolby Atmos Master ADM profile',
      issues.length === 0,
      issues.length === 0 ? 'passes these profile checks' : issues.map((issue) => issue.text).join('; '),
    ),
    item('length', 'Length', frameCount === scene.frameCount, `${frameCount} frames, ${lengthText(seconds)}`),
    item('rate', 'Sample rate', sampleRateHz === SCENE_RATE_HZ, `${sampleRateHz} Hz`),
    item(
      'depth',
      'Bit depth',
      encoding?.kind === 'int' && encoding.bits === SCENE_BITS,
      `${encoding?.bits ?? '?'} bit`,
    ),
    item('fps', 'Frame rate', dbmd?.frameRate === '24', `${dbmd?.frameRate ?? 'not stated'} frames per second`),
    item(
      'first-frame',
      'First frame of action',
      dbmd?.firstFrameOfActionSeconds === 0,
      dbmd?.firstFrameOfActionSeconds === undefined ? 'not stated' : `${dbmd.firstFrameOfActionSeconds} s`,
    ),
    item('tracks', 'Tracks', channels <= 128 && objects <= MAX_OBJECTS, `${channels}: bed 10, objects ${objects}`),
    item(
      'loudness',
      'Loudness, 5.1 render',
      loud === null ? 'look' : loud <= LOUDEST_LKFS + LOUDNESS_TOLERANCE && loud >= QUIETEST_LKFS,
      `${loud === null ? 'nothing to measure' : db(loud, 'LKFS')} (at most ${LOUDEST_LKFS}, not under ${QUIETEST_LKFS}; rendered by BS.2127)`,
    ),
    item(
      'true-peak',
      'True peak, 5.1 render',
      peak === null ? 'look' : peak <= HIGHEST_DBTP + 0.005,
      `${peak === null ? 'nothing to measure' : db(peak, 'dBTP')} (at most ${HIGHEST_DBTP})`,
    ),
    item(
      'empty-objects',
      'Empty objects',
      empty.length === 0,
      empty.length === 0 ? 'none' : empty.map((track) => track.name).join(', '),
    ),
    item(
      'downmix',
      'Downmix',
      dbmd?.warpMode === 'direct render',
      `5.1: ${dbmd?.warpMode ?? 'not stated'}; 5.1 to 2.0: ${dbmd?.downmix ?? 'not stated'}`,
    ),
    item(
      'headphones',
      'Headphone modes',
      modes.length !== channels || modes.every((mode) => mode === 'off')
        ? false
        : modes.every((mode) => mode === 'mid')
          ? 'look'
          : true,
      modes.length === 0 ? 'not stated' : [...new Set(modes)].join(', '),
    ),
    item(
      'lfe',
      'LFE low-passed',
      lfeHighDb === null || lfeHighDb <= LFE_HIGH_LIMIT_DB,
      lfeHighDb === null ? 'no LFE' : `above 300 Hz ${lfeHighDb.toFixed(1)} dB against the whole`,
    ),
  ];
}
