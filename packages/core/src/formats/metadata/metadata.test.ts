import { describe, expect, it } from 'vitest';
import type { MetadataChunk } from '../../audio/index.ts';
import { rescaleAiffMarkers } from './aiffMarkers.ts';
import { rescaleCue, rescaleLabeledText } from './cue.ts';
import { rescaleIxml } from './ixml.ts';
import { RESCALED_CHUNKS, rescaleMetadata } from './rescaleMetadata.ts';
import { rescalePosition, rescalePosition32 } from './rescalePosition.ts';
import { rescaleSmpl } from './smpl.ts';

const le = (...values: number[]): number[] =>
  values.flatMap((v) => [v & 255, (v >>> 8) & 255, (v >>> 16) & 255, (v >>> 24) & 255]);
const text = (s: string): number[] => [...s].map((c) => c.charCodeAt(0));
const bytes = (...parts: (number[] | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? text(p) : p)));
const string = (data: Uint8Array): string => String.fromCharCode(...data);

describe('rescalePosition', () => {
  it('rounds to nearest in exact arithmetic, however large', () => {
    expect(rescalePosition(44100n, 44100, 48000)).toBe(48000n);
    expect(rescalePosition(1n, 44100, 48000)).toBe(1n);
    expect(rescalePosition(1n, 96000, 48000)).toBe(1n);
    // Half a day at 192 kHz, to 44.1 kHz and back, beyond what a double could multiply exactly.
    const noon = 192000n * 43200n + 7n;
    expect(rescalePosition(noon, 192000, 44100)).toBe((noon * 44100n + 96000n) / 192000n);
    expect(rescalePosition(2n ** 63n, 48000, 48000)).toBe(2n ** 63n);
    expect(rescalePosition(48000n, 48000, 48000 / 1.001)).toBe(47952n);
  });

  it('holds 32-bit fields at their end and refuses impossible rates', () => {
    expect(rescalePosition32(0xffffffff, 44100, 96000)).toBe(0xffffffff);
    expect(rescalePosition32(88200, 88200, 44100)).toBe(44100);
    expect(() => rescalePosition(1n, 0, 44100)).toThrow(RangeError);
  });
});

describe('cue points and regions', () => {
  const point = (id: number, position: number, offset: number): number[] => [
    ...le(id, position),
    ...text('data'),
    ...le(0, 0, offset),
  ];

  it('move with the rate; ids and chunk fields stay', () => {
    const cue = bytes(le(2), point(7, 0, 44100), point(9, 88200, 88200));
    expect(rescaleCue(cue, 44100, 48000)).toEqual(bytes(le(2), point(7, 0, 48000), point(9, 96000, 96000)));
    expect(rescaleCue(rescaleCue(cue, 44100, 96000), 96000, 44100)).toEqual(cue);
  });

  it('of a cut chunk change as far as they are whole', () => {
    const cue = bytes(le(2), point(7, 0, 44100), point(9, 88200, 88200).slice(0, 11));
    const moved = rescaleCue(cue, 44100, 48000);
    expect(moved.length).toBe(cue.length);
    expect(moved.subarray(28)).toEqual(cue.subarray(28));
    expect(rescaleCue(new Uint8Array(3), 44100, 48000)).toEqual(new Uint8Array(3));
  });

  it('have lengths in ltxt, behind labels of odd size; other lists stay', () => {
    const list = (length: number): Uint8Array =>
      bytes(
        'adtl',
        'labl',
        le(7),
        le(7),
        'Ab\0',
        [0],
        'ltxt',
        le(20),
        le(7, length),
        'rgn ',
        le(0, 0),
        'note',
        le(2),
        'xy',
      );
    expect(rescaleLabeledText(list(22050), 44100, 96000)).toEqual(list(48000));
    const info = bytes('INFO', 'ltxt', le(20), le(7, 22050), 'rgn ', le(0, 0));
    expect(rescaleLabeledText(info, 44100, 96000)).toEqual(info);
  });
});

describe('smpl', () => {
  const smpl = (period: number, loops: [number, number][], claimed = loops.length): Uint8Array =>
    bytes(
      le(1, 2, period, 60, 5, 6, 7, claimed, 0),
      ...loops.flatMap(([start, end], i) => [le(i, 0, start, end, 0, 0)]),
    );

  it('loops keep their ends: the frame behind the last one scales', () => {
    const at48 = smpl(Math.round(1e9 / 48000), [
      [0, 47999],
      [24000, 47999],
    ]);
    const at96 = smpl(Math.round(1e9 / 96000), [
      [0, 95999],
      [48000, 95999],
    ]);
    expect(rescaleSmpl(at48, 48000, 96000)).toEqual(at96);
    expect(rescaleSmpl(at96, 96000, 48000)).toEqual(at48);
  });

  it('claims of more loops than there are, and cut chunks, do no harm', () => {
    const lying = smpl(20833, [[0, 47999]], 1e6);
    expect(rescaleSmpl(lying, 48000, 96000)).toEqual(smpl(10417, [[0, 95999]], 1e6));
    expect(rescaleSmpl(new Uint8Array(35), 48000, 96000)).toEqual(new Uint8Array(35));
    expect(rescaleSmpl(smpl(20833, [[0, 0xffffffff]]), 48000, 96000)).toEqual(smpl(10417, [[0, 0xfffffffe]]));
  });
});

