import { AudioError } from '@studiohand/core/audio';
import { admChunks, checkAdmProfile, readAdm, readAxml, readChna, readDbmd } from '@studiohand/core/formats';
import { expect, it } from 'vitest';

/** mulberry32, as in core/tool/testing. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const seeds = admChunks({
  frameCount: 48000,
  sampleRateHz: 48000,
  objects: [{ name: 'A & B', x: 0, y: 0.5, z: 1, binauralMode: 'far' }],
  bedBinauralMode: 'mid',
  tool: 'Studiohand',
  toolVersion: [0, 1, 0],
});

/** Pieces that parsers trip over. */
const SPICE = [
  '<',
  '>',
  '&',
  '&#x0;',
  '&#1114112;',
  '"',
  '/>',
  '<!--',
  ']]>',
  '<![CDATA[',
  '<!DOCTYPE a [',
  '\0',
  '￿',
  '999999999999',
  '-1',
  'NaN',
  '</audioObject>',
  '<audioBlockFormat>',
].map((s) => new TextEncoder().encode(s));

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let out = Uint8Array.from(bytes);
  const at = (n: number): number => Math.floor(random() * n);
  for (let k = 1 + at(6); k > 0; k--) {
    const where = at(out.length + 1);
    const kind = at(5);
    const piece = SPICE[at(SPICE.length)] ?? new Uint8Array(0);
    if (kind === 0 && out.length > 0) out[where % out.length] = at(256);
    else if (kind === 1) out = out.slice(0, where);
    else if (kind === 2) out = Uint8Array.of(...out.subarray(0, where), ...piece, ...out.subarray(where));
    else if (kind === 3)
      out = Uint8Array.of(...out.subarray(0, where), ...out.subarray(Math.min(out.length, where + at(200))));
    else {
      const from = at(out.length + 1);
      out = Uint8Array.of(...out.subarray(0, where), ...out.subarray(from, from + at(300)), ...out.subarray(where));
    }
  }
  return out;
}

const readers = { axml: readAxml, chna: readChna, dbmd: readDbmd } as const;

for (const [id, read] of Object.entries(readers)) {
  it(`${id}: 10,000 mutilated chunks give a result or a named error`, () => {
    const seed = seeds.find((chunk) => chunk.id === id)?.data ?? new Uint8Array(0);
    // The long XML is cut to its heart, so that mutations meet structure and the run stays short.
    const text = new TextDecoder().decode(seed);
    const short =
      id === 'axml'
        ? new TextEncoder().encode(text.replace(/<audioStreamFormat[\s\S]*<\/audioTrackFormat>/, ''))
        : seed;
    const random = uniform(42);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const bytes = mutate(i % 50 === 0 ? seed : short.subarray(0, 4000), random);
      try {
        read(bytes);
        if (i % 20 === 0) {
          const metadata = seeds.map((c) => (c.id === id ? { ...c, data: bytes } : c));
          const file = readAdm(metadata);
          if (file) checkAdmProfile(file, { sampleRateHz: 48000, bitDepth: 24, channels: 11, frameCount: 48000 });
        }
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        expect(error.hint.length).toBeGreaterThan(10);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(id === 'axml' ? 1000 : 10);
  });
}

it('refuses what blows up: entities, depth, and answers with the line', () => {
  const text = (xml: string) => () => readAxml(new TextEncoder().encode(xml));
  expect(text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toThrow(/refused/);
  expect(text('<a>\n<b>&b;</b></a>')).toThrow(/line 2/);
  expect(text('<a>'.repeat(100))).toThrow(/levels/);
  expect(text(`<a ${Array.from({ length: 100 }, (_, i) => `b${i}="1"`).join(' ')}/>`)).toThrow(/attributes/);
  expect(text('<a b="1" b="2"/>')).toThrow(/twice/);
  expect(text('')).toThrow(AudioError);
});

it('reads XML in any dress: prefixes, CDATA, comments, UTF-16, bare root, polar positions, automation', () => {
  const xml = `<?xml version="1.0"?><!-- x --><adm:audioFormatExtended xmlns:adm="urn:x">
    <adm:audioChannelFormat audioChannelFormatID="AC_1" audioChannelFormatName="a&#x41;&amp;" typeLabel="0003">
    <adm:audioBlockFormat audioBlockFormatID="AB_1" rtime="00:00:01.00024S48000"><position coordinate="azimuth">-30</position>
    <position coordinate="elevation"><![CDATA[15]]></position><gain gainUnit="dB">-20</gain></adm:audioBlockFormat>
    <adm:audioBlockFormat audioBlockFormatID="AB_2"/></adm:audioChannelFormat></adm:audioFormatExtended>\0\0`;
  const utf16 = new Uint8Array(2 + 2 * xml.length);
  utf16.set([0xff, 0xfe]);
  for (let i = 0; i < xml.length; i++) new DataView(utf16.buffer).setUint16(2 + 2 * i, xml.charCodeAt(i), true);
  for (const bytes of [new TextEncoder().encode(xml), utf16]) {
    const [channel] = readAxml(bytes).channelFormats;
    expect(channel?.name).toBe('aA&');
    expect(channel?.blocks).toHaveLength(2);
    expect(channel?.blocks[0]).toMatchObject({
      rtimeSeconds: 1 + 24 / 48000,
      position: { kind: 'polar', azimuth: -30, elevation: 15 },
    });
    expect(channel?.blocks[0]?.gain).toBeCloseTo(0.1);
  }
});
