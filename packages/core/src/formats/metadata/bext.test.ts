import { describe, expect, it } from 'vitest';
import { appendCodingHistory, parseBext, rescaleTimeReference, withBextLoudness } from './bext.ts';

/** A chunk with every byte of the fixed part set, its texts terminated, and this history. */
function bext(history: string, version = 1): Uint8Array {
  const data = new Uint8Array(602 + history.length);
  const put = (at: number, text: string): void => data.set(new TextEncoder().encode(text), at);
  put(0, 'A take');
  put(256, 'Recorder');
  put(288, 'REF-1');
  put(320, '2026-11-25');
  put(330, '12:00:00');
  const view = new DataView(data.buffer);
  view.setBigUint64(338, 48000n * 43200n, true);
  view.setUint16(346, version, true);
  for (let i = 348; i < 412; i++) data[i] = i & 255;
  put(602, history);
  return data;
}

describe('bext', () => {
  it('is read field by field', () => {
    expect(parseBext(bext('A=PCM\r\n'))).toEqual({
      description: 'A take',
      originator: 'Recorder',
      originatorReference: 'REF-1',
      originationDate: '2026-11-25',
      originationTime: '12:00:00',
      timeReferenceFrames: 2073600000n,
      version: 1,
      loudness: undefined,
      codingHistory: 'A=PCM\r\n',
    });
    expect(parseBext(new Uint8Array(0))).toMatchObject({ description: '', timeReferenceFrames: 0n, codingHistory: '' });
  });

  it('TimeReference follows the rate exactly, beyond 32 bits too, and nothing else changes', () => {
    const data = bext('A=PCM\r\n');
    const moved = rescaleTimeReference(data, 48000, 192000);
    expect(parseBext(moved).timeReferenceFrames).toBe(192000n * 43200n);
    expect(rescaleTimeReference(moved, 192000, 48000)).toEqual(data);
    for (let i = 0; i < data.length; i++) if (i < 338 || i >= 346) expect(moved[i]).toBe(data[i]);
    const far = data.slice();
    far.fill(255, 338, 346);
    expect(parseBext(rescaleTimeReference(far, 44100, 96000)).timeReferenceFrames).toBe(2n ** 64n - 1n);
  });

  it('CodingHistory grows by one line, whatever it ended with', () => {
    const line = 'A=PCM,F=44100,W=24,M=stereo,T=studiohand';
    const history = (data: Uint8Array): string => parseBext(data).codingHistory;
    expect(history(appendCodingHistory(bext(''), line))).toBe(`${line}\r\n`);
    expect(history(appendCodingHistory(bext('A=PCM\r\n'), line))).toBe(`A=PCM\r\n${line}\r\n`);
    expect(history(appendCodingHistory(bext('A=PCM'), line))).toBe(`A=PCM\r\n${line}\r\n`);
    expect(history(appendCodingHistory(bext('A=PCM\r\n\0\0\0'), line))).toBe(`A=PCM\r\n${line}\r\n`);
    expect(appendCodingHistory(bext('A=PCM\r\n\0\0\0'), line).slice(-3)).toEqual(new Uint8Array(3));
    expect(history(appendCodingHistory(bext(''), 'two\r\nlines\0 \u2013 and a dash'))).toBe(
      'two lines  ? and a dash\r\n',
    );
    const data = bext('A=PCM\r\n');
    expect(appendCodingHistory(data, line).subarray(0, data.length)).toEqual(data);
  });

  it('loudness is written in hundredths, unset where it does not fit', () => {
    const loudness = {
      integratedLufs: -14.004,
      loudnessRangeLu: 6.7,
      truePeakDbtp: -1,
      maxMomentaryLufs: Number.NEGATIVE_INFINITY,
      maxShortTermLufs: undefined,
    };
    const data = withBextLoudness(bext('', 0), loudness);
    expect(parseBext(data)).toMatchObject({
      version: 2,
      loudness: {
        integratedLufs: -14,
        loudnessRangeLu: 6.7,
        truePeakDbtp: -1,
        maxMomentaryLufs: undefined,
        maxShortTermLufs: undefined,
      },
    });
    expect(parseBext(withBextLoudness(bext('', 3), loudness)).version).toBe(3);
  });

  it('cut chunks are filled up before they change', () => {
    expect(rescaleTimeReference(new Uint8Array(10), 1, 2).length).toBe(602);
    expect(appendCodingHistory(new Uint8Array(0), 'x').length).toBe(605);
  });
});
