/**
 * The rules of the Dolby Atmos Master ADM profile, version 1, as far as MediaInfoLib's File_Adm.cpp (BSD-2) makes them
 * public, on any {@link AdmFile}. An empty answer means: passes these profile checks. It is no certificate of any company.
 */
import { MAX_OBJECTS } from './bed.ts';
import type { AdmBlock, AdmDocument } from './model.ts';
import type { AdmFile } from './readAdm.ts';

/** One broken rule. */
export interface AdmIssue {
  /** Short, stable: 'programme', 'reference', 'bed' ... */
  readonly rule: string;
  readonly text: string;
}

/** What the file itself is. */
export interface AdmCarrier {
  readonly sampleRateHz: number;
  readonly bitDepth: number;
  readonly channels: number;
  readonly frameCount: number;
}

/** Most contents, objects and packs: a programme of 5 beds and 118 objects. */
const MOST_ITEMS = 123;
const MOST_TRACKS = 128;
/** Bed channels, by what the profile lets a bed be. */
const BEDS: readonly string[] = [
  'RC_L RC_R',
  'RC_L RC_R RC_C',
  'RC_L RC_R RC_C RC_Lss RC_Rss',
  'RC_L RC_R RC_C RC_LFE RC_Lss RC_Rss',
  'RC_L RC_R RC_C RC_Lss RC_Rss RC_Lrs RC_Rrs',
  'RC_L RC_R RC_C RC_LFE RC_Lss RC_Rss RC_Lrs RC_Rrs',
  'RC_L RC_R RC_C RC_Lss RC_Rss RC_Lrs RC_Rrs RC_Lts RC_Rts',
  'RC_L RC_R RC_C RC_LFE RC_Lss RC_Rss RC_Lrs RC_Rrs RC_Lts RC_Rts',
];
/** Length of the programme against that of the audio. */
const LENGTH_TOLERANCE = 0.002;

class Issues {
  readonly list: AdmIssue[] = [];
  /** Notes a broken rule; the first hundred are enough for anyone. */
  require(good: boolean, rule: string, text: string): void {
    if (!good && this.list.length < 100) this.list.push({ rule, text });
  }
}

function checkFile({ sampleRateHz, bitDepth, channels }: AdmCarrier, issues: Issues): void {
  issues.require(
    sampleRateHz === 48000 || sampleRateHz === 96000,
    'sample-rate',
    `${sampleRateHz} Hz; 48,000 Hz is asked for (96,000 Hz by some)`,
  );
  issues.require(bitDepth === 24, 'bit-depth', `${bitDepth} bit; 24 bit is asked for`);
  issues.require(channels <= MOST_TRACKS, 'tracks', `${channels} tracks; ${MOST_TRACKS} is the most`);
}

function checkProgramme({ programmes, contents, objects }: AdmDocument, seconds: number, issues: Issues): void {
  issues.require(programmes.length === 1, 'programme', `${programmes.length} programmes; exactly one is asked for`);
  const near = (value: number | undefined): boolean =>
    value !== undefined && Math.abs(value - seconds) <= Math.max(1e-4, LENGTH_TOLERANCE * seconds);
  for (const { id, name, startSeconds, endSeconds } of programmes) {
    issues.require(id === 'APR_1001', 'programme', `The programme is ${id}, not APR_1001`);
    issues.require(name === 'Atmos_Master', 'programme', `The programme is named '${name}', not Atmos_Master`);
    issues.require(startSeconds === 0, 'length', `The programme starts at ${startSeconds ?? 'no time at all'}, not 0`);
    issues.require(near(endSeconds), 'length', `The programme ends at ${endSeconds} s; the audio has ${seconds} s`);
  }
  contents.forEach(({ id, dialogue, dialogueKind }, i) => {
    issues.require(id === `ACO_${(0x1001 + i).toString(16)}`, 'ids', `Content ${i + 1} is ${id}`);
    issues.require(dialogue === 2 && dialogueKind === '0', 'dialogue', `${id} does not say mixed content, kind 0`);
  });
  for (const { id, startSeconds, durationSeconds, interact, trackUids } of objects) {
    issues.require(startSeconds === 0, 'length', `${id} starts at ${startSeconds ?? 'no time at all'}, not 0`);
    issues.require(near(durationSeconds), 'length', `${id} lasts ${durationSeconds} s; the audio has ${seconds} s`);
    issues.require(interact === undefined, 'interact', `${id} says whether it is interactive`);
    const number = /^AO_([0-9a-f]{4})$/.exec(id)?.[1];
    const value = Number.parseInt(number ?? '0', 16);
    const isBed = trackUids.length > 1;
    const good = isBed ? value >= 0x1001 && value < 0x100b : value >= 0x1001 && value <= 0x1080;
    issues.require(good, 'ids', `The object ${id} is outside of the ids for ${isBed ? 'beds' : 'objects'}`);
  }
}

