/** Files that other programs get wrong or write in unusual ways, put together byte by byte. */
import { describe, expect, it } from 'vitest';
import { AudioError, type AudioSource, memorySource, readAll } from '../../audio/index.ts';
import { openWave } from './openWave.ts';

type Part = string | number[] | Uint8Array;
const u16 = (v: number): number[] => [v & 255, (v >> 8) & 255];
const u32 = (v: number): number[] => [...u16(v & 0xffff), ...u16(v >>> 16)];
const u64 = (v: number): number[] => [...u32(v % 2 ** 32), ...u32(Math.floor(v / 2 ** 32))];
const bytesOf = (...parts: Part[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? [...p].map((c) => c.charCodeAt(0)) : [...p])));
const chunk = (id: string, data: Part, size = bytesOf(data).length): Uint8Array<ArrayBuffer> => {
  const payload = bytesOf(data);
  return bytesOf(id, u32(size), payload, payload.length % 2 ? [0] : []);
};
const fmt = (tag: number, channels: number, rate: number, bits: number, align = (channels * bits) / 8): number[] => [
  ...u16(tag),
  ...u16(channels),
  ...u32(rate),
  ...u32(rate * align),
  ...u16(align),
  ...u16(bits),
];
const PCM16 = fmt(1, 1, 44100, 16);
const DATA = [1, 0, 2, 0, 0, 128];
const EXPECTED = Float64Array.of(1 / 32768, 2 / 32768, -1);
const riff = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const body = bytesOf('WAVE', ...parts);
  return bytesOf('RIFF', u32(body.length), body);
};
const open = (bytes: Uint8Array): Promise<AudioSource> => openWave(memorySource(bytes, 'x.wav'));
const failure = async (bytes: Uint8Array): Promise<AudioError> => {
  const error = await open(bytes).then(
    () => new Error('was read'),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(AudioError);
  return error as AudioError;
};
const expectSamples = async (bytes: Uint8Array, note?: RegExp): Promise<AudioSource> => {
  const source = await open(bytes);
  expect(await readAll(source)).toEqual([EXPECTED]);
  if (note) expect(source.info.notes.join('\n')).toMatch(note);
  else expect(source.info.notes).toEqual([]);
  return source;
};

describe('openWave reads', () => {
  it('chunks in any order, also bext before fmt and fmt after data', async () => {
    const bext = chunk('bext', new Uint8Array(603).fill(7));
    const first = await expectSamples(riff(bext, chunk('fmt ', PCM16), chunk('data', DATA)));
    expect(first.info.metadata).toEqual([
      { kind: 'riff', id: 'bext', data: new Uint8Array(603).fill(7), beforeAudio: true },
    ]);
    const last = await expectSamples(riff(chunk('data', DATA), chunk('fmt ', PCM16), bext));
    expect(last.info.metadata).toMatchObject([{ id: 'bext', beforeAudio: false }]);
  });

  it('keeps duplicates in order and drops fillers', async () => {
    const source = await expectSamples(
      riff(
        chunk('JUNK', new Uint8Array(28)),
        chunk('LIST', 'one'),
        chunk('fmt ', PCM16),
        chunk('LIST', 'two'),
        chunk('PAD ', [0]),
        chunk('data', DATA),
        chunk('LIST', 'one'),
      ),
    );
    expect(source.info.metadata.map((c) => [c.id, String.fromCharCode(...c.data), c.beforeAudio])).toEqual([
      ['LIST', 'one', true],
      ['LIST', 'two', true],
      ['LIST', 'one', false],
    ]);
  });

  it('data of size 0, 0xFFFFFFFF, or more than there is', async () => {
    const head = [chunk('fmt ', PCM16)];
    await expectSamples(riff(...head, chunk('data', DATA, 0)), /declares 0 bytes.*read to the end/);
    await expectSamples(riff(...head, chunk('data', DATA, 0xffffffff)), /size open/);
    await expectSamples(riff(...head, chunk('data', DATA, 4000)), /4000 bytes but only 6.*cut off/);
  });

  it('an honestly empty data chunk as no frames', async () => {
    const source = await open(riff(chunk('fmt ', PCM16), chunk('data', []), chunk('LIST', 'INFO')));
    expect(source.info).toMatchObject({ frameCount: 0, notes: [], metadata: [{ id: 'LIST' }] });
    expect(await readAll(source)).toEqual([new Float64Array(0)]);
  });

  it('a missing pad byte, inside and at the end', async () => {
    const odd = bytesOf('LIST', u32(3), 'abc');
    const source = await expectSamples(riff(odd, chunk('fmt ', PCM16), chunk('data', DATA)), /pad byte after.*missing/);
    expect(source.info.metadata[0]?.data).toEqual(bytesOf('abc'));
    await expectSamples(riff(chunk('fmt ', PCM16), chunk('data', DATA), odd));
  });

  it('a wrong RIFF size and rubbish at the end', async () => {
    const good = riff(chunk('fmt ', PCM16), chunk('data', DATA));
    const wrong = good.slice();
    wrong.set([1, 2, 3, 0], 4);
    await expectSamples(wrong, /RIFF size says/);
    await expectSamples(bytesOf(good, new Uint8Array(600)), /600 bytes after chunk 'data'.*ignored/);
  });

  it('a partial last frame by dropping it', async () => {
    await expectSamples(riff(chunk('fmt ', PCM16), chunk('data', [...DATA, 9])), /last 1 bytes/);
  });

  it('RF64 with sizes in ds64 and its table', async () => {
    const ds64 = [...u64(0), ...u64(6), ...u64(3), ...u32(1), ...bytesOf('axml'), ...u64(4)];
    const body = bytesOf('WAVE', chunk('ds64', ds64), chunk('fmt ', PCM16), chunk('data', DATA, 0xffffffff));
    const bytes = bytesOf('RF64', u32(0xffffffff), body, bytesOf('axml', u32(0xffffffff), 'abcd'), chunk('LIST', 'xy'));
    const source = await expectSamples(bytes);
    expect(source.info).toMatchObject({ container: 'rf64', metadata: [{ id: 'axml' }, { id: 'LIST' }] });
  });

  it('lying nBlockAlign and bits by believing what is possible', async () => {
    await expectSamples(riff(chunk('fmt ', fmt(1, 1, 44100, 16, 0)), chunk('data', DATA)), /nBlockAlign is 0/);
    await expectSamples(riff(chunk('fmt ', fmt(1, 1, 44100, 0, 2)), chunk('data', DATA)), /wBitsPerSample is 0/);
  });

  it('20 valid bits in 24', async () => {
    const source = await open(riff(chunk('fmt ', fmt(1, 1, 44100, 20, 3)), chunk('data', [0x10, 0, 0])));
    expect(source.info).toMatchObject({ validBits: 20, encoding: { kind: 'int', bits: 24 } });
    expect(await readAll(source)).toEqual([Float64Array.of(2 ** -19)]);
  });

  it('NaN and infinity in float as they are', async () => {
    const data = new Uint8Array(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -3).buffer);
    const source = await open(riff(chunk('fmt ', fmt(3, 1, 44100, 32)), chunk('data', data)));
    expect(await readAll(source)).toEqual([Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -3)]);
  });

  it('mu-law and A-law by the tables of G.711', async () => {
    // Known decoder outputs: mu-law 0x00 -32124, 0x80 32124, 0xFF 0; A-law 0x2A -32256, 0xAA 32256, 0xD5 8.
    const mu = await open(riff(chunk('fmt ', fmt(7, 1, 8000, 8)), chunk('data', [0x00, 0x80, 0xff, 0x7f])));
    expect(mu.info).toMatchObject({ codec: 'mulaw', encoding: undefined });
    const toInt = (a: Float64Array[]): number[] => [...(a[0] ?? [])].map((v) => v * 32768 + 0);
    expect(toInt(await readAll(mu))).toEqual([-32124, 32124, 0, 0]);
    const a = await open(riff(chunk('fmt ', fmt(6, 1, 8000, 8)), chunk('data', [0x2a, 0xaa, 0xd5, 0x55])));
    expect(toInt(await readAll(a))).toEqual([-32256, 32256, 8, -8]);
  });

  it('blocks from any start and length, several passes at once', async () => {
    const ramp = Array.from({ length: 40000 }, (_, i) => u16(i & 0x7fff)).flat();
    const source = await open(riff(chunk('fmt ', PCM16), chunk('data', ramp)));
    for (const [startFrame, frameCount] of [
      [0, 1],
      [16383, 2],
      [12345, 20000],
      [39999, 5],
      [40000, 1],
    ] as const) {
      const got: number[] = [];
      for await (const block of source.blocks({ startFrame, frameCount })) {
        got.push(...(block.channels[0] ?? []).slice(0, block.frames));
      }
      const end = Math.min(40000, startFrame + frameCount);
      expect(got).toEqual(Array.from({ length: end - startFrame }, (_, i) => ((startFrame + i) & 0x7fff) / 32768));
    }
  });

  it('stops when aborted', async () => {
    const source = await open(riff(chunk('fmt ', PCM16), chunk('data', DATA)));
    const controller = new AbortController();
    controller.abort();
    await expect(source.blocks({ signal: controller.signal })[Symbol.asyncIterator]().next()).rejects.toThrow();
  });
});