describe('iXML', () => {
  const xml = (rate: number, high: number, low: number): string =>
    `<?xml version="1.0"?><BWFXML><NOTE>d\xe9j\xe0 44100</NOTE><SPEED><FILE_SAMPLE_RATE>${rate}</FILE_SAMPLE_RATE>` +
    `<TIMESTAMP_SAMPLE_RATE>${rate}</TIMESTAMP_SAMPLE_RATE>` +
    `<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>${high}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>` +
    `<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>${low}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>` +
    `<BEXT><BWF_TIME_REFERENCE_LOW>${low}</BWF_TIME_REFERENCE_LOW>` +
    `<BWF_TIME_REFERENCE_HIGH>${high}</BWF_TIME_REFERENCE_HIGH></BEXT></BWFXML>\0`;

  it('rates and both time stamps change, every other byte stays', () => {
    const from = bytes(xml(48000, 0, 48000 * 3600));
    expect(string(rescaleIxml(from, 48000, 96000))).toBe(xml(96000, 0, 96000 * 3600));
    // 20 h at 96 kHz need more than 32 bits.
    const late = 96000 * 3600 * 20;
    const far = bytes(xml(48000, 0, 48000 * 3600 * 20));
    expect(string(rescaleIxml(far, 48000, 96000))).toBe(xml(96000, Math.floor(late / 2 ** 32), late % 2 ** 32));
  });

  it('without such fields, with broken ones, or none at all stays as it is', () => {
    for (const odd of [
      '',
      '<BWFXML/>',
      '<BWF_TIME_REFERENCE_LOW>abc</BWF_TIME_REFERENCE_LOW>',
      '<FILE_SAMPLE_RATE>48',
    ]) {
      expect(string(rescaleIxml(bytes(odd), 48000, 96000))).toBe(odd);
    }
  });
});

describe('MARK', () => {
  const mark = (...markers: [number, string][]): Uint8Array =>
    bytes(
      [0, markers.length],
      ...markers.map(([position, name], i) => [
        0,
        i + 1,
        ...le(position).reverse(),
        name.length,
        ...text(name),
        ...(name.length % 2 ? [] : [0]),
      ]),
    );

  it('markers move, names of odd and even length stay', () => {
    const from = mark([0, ''], [44100, 'Verse'], [88200, 'Hook'], [132300, 'x']);
    expect(rescaleAiffMarkers(from, 44100, 48000)).toEqual(
      mark([0, ''], [48000, 'Verse'], [96000, 'Hook'], [144000, 'x']),
    );
  });

  it('that claims more markers than it holds does no harm', () => {
    const cut = mark([44100, 'Verse'], [88200, 'Hook']).slice(0, 20);
    expect(rescaleAiffMarkers(cut, 44100, 48000).length).toBe(20);
    expect(rescaleAiffMarkers(new Uint8Array(1), 44100, 48000)).toEqual(new Uint8Array(1));
  });
});

describe('rescaleMetadata', () => {
  const chunk = (kind: MetadataChunk['kind'], id: string, data: Uint8Array): MetadataChunk => ({
    kind,
    id,
    data,
    beforeAudio: true,
  });

  it('changes what holds positions and passes on everything else untouched', () => {
    const bext = new Uint8Array(602);
    new DataView(bext.buffer).setBigUint64(338, 44100n * 3600n, true);
    const given = [
      chunk('riff', 'bext', bext),
      chunk('riff', 'LIST', bytes('INFO', 'INAM', le(2), 'ab')),
      chunk('riff', 'axml', bytes('<ebuCoreMain/>')),
      chunk('riff', 'cue ', bytes(le(0))),
      chunk('tag', 'TITLE', bytes('Song')),
      chunk('aiff', 'MARK', bytes([0, 1, 0, 1], le(44100).reverse(), [0, 0])),
    ];
    const copy = structuredClone(given);
    const { metadata, changed } = rescaleMetadata(given, 44100, 48000);
    expect(changed).toEqual(['bext', 'MARK']);
    expect(given).toEqual(copy);
    expect(new DataView(metadata[0]!.data.buffer).getBigUint64(338, true)).toBe(48000n * 3600n);
    for (const same of [1, 2, 3, 4]) expect(metadata[same]).toBe(given[same]);
    expect(rescaleMetadata(given, 44100, 44100)).toEqual({ metadata: given, changed: [] });
  });

  it('takes empty and cut chunks of every kind', () => {
    for (const name of RESCALED_CHUNKS) {
      const [kind, id] = [name.slice(0, 4) as 'riff' | 'aiff', name.slice(5)];
      for (let length = 0; length < 64; length++) {
        const data = Uint8Array.from({ length }, (_, i) => (i * 91 + 255) & 255);
        const result = rescaleMetadata([chunk(kind, id, data)], 48000, 44100).metadata[0];
        if (id !== 'bext') expect(result?.data.length).toBe(length);
      }
    }
  });
});
