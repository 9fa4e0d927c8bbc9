import { type AudioSource, memoryAudio, namedLayout, readAll } from '@studiohand/core/audio';
import { readAdm } from '@studiohand/core/formats';
import type { Plan } from '@studiohand/core/tool';
import { musicLike } from '@studiohand/core/tool/testing';
import { describe, expect, it } from 'vitest';
import { immersive } from './index.ts';
import type { Placement } from './placement.ts';
import { PCM24, run, stem } from './testStage.ts';

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
const place = (file: number, more: Partial<Placement>): Partial<Placement> => ({ file, ...more });
const figure = (value: unknown): { integratedLufs: number; truePeakDbtp: number } =>
  value as { integratedLufs: number; truePeakDbtp: number };

describe('placing', () => {
  it('by their own channels: stereo to L R, mono to C, 5.1 and 7.1.4 by role, nothing invented', async () => {
    const quiet = { setLevel: false };
    const { take, spec, plan } = await run([stem('a.wav', 2), stem('b.wav', 1)], quiet);
    expect(spec.channels).toBe(10);
    expect(idsOf(plan.moves)).toEqual(['place-1', 'place-2', 'level', 'deliver']);
    const tracks = await readAll(take);
    const [left, right] = await readAll(stem('a.wav', 2));
    expect(tracks[0]).toEqual(left);
    expect(tracks[1]).toEqual(right);
    expect(tracks[2]).toEqual((await readAll(stem('b.wav', 1)))[0]);
    for (const silent of tracks.slice(3)) expect(silent.every((v) => v === 0)).toBe(true);
  });

  it('a 7.1.4 mix is the bed, its four heights objects in the corners of the ceiling', async () => {
    const { take, proof } = await run([stem('mix.wav', 12)], { setLevel: false });
    const channels = readAdm(take.info.metadata)?.document.channelFormats ?? [];
    expect(take.info.channels).toBe(14);
    expect(channels.slice(10).map((c) => [c.name, c.blocks[0]?.position])).toEqual(
      [
        ['mix Ltf', -1, 1],
        ['mix Rtf', 1, 1],
        ['mix Ltb', -1, -1],
        ['mix Rtb', 1, -1],
      ].map(([name, x, y]) => [name, { kind: 'cartesian', x, y, z: 1 }]),
    );
    const tracks = await readAll(take);
    const source = await readAll(stem('mix.wav', 12));
    for (const [track, channel] of [
      [0, 0],
      [3, 3],
      [7, 7],
      [10, 8],
      [13, 11],
    ] as const)
      expect(tracks[track]).toEqual(source[channel]);
    expect(proof.json['nullSteps24']).toBe(0);
  });

  it('as asked: objects with width, bed roles, gains, several places for one stem, one left out', async () => {
    const stage = [
      place(1, { to: 'object', x: -0.2, y: 0.4, z: 0.5, width: 0.6, gainDb: -6, headphones: 'near' }),
      place(1, { to: 'bed', bed: ['Lrs', 'Rrs'] }),
      place(2, { to: 'object', x: 0.1, y: -1, z: 0 }),
      place(3, { to: 'out' }),
    ];
    const { take, plan } = await run([stem('a.wav', 2), stem('b.wav', 1), stem('c.wav', 2)], {
      stage,
      setLevel: false,
    });
    const adm = readAdm(take.info.metadata);
    expect(adm?.document.channelFormats.slice(10).map((c) => c.blocks[0]?.position)).toEqual([
      { kind: 'cartesian', x: -0.5, y: 0.4, z: 0.5 },
      { kind: 'cartesian', x: 0.1, y: 0.4, z: 0.5 },
      { kind: 'cartesian', x: 0.1, y: -1, z: 0 },
    ]);
    expect(adm?.dbmd?.binauralModes?.slice(10)).toEqual(['near', 'near', 'mid']);
    expect(plan.moves[3]).toMatchObject({ id: 'place-4', enabled: false });
    const tracks = await readAll(take);
    const [left] = await readAll(stem('a.wav', 2));
    const half = 10 ** (-6 / 20);
    expect(tracks[6]).toEqual(left);
    expect(Math.max(...(left ?? []).map((v, i) => Math.abs(v * half - (tracks[10]?.[i] ?? 0))))).toBeLessThan(2 ** -22);
  });

  it('the LFE send is low-passed at 120 Hz, 24 dB per octave, and there only where it is asked for', async () => {
    const tone = (hz: number): AudioSource =>
      memoryAudio(
        [Float64Array.from({ length: 48000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / 48000))],
        48000,
        PCM24,
      );
    const level = async (hz: number): Promise<number> => {
      const { take } = await run([tone(hz)], { stage: [place(1, { lfeSendDb: 0 })], setLevel: false });
      const lfe = (await readAll(take))[3]?.slice(24000) ?? new Float64Array(1);
      return 10 * Math.log10((2 * lfe.reduce((sum, v) => sum + v * v, 0)) / lfe.length / 0.25);
    };
    expect(await level(40)).toBeCloseTo(0, 0);
    expect(await level(120)).toBeCloseTo(-6.02, 1);
    expect(await level(480)).toBeCloseTo(-48.2, 0);
  });

  it.each([
    [[place(3, {})], /file 3/],
    [[place(1, { to: 'bed', bed: ['L'] })], /2 channels, its bed list 1/],
    [[place(1, { to: 'out' })], /no file is placed/],
    [[place(1, { x: 2 })], /x/],
    [[{ file: 1, where: 'left' }], /where/],
  ])('refuses %j', async (stage, message) => {
    await expect(run([stem('a.wav', 2)], { stage })).rejects.toThrow(message);
  });

  it('does not guess what 64 unnamed channels are, nor place a 5.1 stem as one object', async () => {
    await expect(run([stem('a.wav', 64, 0.1)])).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(run([stem('a.wav', 6, 0.1)], { stage: [place(1, { to: 'object' })] })).rejects.toThrow(/only mono/);
    const mono = Array.from({ length: 119 }, (_, i) => stem(`${i}.wav`, 1, 0.02));
    const stage = mono.map((_, i) => place(i + 1, { to: 'object' }));
    await expect(run(mono as [AudioSource], { stage })).rejects.toThrow(/119 objects/);
  });
});