describe('openWave refuses, and says where and what to do', () => {
  const cases: [string, Uint8Array, string, RegExp][] = [
    ['text', bytesOf('hello world, this is text'), 'not-audio', /bytes 0 to 11/],
    ['nothing', new Uint8Array(0), 'not-audio', /bytes 0 to 11/],
    ['RIFX', bytesOf('RIFX', u32(4), 'WAVE'), 'unsupported-format', /RIFX/],
    ['no data', riff(chunk('fmt ', PCM16)), 'corrupt', /no 'data'.*'fmt ' at byte 12/],
    ['no fmt', riff(chunk('data', DATA)), 'corrupt', /no 'fmt '/],
    ['short fmt', riff(chunk('fmt ', [1, 0, 1, 0]), chunk('data', DATA)), 'corrupt', /'fmt ' at byte 12 has 4 bytes/],
    ['0 channels', riff(chunk('fmt ', fmt(1, 0, 44100, 16)), chunk('data', DATA)), 'corrupt', /0 channels/],
    ['1000 channels', riff(chunk('fmt ', fmt(1, 1000, 44100, 16)), chunk('data', DATA)), 'unsupported-format', /1000/],
    ['0 Hz', riff(chunk('fmt ', fmt(1, 1, 0, 16)), chunk('data', DATA)), 'corrupt', /0 Hz/],
    ['2 MHz', riff(chunk('fmt ', fmt(1, 1, 2e6, 16)), chunk('data', DATA)), 'unsupported-format', /2000000 Hz/],
    ['0 bits', riff(chunk('fmt ', fmt(1, 1, 44100, 0, 0)), chunk('data', DATA)), 'corrupt', /0 bits/],
    ['64-bit int', riff(chunk('fmt ', fmt(1, 1, 44100, 64)), chunk('data', DATA)), 'unsupported-codec', /64 bits/],
    [
      'ADPCM',
      riff(chunk('fmt ', fmt(2, 1, 44100, 4, 256)), chunk('data', DATA)),
      'unsupported-codec',
      /Microsoft ADPCM.*byte 20/,
    ],
    ['MP3', riff(chunk('fmt ', fmt(85, 2, 44100, 0, 1)), chunk('data', DATA)), 'unsupported-codec', /0x0055 \(MP3\)/],
  ];
  it.each(cases)('%s', async (_name, bytes, code, message) => {
    const error = await failure(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('x.wav');
    expect(error.hint.length).toBeGreaterThan(10);
  });
});
