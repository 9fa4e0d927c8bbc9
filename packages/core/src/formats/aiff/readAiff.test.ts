/** Files of other programs, and files that programs get wrong, put together byte by byte. */
import { describe, expect, it } from 'vitest';
import { AudioError, type AudioSource, memorySource, readAll } from '../../audio/index.ts';
import { writeExtended80 } from './extended80.ts';
import { openAiff } from './openAiff.ts';

type Part = string | readonly number[] | Uint8Array;
const u16 = (v: number): number[] => [(v >> 8) & 255, v & 255];
const u32 = (v: number): number[] => [...u16(v >>> 16), ...u16(v & 0xffff)];
const bytesOf = (...parts: Part[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? [...p].map((c) => c.charCodeAt(0)) : [...p])));
const chunk = (id: string, data: Part, size = bytesOf(data).length): Uint8Array<ArrayBuffer> => {
  const payload = bytesOf(data);
  return bytesOf(id, u32(size), payload, payload.length % 2 ? [0] : []);
};
const rate = (hz: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(10));
  if (hz > 0) writeExtended80(view, 0, hz);
  return new Uint8Array(view.buffer);
};
const comm = (channels: number, frames: number, bits: number, type?: string, hz = 44100): Uint8Array =>
  bytesOf(u16(channels), u32(frames), u16(bits), rate(hz), type ? [...bytesOf(type), 0, 0] : []);
const ssnd = (data: Part, offset = 0): Uint8Array<ArrayBuffer> =>
  bytesOf(u32(offset), u32(0), new Uint8Array(offset).fill(0x55), data);
const form = (type: 'AIFF' | 'AIFC', ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const body = bytesOf(type, ...parts);
  return bytesOf('FORM', u32(body.length), body);
};
const open = (bytes: Uint8Array): Promise<AudioSource> => openAiff(memorySource(bytes, 'x.aif'));
const DATA = [0, 1, 0, 2, 0x80, 0];
const EXPECTED = Float64Array.of(1 / 32768, 2 / 32768, -1);
const COMM = chunk('COMM', comm(1, 3, 16));
const SSND = chunk('SSND', ssnd(DATA));
const expectSamples = async (bytes: Uint8Array, note?: RegExp): Promise<AudioSource> => {
  const source = await open(bytes);
  expect(await readAll(source)).toEqual([EXPECTED]);
  if (note) expect(source.info.notes.join('\n')).toMatch(note);
  else expect(source.info.notes).toEqual([]);
  return source;
};
const aifc = async (
  type: string,
  bits: number,
  data: Part,
): Promise<{ info: AudioSource['info']; values: number[] }> => {
  const payload = bytesOf(data);
  const bytesEach = type.endsWith('64') || type.endsWith('FL64') ? 8 : Math.ceil(bits / 8);
  const head = comm(1, payload.length / bytesEach, bits, type);
  const source = await open(form('AIFC', chunk('COMM', head), chunk('SSND', ssnd(payload))));
  return { info: source.info, values: [...((await readAll(source))[0] ?? [])] };
};