describe('a full house', () => {
  it('118 mono stems as objects are 128 tracks that pass the profile checks', async () => {
    const stems = Array.from({ length: 118 }, (_, i) => stem(`${i}.wav`, 1, 0.05));
    const stage = stems.map((_, i) =>
      place(i + 1, { to: 'object', x: (i % 21) / 10 - 1, y: 1 - (i % 5) / 2, z: (i % 3) / 2 }),
    );
    const { take, proof } = await run(stems as [AudioSource], { stage });
    expect(take.info.channels).toBe(128);
    const delivery = proof.json['delivery'] as { id: string; state: string }[];
    expect(delivery.find(({ id }) => id === 'profile')?.state).toBe('pass');
    expect(delivery.find(({ id }) => id === 'tracks')?.state).toBe('pass');
    expect(proof.json['nullSteps24']).toBeLessThanOrEqual(1.5);
  });
});

describe('level', () => {
  it('reaches the loudness on the 5.1 render by gain alone, where peaks allow', async () => {
    const { proof, report, plan } = await run([stem('a.wav', 2, 3), stem('b.wav', 1, 3)], { loudnessLufs: -24 });
    const surround = figure((proof.json['renders'] as Record<string, unknown>)['5.1']);
    expect(surround.integratedLufs).toBeGreaterThan(-24.02);
    expect(surround.integratedLufs).toBeLessThanOrEqual(-24);
    expect(report.json['levelLimitedBy']).toBe('loudness');
    expect(plan.moves.at(-2)?.enabled).toBe(true);
    expect(proof.json['passes']).toBe(true);
    expect(idsOf(proof.findings)).toEqual([]);
  });

  it('says so when peaks stop it, and stays under the ceiling', async () => {
    const spiky = musicLike(2, 144000, 48000).map((c) => c.map((v, i) => (i === 70000 ? 0.99 : v * 0.02)));
    const { proof, report, plan } = await run([memoryAudio(spiky, 48000, { ...PCM24, name: 'spiky.wav' })]);
    const surround = figure((proof.json['renders'] as Record<string, unknown>)['5.1']);
    expect(report.json['levelLimitedBy']).toBe('true peak');
    expect(plan.moves.find(({ id }) => id === 'level')?.reason).toMatch(/peaks stop it/);
    expect(surround.truePeakDbtp).toBeLessThanOrEqual(-1);
    expect(surround.truePeakDbtp).toBeGreaterThan(-1.02);
    expect(idsOf(proof.findings)).toContain('loudness');
  });
});