function checkBed(labels: readonly string[], pack: string, issues: Issues): void {
  issues.require(labels.length <= 10, 'bed', `${pack} is a bed of ${labels.length} channels; 10 is the most`);
  issues.require(BEDS.includes(labels.join(' ')), 'bed', `${pack} is a bed of ${labels.join(' ') || 'no channels'}`);
}

function checkBedBlocks(id: string, blocks: readonly AdmBlock[], issues: Issues): void {
  issues.require(blocks.length === 1, 'blocks', `${id} has ${blocks.length} blocks; a bed channel has one`);
  for (const block of blocks) {
    const timed = block.rtimeSeconds !== undefined || block.durationSeconds !== undefined;
    issues.require(!timed, 'blocks', `${block.id} of a bed states a time`);
    issues.require(block.cartesian === true, 'cartesian', `${block.id} does not say cartesian 1`);
    issues.require(block.position?.kind === 'cartesian', 'cartesian', `${block.id} has no X, Y position`);
  }
}

function checkObjectBlocks(id: string, blocks: readonly AdmBlock[], issues: Issues): void {
  issues.require(blocks.length >= 1, 'blocks', `${id} has no blocks`);
  blocks.forEach((block, i) => {
    const { position, width, height, depth } = block;
    const timed = block.rtimeSeconds !== undefined && block.durationSeconds !== undefined;
    issues.require(timed, 'blocks', `${block.id} does not state its time`);
    issues.require(block.cartesian === true, 'cartesian', `${block.id} does not say cartesian 1`);
    issues.require(position?.kind === 'cartesian', 'cartesian', `${block.id} has no X, Y position`);
    if (position?.kind === 'cartesian') {
      const inside = [position.x, position.y, position.z].every((v) => v >= -1 && v <= 1);
      issues.require(inside, 'cartesian', `${block.id} stands outside of the room`);
    }
    issues.require(block.jumpPosition === true, 'jump', `${block.id} has no jumpPosition 1`);
    const ramp = block.interpolationSeconds ?? 0;
    issues.require(
      i === 0 ? ramp === 0 : ramp === 0.005208,
      'jump',
      `${block.id} glides for ${ramp} s; 0 in the first block and 0.005208 s after it are asked for`,
    );
    issues.require(width === height && height === depth, 'size', `${block.id} is not as wide as high and deep`);
  });
}

function checkChannels({ packFormats, channelFormats }: AdmDocument, issues: Issues): void {
  const channels = new Map(channelFormats.map((channel) => [channel.id, channel]));
  for (const pack of packFormats) {
    const inside = pack.channels.flatMap((id) => channels.get(id) ?? []);
    if (pack.typeDefinition === 'DirectSpeakers')
      checkBed(
        inside.map((c) => c.blocks[0]?.speakerLabels[0] ?? '?'),
        pack.id,
        issues,
      );
    else {
      issues.require(pack.typeDefinition === 'Objects', 'type', `${pack.id} is of type ${pack.typeDefinition}`);
      issues.require(inside.length === 1, 'type', `${pack.id} holds ${inside.length} channels; an object has one`);
    }
  }
  const placed = channelFormats.filter((channel) => channel.typeDefinition === 'Objects');
  issues.require(placed.length <= MAX_OBJECTS, 'objects', `${placed.length} objects; ${MAX_OBJECTS} is the most`);
  for (const { id, typeDefinition, blocks, hasFrequency } of channelFormats) {
    issues.require(!hasFrequency, 'frequency', `${id} states a frequency`);
    if (typeDefinition === 'DirectSpeakers') checkBedBlocks(id, blocks, issues);
    else checkObjectBlocks(id, blocks, issues);
  }
}