describe('openAiff reads', () => {
  it('integers under every name', async () => {
    for (const type of ['NONE', 'none', 'twos']) {
      expect((await aifc(type, 16, [0x40, 0, 0x80, 0])).values).toEqual([0.5, -1]);
    }
    expect((await aifc('sowt', 16, [0, 0x40, 0, 0x80])).values).toEqual([0.5, -1]);
    expect((await aifc('sowt', 24, [1, 0, 0, 0, 0, 0x80])).values).toEqual([2 ** -23, -1]);
    expect((await aifc('raw ', 8, [0x80, 0, 0xff, 0xc0])).values).toEqual([0, -1, 127 / 128, 0.5]);
    expect((await aifc('in24', 24, [0x40, 0, 0])).values).toEqual([0.5]);
    expect((await aifc('42ni', 24, [0, 0, 0x40])).values).toEqual([0.5]);
    expect((await aifc('in32', 32, [0x40, 0, 0, 0])).values).toEqual([0.5]);
    expect((await aifc('23ni', 32, [0, 0, 0, 0x40])).values).toEqual([0.5]);
  });

  it('floats, also beyond full scale, NaN and infinity', async () => {
    const words = new DataView(new ArrayBuffer(16));
    words.setFloat32(0, -3.5);
    words.setFloat32(4, Number.NaN);
    words.setFloat32(8, Number.POSITIVE_INFINITY);
    words.setFloat32(12, 2 ** -149);
    for (const type of ['fl32', 'FL32']) {
      const { info, values } = await aifc(type, 32, new Uint8Array(words.buffer));
      expect(values).toEqual([-3.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -149]);
      expect(info.encoding).toEqual({ kind: 'float', bits: 32 });
    }
    words.setFloat64(0, Math.PI);
    words.setFloat64(8, -1e-300);
    for (const type of ['fl64', 'FL64']) {
      expect((await aifc(type, 64, new Uint8Array(words.buffer))).values).toEqual([Math.PI, -1e-300]);
    }
  });

  it('mu-law and A-law by the tables of G.711', async () => {
    for (const type of ['ulaw', 'ULAW']) {
      const { info, values } = await aifc(type, 8, [0x00, 0x80, 0xff]);
      expect(values.map((v) => v * 32768)).toEqual([-32124, 32124, 0]);
      expect(info).toMatchObject({ codec: 'mulaw', encoding: undefined });
    }
    for (const type of ['alaw', 'ALAW']) {
      const { values } = await aifc(type, 8, [0x2a, 0xaa, 0xd5, 0x55]);
      expect(values.map((v) => v * 32768)).toEqual([-32256, 32256, 8, -8]);
    }
  });

  it('chunks in any order, SSND first and COMM last', async () => {
    const mark = chunk('MARK', [0, 0]);
    const source = await expectSamples(form('AIFF', mark, SSND, chunk('NAME', 'abc'), COMM));
    expect(source.info.metadata).toMatchObject([
      { id: 'MARK', beforeAudio: true },
      { id: 'NAME', data: bytesOf('abc'), beforeAudio: false },
    ]);
  });

  it('samples behind the SSND offset', async () => {
    await expectSamples(form('AIFF', COMM, chunk('SSND', ssnd(DATA, 10))));
    await expectSamples(form('AIFF', COMM, chunk('SSND', ssnd(DATA, 7))));
    const wrong = bytesOf(u32(9999), u32(0), DATA);
    await expectSamples(form('AIFF', COMM, chunk('SSND', wrong)), /skip 9999 bytes but holds 6/);
  });

  it('a missing pad byte, a wrong FORM size, rubbish at the end', async () => {
    const odd = bytesOf('NAME', u32(3), 'abc');
    const source = await expectSamples(form('AIFF', odd, COMM, SSND), /pad byte after.*'NAME'.*missing/);
    expect(source.info.metadata[0]?.data).toEqual(bytesOf('abc'));
    const good = form('AIFF', COMM, SSND);
    const wrong = good.slice();
    wrong.set([0, 0, 0, 9], 4);
    await expectSamples(wrong, /FORM size says 17/);
    await expectSamples(bytesOf(good, new Uint8Array(600)), /600 bytes after chunk 'SSND'.*ignored/);
  });

  it('fewer and more frames than COMM declares', async () => {
    await expectSamples(form('AIFF', chunk('COMM', comm(1, 0, 16)), SSND), /0 frames.*unfinished/);
    await expectSamples(form('AIFF', chunk('COMM', comm(1, 9, 16)), SSND), /9 frames but only 3.*cut off/);
    const longer = chunk('SSND', ssnd([...DATA, 1, 2, 3, 4]));
    await expectSamples(form('AIFF', COMM, longer), /2 frames more/);
    const cut = form('AIFF', COMM, chunk('SSND', ssnd(DATA), 4000));
    await expectSamples(cut, /declares 4000 bytes where 14 are left/);
    const partial = chunk('SSND', ssnd([...DATA, 9]));
    await expectSamples(form('AIFF', COMM, partial), /last 1 bytes/);
  });

  it('12 bits left-justified in 16, said in validBits', async () => {
    const source = await open(form('AIFF', chunk('COMM', comm(1, 1, 12)), chunk('SSND', ssnd([0x00, 0x10]))));
    expect(source.info).toMatchObject({ validBits: 12, encoding: { kind: 'int', bits: 16 } });
    expect(await readAll(source)).toEqual([Float64Array.of(2 ** -11)]);
  });

  it('no frames without an SSND chunk', async () => {
    const source = await open(form('AIFF', chunk('COMM', comm(2, 0, 16))));
    expect(source.info).toMatchObject({ frameCount: 0, channels: 2, notes: [] });
    expect(await readAll(source)).toEqual([new Float64Array(0), new Float64Array(0)]);
  });

  it('duplicates and unknown chunks in order, but one COMM and one SSND', async () => {
    const twice = form(
      'AIFF',
      chunk('ANNO', 'one'),
      COMM,
      SSND,
      chunk('ANNO', 'two'),
      COMM,
      SSND,
      chunk('\x7exyz', []),
    );
    const source = await expectSamples(twice, /second 'COMM'.*\n.*second 'SSND'/i);
    expect(source.info.metadata.map((c) => c.id)).toEqual(['ANNO', 'ANNO', '\x7exyz']);
  });
});

