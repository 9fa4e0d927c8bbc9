/**
 * Metadata of an ADM BWF in the shape of the Dolby Atmos Master ADM profile, version 1: a 7.1.2 bed and up to 118
 * objects that stand still. Ids, names and order as MediaInfoLib's File_Adm.cpp (BSD-2) checks them; every object has
 * one block over the whole length.
 * Weakness: no moving objects, no second bed, one programme.
 */
import { AudioError, type MetadataChunk } from '../../audio/index.ts';
import { BED_712, MAX_OBJECTS } from './bed.ts';
import { buildChna, type ChnaTrack } from './chna.ts';
import { type BinauralMode, buildDbmd } from './dbmd.ts';
import { admTime } from './time.ts';

export interface AdmSceneObject {
  readonly name: string;
  /** -1 left .. 1 right. */
  readonly x: number;
  /** -1 back .. 1 front. */
  readonly y: number;
  /** 0 ear level .. 1 ceiling. */
  readonly z: number;
  readonly binauralMode: BinauralMode;
}

/** What the file says. Track 1 to 10 are the bed, then one per object. */
export interface AdmScene {
  readonly frameCount: number;
  readonly sampleRateHz: number;
  readonly objects: readonly AdmSceneObject[];
  readonly bedBinauralMode: BinauralMode;
  readonly tool: string;
  readonly toolVersion: readonly [number, number, number];
}

/** 24 frames a second, as music deliveries ask. */
const FRAME_RATE_CODE = 2;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const BED_PACK = 'AP_00011001';

/** Text fit for XML 1.0: control characters and lone surrogates become spaces, markup is escaped. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 cannot hold
  const clean = text.toWellFormed().replace(/[\u0000-\u001f\ufffe\uffff\ufffd]/g, ' ');
  return clean.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

interface Track {
  readonly key: string;
  readonly name: string;
  readonly pack: string;
}

function tracksOf({ objects }: AdmScene): Track[] {
  const bed = BED_712.map(({ name }, i) => ({ key: `0001${hex(0x1001 + i, 4)}`, name, pack: BED_PACK }));
  return [
    ...bed,
    ...objects.map(({ name }, i) => {
      const key = `0003${hex(0x1001 + i, 4)}`;
      return { key, name: escaped(name), pack: `AP_${key}` };
    }),
  ];
}

/** The rows of `chna` for a scene. */
export function admTracks(scene: AdmScene): ChnaTrack[] {
  return tracksOf(scene).map(({ key, pack }, i) => ({
    trackIndex: i + 1,
    uid: `ATU_${hex(i + 1, 8)}`,
    trackFormat: `AT_${key}_01`,
    packFormat: pack,
  }));
}

function position(x: number, y: number, z: number): string {
  const coordinate = (name: string, v: number): string => `<position coordinate="${name}">${v.toFixed(10)}</position>`;
  return `<cartesian>1</cartesian>${coordinate('X', x)}${coordinate('Y', y)}${coordinate('Z', z)}`;
}

