export { BED_712, type BedChannel, MAX_OBJECTS } from './bed.ts';
export { type AdmScene, type AdmSceneObject, admChunks, admTracks, buildAxml } from './buildAdm.ts';
export { type AdmCarrier, type AdmIssue, checkAdmProfile } from './checkProfile.ts';
export { buildChna, type ChnaTrack, readChna } from './chna.ts';
export { type BinauralMode, buildDbmd, DBMD_BINAURAL_MODES, type Dbmd, type DbmdSpec, readDbmd } from './dbmd.ts';
export type {
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
export { type AdmFile, readAdm } from './readAdm.ts';
export { readAxml } from './readAxml.ts';
export { admTime, parseAdmTime } from './time.ts';
export { decodeXml, parseXml, type XmlElement } from './xml.ts';
