/**
 * The audio definition model of ITU-R BS.2076 as far as files carry it: who describes which track. Plain data; every
 * reference is an id. Times in seconds.
 */

/** A position in the room (X right, Y front, Z up, each about -1..1) or around the head (degrees, left positive). */
export type AdmPosition =
  | { readonly kind: 'cartesian'; readonly x: number; readonly y: number; readonly z: number }
  | { readonly kind: 'polar'; readonly azimuth: number; readonly elevation: number; readonly distance: number };

/** One stretch of a channel's life. Absent fields are those the file does not state. */
export interface AdmBlock {
  readonly id: string;
  readonly rtimeSeconds?: number;
  readonly durationSeconds?: number;
  /** The `cartesian` flag as written. */
  readonly cartesian?: boolean;
  readonly position?: AdmPosition;
  readonly speakerLabels: readonly string[];
  /** Linear. */
  readonly gain: number;
  readonly jumpPosition?: boolean;
  readonly interpolationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
}

export interface AdmProgramme {
  readonly id: string;
  readonly name: string;
  readonly startSeconds?: number;
  readonly endSeconds?: number;
  readonly contents: readonly string[];
}

export interface AdmContent {
  readonly id: string;
  readonly name: string;
  readonly objects: readonly string[];
  /** 0 no dialogue, 1 dialogue, 2 mixed (BS.2076 table 12). */
  readonly dialogue?: number;
  readonly dialogueKind?: string;
}

export interface AdmObject {
  readonly id: string;
  readonly name: string;
  readonly startSeconds?: number;
  readonly durationSeconds?: number;
  readonly interact?: string;
  readonly packs: readonly string[];
  readonly objects: readonly string[];
  readonly trackUids: readonly string[];
}

export interface AdmPackFormat {
  readonly id: string;
  readonly name: string;
  readonly typeDefinition: string;
  readonly typeLabel: string;
  readonly channels: readonly string[];
  readonly packs: readonly string[];
}

export interface AdmChannelFormat {
  readonly id: string;
  readonly name: string;
  readonly typeDefinition: string;
  readonly typeLabel: string;
  readonly blocks: readonly AdmBlock[];
  /** Whether a `frequency` element is present, on a channel that says it is an LFE. */
  readonly hasFrequency: boolean;
}

export interface AdmStreamFormat {
  readonly id: string;
  readonly name: string;
  readonly formatDefinition: string;
  readonly formatLabel: string;
  readonly channels: readonly string[];
  readonly packs: readonly string[];
  readonly tracks: readonly string[];
}

export interface AdmTrackFormat {
  readonly id: string;
  readonly name: string;
  readonly formatDefinition: string;
  readonly formatLabel: string;
  readonly streams: readonly string[];
}

export interface AdmTrackUid {
  readonly uid: string;
  readonly sampleRateHz?: number;
  readonly bitDepth?: number;
  readonly trackFormats: readonly string[];
  readonly packs: readonly string[];
}

/** A whole `axml` chunk. */
export interface AdmDocument {
  /** The xmlns of the root element; '' when there is none. */
  readonly namespace: string;
  readonly programmes: readonly AdmProgramme[];
  readonly contents: readonly AdmContent[];
  readonly objects: readonly AdmObject[];
  readonly packFormats: readonly AdmPackFormat[];
  readonly channelFormats: readonly AdmChannelFormat[];
  readonly streamFormats: readonly AdmStreamFormat[];
  readonly trackFormats: readonly AdmTrackFormat[];
  readonly trackUids: readonly AdmTrackUid[];
  /** What was not understood and left out. */
  readonly notes: readonly string[];
}