describe('files', () => {
  it('resamples what is not 48 kHz, pads what is short, and says both', async () => {
    const other = stem('b.wav', 2, 0.5, { sampleRateHz: 44100 });
    const { take, report, proof } = await run([stem('a.wav', 2, 1), other]);
    expect(take.info.frameCount).toBe(48000);
    expect(take.info.sampleRateHz).toBe(48000);
    expect(idsOf(report.findings)).toEqual(expect.arrayContaining(['length', 'rate']));
    expect(proof.json['passes']).toBe(true);
  });

  it('is the source itself when the delivery is off, and refuses other files than the plan knows', async () => {
    const off = (plan: Plan): Plan => ({ ...plan, moves: plan.moves.map((m) => ({ ...m, enabled: false })) });
    const source = stem('a.wav', 2, 0.1, { sampleRateHz: 44100 });
    const { take } = await run([source], {}, off);
    expect(take.info.sampleRateHz).toBe(44100);
    expect(await readAll(take)).toEqual(await readAll(source));
    const bad =
      (change: Record<string, unknown>) =>
      (plan: Plan): Plan => ({
        ...plan,
        moves: plan.moves.map((m) => ({ ...m, settings: { ...m.settings, ...change } })),
      });
    for (const change of [
      { file: 7 },
      { routes: 'all' },
      { routes: [{ channel: 9, bed: 'L' }] },
      { gainDb: 'loud' },
      { frameCount: -1 },
      { files: [] },
      { render: 'mp3' },
    ])
      await expect(run([stem('a.wav', 2, 0.1)], {}, bad(change))).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});

describe('a master as the source', () => {
  it('is placed by its own model: the same master again, bit for bit, and its renders', async () => {
    const stage = [place(2, { to: 'object', x: -0.4, y: 0.3, z: 0.6, headphones: 'far' })];
    const first = await run([stem('a.wav', 2), stem('b.wav', 1)], { stage, loudnessLufs: -24 });
    const again = await run([first.take], { loudnessLufs: -24, setLevel: false });
    expect(again.plan.moves.map(({ title }) => title)[1]).toMatch(/object b \(40 % left, 30 % front, height 60 %\)/);
    expect(await readAll(again.take)).toEqual(await readAll(first.take));
    expect(readAdm(again.take.info.metadata)).toEqual(readAdm(first.take.info.metadata));
    const render = await run([first.take], { render: 'stereo', setLevel: false });
    const stated = figure((first.proof.json['renders'] as Record<string, unknown>)['stereo']);
    expect(figure(render.proof.json).integratedLufs).toBeCloseTo(stated.integratedLufs, 2);
  });

  it('says which object moves', async () => {
    const { take } = await run([stem('a.wav', 1)], { stage: [place(1, { to: 'object' })] });
    const metadata = take.info.metadata.map((chunk) => {
      if (chunk.id !== 'axml') return chunk;
      const xml = new TextDecoder().decode(chunk.data);
      const block = /<audioBlockFormat audioBlockFormatID="AB_0003.*<\/audioBlockFormat>/.exec(xml)?.[0] ?? '';
      const moved = block.replace('"X">0.0', '"X">0.5');
      return { ...chunk, data: new TextEncoder().encode(xml.replace(block, block + moved)) };
    });
    const moving = { ...take, info: { ...take.info, metadata } };
    await expect(run([moving])).rejects.toThrow(/a moves/);
    // Placed by hand it is taken for its tracks.
    const bed = ['L', 'R', 'C', 'LFE', 'Lss', 'Rss', 'Lrs', 'Rrs', 'Ltm', 'Rtm', 'C'];
    const placed = await run([moving], { stage: [{ file: 1, to: 'bed', bed }], setLevel: false });
    expect(placed.take.info.channels).toBe(10);
    const broken = metadata.map((chunk) => (chunk.id === 'axml' ? { ...chunk, data: chunk.data.slice(0, 99) } : chunk));
    await expect(run([{ ...take, info: { ...take.info, metadata: broken } }])).rejects.toMatchObject({
      code: 'corrupt',
    });
  });
});

describe('renders', () => {
  const sources = (): [AudioSource, ...AudioSource[]] => [stem('a.wav', 2), stem('b.wav', 1), stem('c.wav', 6)];
  const stage = [place(2, { to: 'object', x: -1, y: 0, z: 0.5 })];

  for (const [render, layout] of [
    ['7.1.4', '7.1.4'],
    ['7.1', '7.1'],
    ['5.1', '5.1'],
    ['stereo', 'stereo'],
    ['binaural', 'stereo'],
  ] as const) {
    it(`${render}: the figures that the master's proof states`, async () => {
      const master = await run(sources(), { stage, loudnessLufs: -30 });
      const { take, spec, proof, plan } = await run(sources(), { stage, render, loudnessLufs: -30 });
      expect(spec.layout).toEqual(namedLayout(layout));
      expect(take.info.metadata).toEqual([]);
      expect(plan.moves.find(({ id }) => id === 'trim')).toBeUndefined();
      const stated = (master.proof.json['renders'] as Record<string, unknown>)[render];
      if (stated) expect(figure(proof.json).integratedLufs).toBeCloseTo(figure(stated).integratedLufs, 2);
      expect(proof.json['nullSteps24']).toBeLessThanOrEqual(1.5);
    });
  }

  it('a render that would clip is turned down, the master is not', async () => {
    const loud = musicLike(2, 48000, 48000).map((c) => c.map((v) => v * 2.2));
    const stereo = (): [AudioSource] => [memoryAudio(loud, 48000, { ...PCM24, layout: ['L', 'R'] })];
    const binaural = await run(stereo(), { render: 'binaural', loudnessLufs: -8, ceilingDbtp: 0 });
    expect(binaural.plan.moves.find(({ id }) => id === 'trim')?.enabled).toBe(true);
    expect(figure(binaural.proof.json).truePeakDbtp).toBeLessThanOrEqual(0.001);
    expect(idsOf(binaural.proof.findings)).not.toContain('null');
  });
});

describe('proof', () => {
  it('names silent objects, an LFE that is not low-passed, cancelling sides and the headphone modes', async () => {
    const [left] = musicLike(1, 48000, 48000) as [Float64Array];
    const cancelling = memoryAudio([left, left.map((v) => -v)], 48000, { ...PCM24, name: 'sides.wav' });
    const silent = memoryAudio([new Float64Array(48000)], 48000, { ...PCM24, name: 'nothing.wav' });
    const bright = stem('bright.wav', 1);
    const stage = [place(2, { to: 'object' }), place(3, { to: 'bed', bed: ['LFE'] })];
    const { report, proof } = await run([cancelling, silent, bright], { stage });
    for (const found of [report, proof])
      expect(idsOf(found.findings)).toEqual(expect.arrayContaining(['empty-object', 'lfe', 'mono']));
    expect(idsOf(report.findings)).toContain('headphones');
    expect(proof.json['passes']).toBe(false);
    expect(proof.attachments?.map(({ name }) => name)).toEqual(['immersive-qc.txt', 'immersive-adm.xml']);
    expect(proof.attachments?.[0]?.text).toMatch(/FAIL {2}Empty objects: nothing/);
    expect(proof.attachments?.[0]?.text).not.toMatch(/certified|Dolby Atmos®/i);
  });

  it('tells renders of the master that pass full scale, and what is too short for a loudness', async () => {
    const loud = musicLike(2, 48000, 48000).map((c) => c.map((v) => v * 2.2));
    const stereo: [AudioSource] = [memoryAudio(loud, 48000, { ...PCM24, layout: ['L', 'R'] })];
    const { proof } = await run(stereo, { loudnessLufs: -8, ceilingDbtp: 0 });
    const { binaural } = proof.json['renders'] as { binaural: unknown };
    expect(figure(binaural).truePeakDbtp).toBeGreaterThan(0);
    expect(idsOf(proof.findings)).toContain('over-binaural');
    const short = await run([stem('short.wav', 2, 0.05)]);
    const text = JSON.stringify([short.report, short.proof.rows, short.plan]);
    expect(text).toContain('too short');
    expect(text).not.toMatch(/silen/);
  });

  it('notices a take that is not these stems', async () => {
    const { take, plan } = await run([stem('a.wav', 2)]);
    const context = { kernels: (await import('@studiohand/core/dsp')).typescriptKernels, progress: (): void => {} };
    const proof = await immersive.prove?.(stem('z.wav', 2), take, plan, context);
    expect(idsOf(proof?.findings ?? [])).toContain('null');
  });
});
