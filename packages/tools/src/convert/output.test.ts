import { type AudioInfo, type MetadataChunk, memoryAudio, type SampleEncoding } from '@studiohand/core/audio';
import { parseBext } from '@studiohand/core/formats';
import type { Move, Plan } from '@studiohand/core/tool';
import { describe, expect, it } from 'vitest';
import { chainOf, MOVES } from './chain.ts';
import { codingHistoryLine, outputOf } from './output.ts';

const TIME_REFERENCE_OFFSET = 338;

function bext(timeReferenceFrames: bigint): MetadataChunk {
  const data = new Uint8Array(602);
  new DataView(data.buffer).setBigUint64(TIME_REFERENCE_OFFSET, timeReferenceFrames, true);
  return { kind: 'riff', id: 'bext', data, beforeAudio: true };
}

function chunk(id: string): MetadataChunk {
  return { kind: 'riff', id, data: Uint8Array.of(1, 2, 3), beforeAudio: false };
}

function info(metadata: MetadataChunk[], encoding: SampleEncoding = { kind: 'int', bits: 24 }): AudioInfo {
  return memoryAudio([new Float64Array(480), new Float64Array(480)], 48000, { metadata, encoding }).info;
}

function planOf(...moves: [string, Move['settings']][]): Plan {
  return {
    tool: 'convert',
    version: 1,
    seed: 1,
    moves: moves.map(([id, settings]) => ({ id, settings, enabled: true, title: id, reason: 'Test.', amount: 1 })),
  };
}

const TO_441: [string, Move['settings']] = [MOVES.resample, { sampleRateHz: 44100 }];
const TO_16: [string, Move['settings']] = [MOVES.depth, { encoding: { kind: 'int', bits: 16 }, usedBits: 24 }];
const TPDF: [string, Move['settings']] = [MOVES.dither, { mode: 'tpdf' }];

describe('outputOf', () => {
  it('carries the time reference to the new rate and says in the history what was done', () => {
    // One hour at 48 kHz is one hour at 44.1 kHz.
    const source = info([bext(172_800_000n)]);
    const spec = outputOf(chainOf(planOf(TO_441, TO_16, TPDF), source), source);
    const { timeReferenceFrames, codingHistory } = parseBext(spec.metadata[0]?.data ?? new Uint8Array());
    expect(timeReferenceFrames).toBe(158_760_000n);
    expect(codingHistory).toBe('A=PCM,F=44100,W=16,M=stereo,T=Studiohand convert; TPDF dither\r\n');
    expect(spec.frameCount).toBe(441);
    expect(parseBext(source.metadata[0]?.data ?? new Uint8Array()).timeReferenceFrames).toBe(172_800_000n);
  });

  it('leaves every byte when only the wrapper changes', () => {
    const source = info([bext(1000n), chunk('PEAK'), chunk('chna')]);
    const flac = planOf([MOVES.encode, { container: 'flac', codec: 'flac', lossy: false, metadata: 'keep' }]);
    const spec = outputOf(chainOf(flac, source), source);
    expect(spec).toMatchObject({ container: 'flac', codec: 'flac', encoding: { kind: 'int', bits: 24 } });
    spec.metadata.forEach((kept, i) => {
      expect(kept).toBe(source.metadata[i]);
    });
  });

  it('leaves out what describes the old samples once they change', () => {
    const source = info([chunk('PEAK'), chunk('levl'), chunk('iXML'), chunk('odd ')]);
    const { metadata } = outputOf(chainOf(planOf(TO_16, TPDF), source), source);
    expect(metadata.map(({ id }) => id)).toEqual(['iXML', 'odd ']);
  });

  it('writes histories for float, MP3 and multichannel', () => {
    const line = (plan: Plan, from: AudioInfo): string => codingHistoryLine(chainOf(plan, from));
    const float: [string, Move['settings']] = [MOVES.depth, { encoding: { kind: 'float', bits: 32 }, usedBits: 24 }];
    expect(line(planOf(float), info([]))).toBe('A=PCM,F=48000,W=32,M=stereo,T=Studiohand convert; float');
    const mp3 = planOf([
      MOVES.encode,
      { container: 'mp3', codec: 'mp3', lossy: true, codecOptions: { bitrateKbps: 320 }, metadata: 'keep' },
    ]);
    expect(line(mp3, info([]))).toBe('A=MPEG1L3,F=48000,B=320,M=stereo,T=Studiohand convert');
    const six = Array.from({ length: 6 }, () => new Float64Array(1));
    const surround = memoryAudio(six, 48000, { encoding: { kind: 'int', bits: 24 } }).info;
    expect(line(planOf(), surround)).toBe('A=PCM,F=48000,W=24,T=Studiohand convert; 5.1');
  });
});
