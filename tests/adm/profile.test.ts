import { type MetadataChunk, memorySink, memorySource, type OutputSpec } from '@studiohand/core/audio';
import {
  ADM_PROFILE,
  type AdmIssue,
  type AdmScene,
  type AdmSceneObject,
  admChunks,
  checkAdmProfile,
  createWaveWriter,
  DBMD_BINAURAL_MODES,
  openWave,
  readAdm,
} from '@studiohand/core/formats';
import { describe, expect, it } from 'vitest';
import { mediaInfoVerdict } from './mediaInfo.ts';

const RATE = 48000;

function sceneOf(objects: readonly Partial<AdmSceneObject>[], frameCount = RATE + 17): AdmScene {
  return {
    frameCount,
    sampleRateHz: RATE,
    objects: objects.map((o, i) => ({ name: `Object ${i + 1}`, x: 0, y: 1, z: 0, binauralMode: 'mid', ...o })),
    bedBinauralMode: 'near',
    tool: 'Studiohand',
    toolVersion: [0, 1, 0],
  };
}

async function fileOf(
  scene: AdmScene,
  metadata: readonly MetadataChunk[] = admChunks(scene),
  spec: Partial<OutputSpec> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const channels = 10 + scene.objects.length;
  const sink = memorySink();
  const writer = await createWaveWriter(sink, {
    sampleRateHz: scene.sampleRateHz,
    channels,
    layout: Array.from({ length: channels }, () => 'unknown' as const),
    container: 'wav',
    codec: 'pcm',
    encoding: { kind: 'int', bits: 24 },
    frameCount: scene.frameCount,
    metadata,
    codecOptions: { profile: ADM_PROFILE },
    ...spec,
  });
  const tone = Float64Array.from({ length: scene.frameCount }, (_, i) => 0.1 * Math.sin(i / 20));
  await writer.write({ channels: Array.from({ length: channels }, () => tone), frames: scene.frameCount });
  await writer.finish();
  return sink.bytes();
}

/** What our own reader and checks say about a file. */
async function ownVerdict(bytes: Uint8Array): Promise<AdmIssue[]> {
  const { info } = await openWave(memorySource(bytes));
  const adm = readAdm(info.metadata);
  if (!adm) return [{ rule: 'axml', text: 'no axml' }];
  const { sampleRateHz, channels, frameCount } = info;
  return checkAdmProfile(adm, { sampleRateHz, channels, frameCount, bitDepth: info.encoding?.bits ?? 0 });
}

/** The chunks with `axml` edited. */
function edited(scene: AdmScene, edit: (xml: string) => string): MetadataChunk[] {
  return admChunks(scene).map((chunk) => {
    if (chunk.id !== 'axml') return chunk;
    const before = new TextDecoder().decode(chunk.data);
    const after = edit(before);
    expect(after).not.toBe(before);
    return { ...chunk, data: new TextEncoder().encode(after) };
  });
}

const HEIGHTS = [-1, 1].flatMap((x) => [1, -1].map((y) => ({ x, y, z: 1 })));
const FULL_HOUSE = Array.from({ length: 118 }, (_, i) => ({
  x: -1 + (i % 11) / 5,
  y: 1 - (i % 7) / 3,
  z: (i % 5) / 4,
  binauralMode: DBMD_BINAURAL_MODES[i % 4] ?? 'off',
}));

const VARIANTS: readonly [string, AdmScene][] = [
  ['the bed alone', sceneOf([])],
  ['one object', sceneOf([{ x: -0.25, y: 0.5, z: 0.125 }])],
  ['7.1.4: bed and four heights', sceneOf(HEIGHTS)],
  ['118 objects', sceneOf(FULL_HOUSE, 4801)],
  [
    'names with markup, quotes and other scripts',
    sceneOf([{ name: 'Voc & "Lead" <1>\u0007' }, { name: 'Flügel 鍵盤' }]),
  ],
  ['under a second', sceneOf(HEIGHTS, 480)],
  ['an awkward length', sceneOf([{}], 59 * 480 + 479)],
];