describe('openAiff refuses, and says where and what to do', () => {
  const silent = chunk('SSND', ssnd([0, 0]));
  const cases: [string, Uint8Array, string, RegExp][] = [
    ['text', bytesOf('hello world, this is text'), 'not-audio', /bytes 0 to 11/],
    ['nothing', new Uint8Array(0), 'not-audio', /bytes 0 to 11/],
    ['another FORM', bytesOf('FORM', u32(4), '8SVX'), 'not-audio', /bytes 0 to 11/],
    ['no SSND', form('AIFF', COMM), 'corrupt', /no 'SSND'.*'COMM' at byte 12/],
    ['no COMM', form('AIFF', SSND), 'corrupt', /no 'COMM'/],
    ['short COMM', form('AIFF', chunk('COMM', [0, 1]), SSND), 'corrupt', /'COMM' at byte 12 has 2 bytes/],
    ['0 channels', form('AIFF', chunk('COMM', comm(0, 1, 16)), silent), 'corrupt', /0 channels/],
    ['65 channels', form('AIFF', chunk('COMM', comm(65, 1, 16)), silent), 'unsupported-format', /65 channels/],
    ['0 Hz', form('AIFF', chunk('COMM', comm(1, 1, 16, undefined, 0)), silent), 'corrupt', /0 Hz/],
    ['2 MHz', form('AIFF', chunk('COMM', comm(1, 1, 16, undefined, 2e6)), silent), 'unsupported-format', /2000000 Hz/],
    ['0 bits', form('AIFF', chunk('COMM', comm(1, 1, 0)), silent), 'corrupt', /0 bits/],
    ['64-bit int', form('AIFF', chunk('COMM', comm(1, 1, 64)), silent), 'corrupt', /64 bits/],
    ['MACE', form('AIFC', chunk('COMM', comm(1, 1, 8, 'MAC3')), silent), 'unsupported-codec', /'MAC3'/],
    ['IMA', form('AIFC', chunk('COMM', comm(1, 1, 16, 'ima4')), silent), 'unsupported-codec', /'ima4'/],
    ['SSND of 4 bytes', form('AIFF', COMM, chunk('SSND', [0, 0, 0, 0])), 'corrupt', /'SSND' at byte 38 has 4 bytes/],
  ];
  it.each(cases)('%s', async (_name, bytes, code, message) => {
    const error = await open(bytes).then(
      () => undefined,
      (e: unknown) => e,
    );
    if (!(error instanceof AudioError)) throw error ?? new Error('was read');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('x.aif');
    expect(error.hint.length).toBeGreaterThan(10);
  });
});
