/**
 * The `axml` chunk (ITU-R BS.2088) as an {@link AdmDocument}. Takes any ADM XML: within ebuCoreMain or bare, with or
 * without prefixes, versions 1 and 2 of BS.2076; what it does not know it leaves out and says so.
 */
import type {
  AdmBlock,
  AdmChannelFormat,
  AdmContent,
  AdmDocument,
  AdmObject,
  AdmPackFormat,
  AdmPosition,
  AdmProgramme,
  AdmStreamFormat,
  AdmTrackFormat,
  AdmTrackUid,
} from './model.ts';
import { parseAdmTime } from './time.ts';
import { decodeXml, parseXml, type XmlElement } from './xml.ts';

const attribute = (e: XmlElement, name: string): string => e.attributes.get(name) ?? '';
const child = (e: XmlElement, name: string): XmlElement | undefined => e.children.find((c) => c.name === name);
const references = (e: XmlElement, name: string): string[] =>
  e.children.filter((c) => c.name === name).map((c) => c.text.trim());

/** A finite number, or undefined. */
function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const time = (text: string): number | undefined => (text === '' ? undefined : parseAdmTime(text));

/** `{ [key]: value }`, or nothing where the file does not say: absent and undefined are not the same. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function positionOf(e: XmlElement): AdmPosition | undefined {
  const parts = new Map<string, number>();
  for (const c of e.children) {
    const value = c.name === 'position' ? number(c.text) : undefined;
    if (value !== undefined && !c.attributes.has('bound')) parts.set(attribute(c, 'coordinate'), value);
  }
  const x = parts.get('X');
  const y = parts.get('Y');
  if (x !== undefined && y !== undefined) return { kind: 'cartesian', x, y, z: parts.get('Z') ?? 0 };
  const azimuth = parts.get('azimuth');
  if (azimuth === undefined) return undefined;
  return { kind: 'polar', azimuth, elevation: parts.get('elevation') ?? 0, distance: parts.get('distance') ?? 1 };
}

function flag(e: XmlElement, name: string): boolean | undefined {
  const text = child(e, name)?.text.trim();
  return text === undefined ? undefined : text === '1' || text === 'true';
}

function gainOf(e: XmlElement): number {
  const gain = child(e, 'gain');
  const value = number(gain?.text) ?? (gain ? 1 : undefined);
  if (value === undefined) return 1;
  return gain?.attributes.get('gainUnit') === 'dB' ? 10 ** (value / 20) : value;
}

function blockOf(e: XmlElement): AdmBlock {
  const jump = child(e, 'jumpPosition');
  const size = (name: string): number | undefined => number(child(e, name)?.text);
  return {
    id: attribute(e, 'audioBlockFormatID'),
    ...given('rtimeSeconds', time(attribute(e, 'rtime'))),
    ...given('durationSeconds', time(attribute(e, 'duration'))),
    ...given('cartesian', flag(e, 'cartesian')),
    ...given('position', positionOf(e)),
    speakerLabels: references(e, 'speakerLabel'),
    gain: gainOf(e),
    ...given('jumpPosition', flag(e, 'jumpPosition')),
    ...given('interpolationSeconds', number(jump?.attributes.get('interpolationLength'))),
    ...given('width', size('width')),
    ...given('height', size('height')),
    ...given('depth', size('depth')),
  };
}

/** Reads the chunk. Throws AudioError where it is no XML, or larger than is read. */
export function readAxml(bytes: Uint8Array): AdmDocument {
  const programmes: AdmProgramme[] = [];
  const contents: AdmContent[] = [];
  const objects: AdmObject[] = [];
  const packFormats: AdmPackFormat[] = [];
  const channelFormats: AdmChannelFormat[] = [];
  const streamFormats: AdmStreamFormat[] = [];
  const trackFormats: AdmTrackFormat[] = [];
  const trackUids: AdmTrackUid[] = [];
  const notes: string[] = [];
  let blocks: AdmBlock[] = [];
  const type = (e: XmlElement): { typeDefinition: string; typeLabel: string } => ({
    typeDefinition: attribute(e, 'typeDefinition'),
    typeLabel: attribute(e, 'typeLabel'),
  });
  const format = (e: XmlElement): { formatDefinition: string; formatLabel: string } => ({
    formatDefinition: attribute(e, 'formatDefinition'),
    formatLabel: attribute(e, 'formatLabel'),
  });
  const readers: Readonly<Record<string, (e: XmlElement) => void>> = {
    audioProgramme: (e) =>
      programmes.push({
        id: attribute(e, 'audioProgrammeID'),
        name: attribute(e, 'audioProgrammeName'),
        ...given('startSeconds', time(attribute(e, 'start'))),
        ...given('endSeconds', time(attribute(e, 'end'))),
        contents: references(e, 'audioContentIDRef'),
      }),
    audioContent: (e) => {
      const dialogue = child(e, 'dialogue');
      contents.push({
        id: attribute(e, 'audioContentID'),
        name: attribute(e, 'audioContentName'),
        objects: references(e, 'audioObjectIDRef'),
        ...given('dialogue', number(dialogue?.text)),
        ...given('dialogueKind', dialogue?.attributes.get('mixedContentKind')),
      });
    },
    audioObject: (e) =>
      objects.push({
        id: attribute(e, 'audioObjectID'),
        name: attribute(e, 'audioObjectName'),
        ...given('startSeconds', time(attribute(e, 'start'))),
        ...given('durationSeconds', time(attribute(e, 'duration'))),
        ...given('interact', e.attributes.get('interact')),
        packs: references(e, 'audioPackFormatIDRef'),
        objects: references(e, 'audioObjectIDRef'),
        trackUids: references(e, 'audioTrackUIDRef'),
      }),
    audioPackFormat: (e) =>
      packFormats.push({
        id: attribute(e, 'audioPackFormatID'),
        name: attribute(e, 'audioPackFormatName'),
        ...type(e),
        channels: references(e, 'audioChannelFormatIDRef'),
        packs: references(e, 'audioPackFormatIDRef'),
      }),
    audioBlockFormat: (e) => blocks.push(blockOf(e)),
    audioChannelFormat: (e) => {
      channelFormats.push({
        id: attribute(e, 'audioChannelFormatID'),
        name: attribute(e, 'audioChannelFormatName'),
        ...type(e),
        blocks,
        hasFrequency: child(e, 'frequency') !== undefined,
      });
      blocks = [];
    },
    audioStreamFormat: (e) =>
      streamFormats.push({
        id: attribute(e, 'audioStreamFormatID'),
        name: attribute(e, 'audioStreamFormatName'),
        ...format(e),
        channels: references(e, 'audioChannelFormatIDRef'),
        packs: references(e, 'audioPackFormatIDRef'),
        tracks: references(e, 'audioTrackFormatIDRef'),
      }),
    audioTrackFormat: (e) =>
      trackFormats.push({
        id: attribute(e, 'audioTrackFormatID'),
        name: attribute(e, 'audioTrackFormatName'),
        ...format(e),
        streams: references(e, 'audioStreamFormatIDRef'),
      }),
    audioTrackUID: (e) =>
      trackUids.push({
        uid: attribute(e, 'UID'),
        ...given('sampleRateHz', number(e.attributes.get('sampleRate'))),
        ...given('bitDepth', number(e.attributes.get('bitDepth'))),
        trackFormats: references(e, 'audioTrackFormatIDRef'),
        packs: references(e, 'audioPackFormatIDRef'),
      }),
  };
  const root = parseXml(decodeXml(bytes), (element) => {
    const reader = Object.hasOwn(readers, element.name) ? readers[element.name] : undefined;
    reader?.(element);
    return reader === undefined;
  });
  if (blocks.length > 0) notes.push(`${blocks.length} block formats stand outside of a channel format`);
  if (programmes.length + objects.length + trackUids.length === 0)
    notes.push(`The XML (root element ${root.name}) describes no audio programme, object or track`);
  return {
    namespace: attribute(root, 'xmlns'),
    programmes,
    contents,
    objects,
    packFormats,
    channelFormats,
    streamFormats,
    trackFormats,
    trackUids,
    notes,
  };
}