/** The text of `axml`. */
export function buildAxml(scene: AdmScene): string {
  const { objects, frameCount, sampleRateHz } = scene;
  if (objects.length > MAX_OBJECTS)
    throw new AudioError(
      'invalid-parameter',
      `${objects.length} objects; the profile holds ${MAX_OBJECTS} beside the bed.`,
      'Put stems that need no place of their own into the bed.',
    );
  const tracks = tracksOf(scene);
  const end = admTime(frameCount, sampleRateHz);
  const start = '00:00:00.00000';
  const span = `start="${start}" duration="${end}"`;
  const objectId = (i: number): string => `AO_${hex(0x100b + i, 4)}`;
  const ref = (what: string, id: string): string => `<${what}IDRef>${id}</${what}IDRef>`;
  const uidRef = (i: number): string => `<audioTrackUIDRef>ATU_${hex(i + 1, 8)}</audioTrackUIDRef>`;
  const dialogue = '<dialogue mixedContentKind="0">2</dialogue>';
  const pcm = 'formatDefinition="PCM" formatLabel="0001"';
  const speakers = 'typeDefinition="DirectSpeakers" typeLabel="0001"';
  const placed = 'typeDefinition="Objects" typeLabel="0003"';
  const lines: string[] = [];
  lines.push(
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ebuCoreMain xmlns="urn:ebu:metadata-schema:ebuCore_2016" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:ebu:metadata-schema:ebuCore_2016 ebucore.xsd" xml:lang="en">',
    '<coreMetadata><format><audioFormatExtended>',
    `<audioProgramme audioProgrammeID="APR_1001" audioProgrammeName="Atmos_Master" start="${start}" end="${end}">${ref('audioContent', 'ACO_1001')}${objects.length > 0 ? ref('audioContent', 'ACO_1002') : ''}</audioProgramme>`,
    `<audioContent audioContentID="ACO_1001" audioContentName="Bed">${ref('audioObject', 'AO_1001')}${dialogue}</audioContent>`,
  );
  if (objects.length > 0) {
    const refs = objects.map((_, i) => ref('audioObject', objectId(i))).join('');
    lines.push(`<audioContent audioContentID="ACO_1002" audioContentName="Objects">${refs}${dialogue}</audioContent>`);
  }
  const uidsOfBed = BED_712.map((_, i) => uidRef(i)).join('');
  lines.push(
    `<audioObject audioObjectID="AO_1001" audioObjectName="Bed" ${span}>${ref('audioPackFormat', BED_PACK)}${uidsOfBed}</audioObject>`,
  );
  objects.forEach((_, i) => {
    const { name, pack } = tracks[BED_712.length + i] as Track;
    lines.push(
      `<audioObject audioObjectID="${objectId(i)}" audioObjectName="${name}" ${span}>${ref('audioPackFormat', pack)}${uidRef(BED_712.length + i)}</audioObject>`,
    );
  });
  const channelsOfBed = tracks.slice(0, BED_712.length).map(({ key }) => ref('audioChannelFormat', `AC_${key}`));
  lines.push(
    `<audioPackFormat audioPackFormatID="${BED_PACK}" audioPackFormatName="Bed" ${speakers}>${channelsOfBed.join('')}</audioPackFormat>`,
  );
  for (const { key, name, pack } of tracks.slice(BED_712.length))
    lines.push(
      `<audioPackFormat audioPackFormatID="${pack}" audioPackFormatName="${name}" ${placed}>${ref('audioChannelFormat', `AC_${key}`)}</audioPackFormat>`,
    );
  BED_712.forEach(({ name, speakerLabel, x, y, z }, i) => {
    const { key } = tracks[i] as Track;
    lines.push(
      `<audioChannelFormat audioChannelFormatID="AC_${key}" audioChannelFormatName="${name}" ${speakers}><audioBlockFormat audioBlockFormatID="AB_${key}_00000001">${position(x, y, z)}<speakerLabel>${speakerLabel}</speakerLabel></audioBlockFormat></audioChannelFormat>`,
    );
  });
  objects.forEach(({ x, y, z }, i) => {
    const { key, name } = tracks[BED_712.length + i] as Track;
    lines.push(
      `<audioChannelFormat audioChannelFormatID="AC_${key}" audioChannelFormatName="${name}" ${placed}><audioBlockFormat audioBlockFormatID="AB_${key}_00000001" rtime="${start}" duration="${end}">${position(x, y, z)}<jumpPosition interpolationLength="0.000000">1</jumpPosition></audioBlockFormat></audioChannelFormat>`,
    );
  });
  for (const { key, name, pack } of tracks)
    lines.push(
      `<audioStreamFormat audioStreamFormatID="AS_${key}" audioStreamFormatName="PCM_${name}" ${pcm}>${ref('audioChannelFormat', `AC_${key}`)}${ref('audioPackFormat', pack)}${ref('audioTrackFormat', `AT_${key}_01`)}</audioStreamFormat>`,
    );
  for (const { key, name } of tracks)
    lines.push(
      `<audioTrackFormat audioTrackFormatID="AT_${key}_01" audioTrackFormatName="PCM_${name}" ${pcm}>${ref('audioStreamFormat', `AS_${key}`)}</audioTrackFormat>`,
    );
  tracks.forEach(({ key, pack }, i) => {
    lines.push(
      `<audioTrackUID UID="ATU_${hex(i + 1, 8)}" bitDepth="24" sampleRate="${sampleRateHz}">${ref('audioTrackFormat', `AT_${key}_01`)}${ref('audioPackFormat', pack)}</audioTrackUID>`,
    );
  });
  lines.push('</audioFormatExtended></format></coreMetadata>', '</ebuCoreMain>', '');
  return lines.join('\n');
}

/** `axml`, `chna` and `dbmd`, to stand after the audio in this order. */
export function admChunks(scene: AdmScene): MetadataChunk[] {
  const { objects, bedBinauralMode, tool, toolVersion } = scene;
  const binauralModes = [...BED_712.map(() => bedBinauralMode), ...objects.map((o) => o.binauralMode)];
  const chunk = (id: string, data: Uint8Array): MetadataChunk => ({ kind: 'riff', id, data, beforeAudio: false });
  return [
    chunk('axml', new TextEncoder().encode(buildAxml(scene))),
    chunk('chna', buildChna(admTracks(scene))),
    chunk('dbmd', buildDbmd({ tool, toolVersion, frameRateCode: FRAME_RATE_CODE, binauralModes })),
  ];
}
