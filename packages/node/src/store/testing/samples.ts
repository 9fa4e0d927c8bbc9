/** Small records for tests of the store. */
import type { AudioSummary, Job, Source, Take } from '@studiohand/core/engine';
import type { NewJob } from '../jobs.ts';

const AUDIO: AudioSummary = {
  container: 'wav',
  codec: 'pcm',
  sampleRateHz: 48000,
  channels: 2,
  layout: ['L', 'R'],
  frameCount: 480000,
  encoding: { kind: 'int', bits: 24 },
  chunks: ['bext', 'iXML'],
  notes: [],
};

/** A source as an import hands it over. */
export function sampleSource(sessionId: string, sha256: string, name = 'Song.wav'): Omit<Source, 'id' | 'createdAt'> {
  return { sessionId, name, sha256, bytes: 2880044, audio: AUDIO, integratedLufs: -14.25, truePeakDbtp: -1 };
}

/** A take as a render hands it over. */
export function sampleTake(sessionId: string, sourceId: string, sha256: string): Omit<Take, 'id' | 'createdAt'> {
  return {
    ...{ sessionId, sourceId, name: 'Gain -1.5 dB', tool: 'gain', sha256, bytes: 2880044, audio: AUDIO },
    plan: { tool: 'gain', version: 1, moves: [], seed: 0 },
    ...{ integratedLufs: -15.75, truePeakDbtp: -2.5, deltaDb: -16 },
    proof: { json: { gainDb: -1.5 }, rows: [{ label: 'Gain', value: '-1.5 dB' }], findings: [] },
  };
}

/** What a job needs to be queued. */
export function sampleJob(sessionId: string, sourceId: string, kind: Job['kind'] = 'render'): NewJob {
  return { sessionId, sourceId, kind, tool: 'gain', params: { gainDb: -1.5 }, plan: null, priority: 0 };
}