function checkReferences(document: AdmDocument, issues: Issues): void {
  const { contents, objects, packFormats, channelFormats, streamFormats, trackFormats, trackUids } = document;
  const known = new Set<string>();
  const all = [contents, objects, packFormats, channelFormats, streamFormats, trackFormats];
  for (const { id } of all.flat()) {
    issues.require(!known.has(id), 'ids', `${id} is defined twice`);
    known.add(id);
  }
  for (const { uid } of trackUids) {
    issues.require(!known.has(uid), 'ids', `${uid} is defined twice`);
    known.add(uid);
  }
  const follow = (from: string, to: readonly string[], what: string, wanted = 1): void => {
    issues.require(to.length >= wanted, 'reference', `${from} refers to no ${what}`);
    for (const id of to) issues.require(known.has(id), 'reference', `${from} refers to ${id}, which is not there`);
  };
  for (const p of document.programmes) follow(p.id, p.contents, 'content');
  for (const c of contents) follow(c.id, c.objects, 'object');
  for (const o of objects) {
    follow(o.id, o.packs, 'pack');
    follow(o.id, o.trackUids, 'track');
  }
  for (const p of packFormats) follow(p.id, p.channels, 'channel');
  for (const s of streamFormats) {
    issues.require(s.formatDefinition === 'PCM' && s.formatLabel === '0001', 'format', `${s.id} is not PCM, 0001`);
    follow(s.id, s.channels, 'channel');
    follow(s.id, s.packs, 'pack');
    follow(s.id, s.tracks, 'track format');
  }
  for (const t of trackFormats) follow(t.id, t.streams, 'stream');
  for (const t of trackUids) {
    follow(t.uid, t.trackFormats, 'track format');
    follow(t.uid, t.packs, 'pack');
  }
  for (const items of [contents, objects, packFormats])
    issues.require(items.length <= MOST_ITEMS, 'count', `${items.length} of one kind; ${MOST_ITEMS} is the most`);
  for (const items of [channelFormats, streamFormats, trackFormats, trackUids])
    issues.require(items.length <= MOST_TRACKS, 'count', `${items.length} of one kind; ${MOST_TRACKS} is the most`);
}

function checkTracks({ document, tracks }: AdmFile, carrier: AdmCarrier, issues: Issues): void {
  issues.require(tracks.length === carrier.channels, 'chna', `${tracks.length} rows for ${carrier.channels} tracks`);
  const uids = new Map(document.trackUids.map((t) => [t.uid, t]));
  for (const { trackIndex, uid, trackFormat, packFormat } of tracks) {
    const inside = trackIndex <= carrier.channels;
    issues.require(inside, 'chna', `${uid} is on track ${trackIndex}, the file has ${carrier.channels}`);
    const described = uids.get(uid);
    issues.require(described !== undefined, 'chna', `${uid} is in the track list, not in the XML`);
    if (!described) continue;
    const agrees = described.trackFormats.includes(trackFormat) && described.packs.includes(packFormat);
    issues.require(agrees, 'chna', `${uid} means another format in the track list than in the XML`);
  }
  for (const { uid, sampleRateHz, bitDepth } of document.trackUids) {
    issues.require(sampleRateHz === carrier.sampleRateHz, 'sample-rate', `${uid} says ${sampleRateHz} Hz`);
    issues.require(bitDepth === carrier.bitDepth, 'bit-depth', `${uid} says ${bitDepth} bit`);
  }
}

/** Every rule that the file breaks; empty when it passes. */
export function checkAdmProfile(file: AdmFile, carrier: AdmCarrier): AdmIssue[] {
  const issues = new Issues();
  const { namespace } = file.document;
  issues.require(/ebuCore_(2014|2016)$/.test(namespace), 'namespace', `The root's namespace is '${namespace}'`);
  checkFile(carrier, issues);
  checkProgramme(file.document, carrier.frameCount / Math.max(1, carrier.sampleRateHz), issues);
  checkReferences(file.document, issues);
  checkChannels(file.document, issues);
  checkTracks(file, carrier, issues);
  if (!file.dbmd) issues.require(false, 'dbmd', 'There is no dbmd chunk');
  else {
    const { segments, binauralModes, notes } = file.dbmd;
    for (const note of notes) issues.require(false, 'dbmd', note);
    for (const id of [9, 10])
      issues.require(
        segments.some((s) => s.id === id),
        'dbmd',
        `The dbmd chunk has no segment ${id}`,
      );
    const count = binauralModes?.length ?? carrier.channels;
    issues.require(count === carrier.channels, 'dbmd', `${count} headphone modes for ${carrier.channels} tracks`);
  }
  return issues.list;
}