describe('what we write', () => {
  for (const [name, scene] of VARIANTS) {
    it(`passes these profile checks: ${name}`, async () => {
      const bytes = await fileOf(scene);
      const { profile, errors, text } = await mediaInfoVerdict(bytes);
      expect(profile, text).toBe('Dolby Atmos Master, Version 1');
      expect(errors, text).toBe(0);
      expect(await ownVerdict(bytes)).toEqual([]);
    });
  }

  it('comes back from our own reader as it was', async () => {
    const scene = sceneOf([{ name: 'A & B', x: -0.3, y: 0.7, z: 0.9, binauralMode: 'far' }, {}]);
    const { info } = await openWave(memorySource(await fileOf(scene)));
    const adm = readAdm(info.metadata);
    const last = adm?.document.channelFormats.at(-2);
    expect(last?.name).toBe('A & B');
    expect(last?.blocks[0]?.position).toEqual({ kind: 'cartesian', x: -0.3, y: 0.7, z: 0.9 });
    expect(adm?.tracks).toHaveLength(12);
    expect(adm?.dbmd?.binauralModes?.slice(9)).toEqual(['near', 'far', 'mid']);
    expect(adm?.dbmd).toMatchObject({ tool: 'Studiohand', frameRate: '24', warpMode: 'direct render', notes: [] });
    expect(adm?.document.programmes[0]?.endSeconds).toBeCloseTo(scene.frameCount / RATE, 4);
  });

  it('has the layout of a master: JUNK, fmt, data, axml, chna, dbmd', async () => {
    const bytes = await fileOf(sceneOf([]));
    const view = new DataView(bytes.buffer);
    const ids: string[] = [];
    for (let at = 12; at < bytes.length; ) {
      const size = view.getUint32(at + 4, true);
      ids.push(`${String.fromCharCode(...bytes.subarray(at, at + 4))} ${size}`);
      at += 8 + size + (size % 2);
    }
    expect(ids.map((id) => id.slice(0, 4))).toEqual(['JUNK', 'fmt ', 'data', 'axml', 'chna', 'dbmd']);
    expect(ids.slice(0, 2)).toEqual(['JUNK 64', 'fmt  16']);
    expect(view.getUint32(4, true)).toBe(bytes.length - 8);
  });

  it('is BW64 with ds64 in front where it is large', async () => {
    const scene = sceneOf(HEIGHTS);
    const bytes = await fileOf(scene, admChunks(scene), { container: 'bw64' });
    expect(String.fromCharCode(...bytes.subarray(0, 4), ...bytes.subarray(12, 16))).toBe('BW64ds64');
    expect(await ownVerdict(bytes)).toEqual([]);
    // MediaInfo takes the 0xFFFFFFFF of BS.2088 for a size, which for a file under 4 GiB is too much: nothing else.
    const { text, errors, profile } = await mediaInfoVerdict(bytes);
    expect([profile, errors]).toEqual(['Dolby Atmos Master, Version 1', 1]);
    expect(text).toMatch(/General compliance +: File size is less than expected size .*expected 4294967303/);
  });
});

describe('broken files are found by MediaInfo and by our own checks', () => {
  const scene = sceneOf(HEIGHTS);
  const SIXTEEN = { encoding: { kind: 'int', bits: 16 } } as const;
  const cases: readonly [string, string, () => Promise<Uint8Array>][] = [
    [
      'no dialogue',
      'dialogue',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace(/<dialogue.*?<\/dialogue>/, '')),
        ),
    ],
    [
      '16 bit',
      'bit-depth',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replaceAll('bitDepth="24"', 'bitDepth="16"')),
          SIXTEEN,
        ),
    ],
    ['44.1 kHz', 'sample-rate', () => fileOf({ ...scene, sampleRateHz: 44100 })],
    [
      'an object that is not there',
      'reference',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace('>AO_100c<', '>AO_1070<')),
        ),
    ],
    [
      'polar flags',
      'cartesian',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replaceAll('<cartesian>1', '<cartesian>0')),
        ),
    ],
    [
      'another name',
      'programme',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace('"Atmos_Master"', '"Song"')),
        ),
    ],
    [
      'half the length',
      'length',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace(/end="[^"]*"/, 'end="00:00:00.50000"')),
        ),
    ],
    [
      'an object outside',
      'cartesian',
      () =>
        fileOf(
          scene,
          edited(scene, (x) =>
            x.replace(
              '"X">1.0000000000</position><position coordinate="Y">1.0000000000</position><position coordinate="Z">1',
              '"X">1.5000000000</position><position coordinate="Y">1.0000000000</position><position coordinate="Z">1',
            ),
          ),
        ),
    ],
  ];
  for (const [name, rule, make] of cases) {
    it(name, async () => {
      const bytes = await make();
      expect((await ownVerdict(bytes)).map((issue) => issue.rule)).toContain(rule);
      const { errors, profile, text } = await mediaInfoVerdict(bytes);
      expect(errors > 0 || profile !== 'Dolby Atmos Master, Version 1', text.slice(0, 3000)).toBe(true);
    });
  }

  // These MediaInfo lets pass.
  const ours: typeof cases = [
    [
      'no jump',
      'jump',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace(/<jumpPosition.*?<\/jumpPosition>/, '')),
        ),
    ],
    [
      'a swapped bed',
      'bed',
      () =>
        fileOf(
          scene,
          edited(scene, (x) => x.replace('>RC_Lss<', '>RC_tmp<').replace('>RC_Lrs<', '>RC_Lss<')),
        ),
    ],
    ['16 bit that calls itself 24', 'bit-depth', () => fileOf(scene, undefined, SIXTEEN)],
  ];
  for (const [name, rule, make] of ours) {
    it(`${name} (our own checks alone)`, async () => {
      expect((await ownVerdict(await make())).map((issue) => issue.rule)).toContain(rule);
    });
  }
});
