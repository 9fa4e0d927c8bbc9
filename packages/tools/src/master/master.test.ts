import { type AudioBlock, type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { LoudnessMeter, typescriptKernels } from '@studiohand/core/dsp';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { describe, expect, it } from 'vitest';
import { FinePeak } from './finePeak.ts';
import { master } from './index.ts';

const RATE = 48000;
const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };
const context: ToolContext = { kernels: typescriptKernels, progress: (): void => {} };

/** Deterministic noise. */
function noise(length: number, seed: number): Float64Array {
  let state = seed * 2654435761;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  });
}

/** Hits, a bass and a chord, different in every channel; falls by a few dB per octave. */
function song(channels: number, seconds: number, rate = RATE, gain = 0.25): Float64Array[] {
  return Array.from({ length: channels }, (_, c) => {
    const n = noise(Math.round(seconds * rate), c + 1);
    let low = 0;
    return n.map((v, i) => {
      const t = i / rate;
      low += 0.2 * (v - low);
      const hit = Math.exp(-((t % 0.5) * 22)) * (0.6 + 0.4 * Math.sin(t));
      const bass = 0.4 * Math.sin(2 * Math.PI * 55 * t);
      const chord = 0.1 * Math.sin(2 * Math.PI * 220 * t + c) + 0.07 * Math.sin(2 * Math.PI * 331 * t);
      return gain * (low * 1.5 * hit + bass * (0.5 + 0.5 * hit) + chord);
    });
  });
}

interface Mastered {
  readonly plan: Plan;
  readonly take: AudioSource;
  readonly loudness: number;
  readonly peakDbtp: number;
}

async function mastered(
  source: AudioSource,
  input: unknown,
  edit: (plan: Plan) => Plan = (plan) => plan,
  given: ToolContext = context,
): Promise<Mastered> {
  const params = master.parameters.parse(input);
  const analysis = await master.analyse(source, params, given);
  const plan = edit(master.plan?.(analysis, params, source.info) as Plan);
  const spec = master.output?.(plan, source.info);
  const parts: AudioBlock[] = [];
  for await (const { channels, frames } of master.render?.(source, plan, given) ?? [])
    parts.push({ channels: channels.map((x) => x.slice(0, frames)), frames });
  const length = parts.reduce((a, { frames }) => a + frames, 0);
  const channels = source.info.layout.map((_, c) => {
    const all = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part.channels[c] as Float64Array, at);
      at += part.frames;
    }
    return all;
  });
  const take = memoryAudio(channels, spec?.sampleRateHz ?? RATE, { ...source.info, ...spec });
  const meter = new LoudnessMeter(take.info, typescriptKernels);
  const fine = new FinePeak(take.info, 0.05);
  meter.push({ channels, frames: length });
  fine.push({ channels, frames: length });
  return { plan, take, loudness: meter.finish().integratedLufs, peakDbtp: 20 * Math.log10(fine.finish()) };
}

const ids = ({ moves }: Plan): string[] => moves.filter((m) => m.enabled).map((m) => m.id);

describe('master', () => {
  it.each([
    ['spotify', 'faithful', -14, -1],
    ['club', 'forward', -7, -0.5],
    ['cd', 'balanced', -12, -0.3],
    ['ebu-r128', 'faithful', -23, -1],
    ['vinyl', 'balanced', -16, -3],
  ] as const)(
    'reaches the loudness of %s (%s) within 0.05 LU and stays under its ceiling',
    async (target, intent, lufs, ceiling) => {
      const { loudness, peakDbtp } = await mastered(memoryAudio(song(2, 8), RATE, PCM24), { for: target, intent });
      expect(Math.abs(loudness - lufs)).toBeLessThan(0.05);
      expect(peakDbtp).toBeLessThanOrEqual(ceiling);
    },
  );

  it.each([
    [1, 44100],
    [2, 96000],
    [6, 48000],
    [12, 44100],
  ])('works with %d channels at %d Hz', async (channels, rate) => {
    const { loudness, peakDbtp } = await mastered(memoryAudio(song(channels, 3, rate, 0.1), rate, PCM24), {
      loudnessLufs: -11,
    });
    expect(Math.abs(loudness + 11)).toBeLessThan(0.05);
    expect(peakDbtp).toBeLessThanOrEqual(-2);
  });

  it('leaves its own master alone, bit for bit', async () => {
    const { take } = await mastered(memoryAudio(song(2, 8), RATE, PCM24), {});
    const params = master.parameters.parse({});
    const analysis = await master.analyse(take, params, context);
    expect(analysis.leaveAlone).toBe(true);
    expect(master.report(analysis, params, take.info).findings.map((f) => f.id)).toContain('leave-alone');
    expect(ids(master.plan?.(analysis, params, take.info) as Plan)).toEqual([]);
  });

  it('solves again when the producer changes the chain, and stops at the ceiling without the limiter', async () => {
    const source = memoryAudio(song(2, 6), RATE, PCM24);
    const add = (plan: Plan): Plan => ({
      ...plan,
      moves: [
        {
          id: 'tilt',
          enabled: true,
          title: 'Brighter',
          reason: 'Taste.',
          amount: 1,
          settings: {
            kind: 'eq',
            bands: [{ type: 'highShelf', frequencyHz: 3000, gainDb: 6, q: 0.7, channel: 'stereo' }],
          },
        },
        ...plan.moves.filter((m) => m.id !== 'tilt'),
      ],
    });
    const changed = await mastered(source, { loudnessLufs: -10 }, add);
    expect(Math.abs(changed.loudness + 10)).toBeLessThan(0.05);
    expect(changed.peakDbtp).toBeLessThanOrEqual(-2);
    const off = (plan: Plan): Plan => ({
      ...plan,
      moves: plan.moves.map((m) => (m.id === 'limiter' ? { ...m, enabled: false } : m)),
    });
    const linear = await mastered(source, { loudnessLufs: -10 }, off);
    expect(linear.peakDbtp).toBeLessThanOrEqual(-2);
    expect(linear.loudness).toBeLessThan(-10.1);
    const proof = await master.prove?.(source, linear.take, linear.plan, context);
    expect(proof?.findings.map((f) => f.id)).toContain('loudness');
  });

  it('removes an offset and rumble only where they are measured', async () => {
    const clean = song(2, 6);
    expect(ids((await mastered(memoryAudio(clean, RATE, PCM24), {})).plan)).not.toContain('dc');
    const bad = clean.map((x) => x.map((v, i) => v + 0.02 + 0.1 * Math.sin((2 * Math.PI * 11 * i) / RATE)));
    const { plan, take } = await mastered(memoryAudio(bad, RATE, PCM24), {});
    expect(ids(plan).slice(0, 2)).toEqual(['dc', 'rumble']);
    let mean = 0;
    for await (const { channels, frames } of take.blocks())
      for (let i = 0; i < frames; i++) mean += ((channels[0] as Float64Array)[i] as number) / take.info.frameCount;
    expect(Math.abs(mean)).toBeLessThan(1e-3);
  });

  it('finds a planted resonance and none in the song itself', async () => {
    const hiss = [noise(12 * RATE, 31), noise(12 * RATE, 37)];
    const base = song(2, 12).map((x, c) => x.map((v, i) => v + 0.02 * (hiss[c]?.[i] as number)));
    const facts = async (channels: Float64Array[]): Promise<readonly { frequencyHz: number }[]> =>
      (await master.analyse(memoryAudio(channels, RATE, PCM24), master.parameters.parse({}), context)).facts.resonances;
    expect((await facts(base)).filter(({ frequencyHz }) => frequencyHz > 400)).toEqual([]);
    const ringing = base.map((x) => x.map((v, i) => v + 0.01 * Math.sin((2 * Math.PI * 2500 * i) / RATE)));
    const found = await facts(ringing);
    expect(found.some(({ frequencyHz }) => Math.abs(Math.log2(frequencyHz / 2500)) < 1 / 12)).toBe(true);
  });

  it('keeps the distance between the songs of an album within 0.1 LU', async () => {
    const songs = [0.25, 0.12, 0.06].map((gain) => memoryAudio(song(2, 5, RATE, gain), RATE, PCM24));
    const result = await Promise.all(
      songs.map(async (own, i) => {
        const companions = songs.filter((_, k) => k !== i);
        return mastered(own, {}, undefined, { ...context, companions });
      }),
    );
    const before = await Promise.all(songs.map(async (own) => (await mastered(own, {}, off)).loudness));
    const [first] = result as [Mastered];
    expect(Math.abs(first.loudness + 14)).toBeLessThan(0.05);
    result.forEach((r, i) => {
      const kept = r.loudness - first.loudness - ((before[i] as number) - (before[0] as number));
      expect(Math.abs(kept)).toBeLessThan(0.1);
    });
  });

  it('says what loudness costs, more the louder', async () => {
    const params = master.parameters.parse({ for: 'club', intent: 'forward' });
    const source = memoryAudio(song(2, 10, RATE, 0.1), RATE, PCM24);
    const analysis = await master.analyse(source, params, context);
    const losses = analysis.costs.map((c) => c.punchLossDb ?? 0);
    expect(losses.length).toBeGreaterThan(3);
    for (let k = 1; k < losses.length; k++) expect(losses[k]).toBeGreaterThanOrEqual((losses[k - 1] as number) - 0.05);
    const finding = master.report(analysis, params, source.info).findings.find((f) => f.id === 'loudness-cost');
    expect(finding?.text).toMatch(/^-7 LUFS .*dB/);
  });

  it('has nothing to reach in silence, in a click and in a fraction of a second', async () => {
    for (const frames of [1, 4800, 48000]) {
      const source = memoryAudio([new Float64Array(frames), new Float64Array(frames)], RATE, PCM24);
      const { plan, take } = await mastered(source, {});
      expect(ids(plan)).toEqual([]);
      expect(take.info.frameCount).toBe(frames);
    }
  });

  it('writes a cue sheet with what was given', async () => {
    const source = memoryAudio(song(2, 2), RATE, { ...PCM24, name: 'Song.wav' });
    const params = master.parameters.parse({
      for: 'cd',
      title: 'The "Song"',
      performer: 'Us',
      isrc: 'de-a12-26-00001',
    });
    const { attachments } = master.report(await master.analyse(source, params, context), params, source.info);
    expect(attachments?.[0]?.name).toBe('Song_Master.cue');
    expect(attachments?.[0]?.text).toContain('    ISRC DEA122600001\r\n');
    expect(attachments?.[0]?.text).toContain(`TITLE "The 'Song'"`);
  });

  it('writes a cue sheet of all tracks of an album, in the order given', async () => {
    const of = (name: string): AudioSource => memoryAudio(song(2, 1), RATE, { ...PCM24, name });
    const companions = [of('Two.wav'), of('Three.flac')];
    const params = master.parameters.parse({
      for: 'cd',
      album: 'The/Album',
      title: 'First; Second',
      isrc: 'DE-A12-26-00001, DE-A12-26-00002,DEA122600003',
    });
    const own = of('One.wav');
    const analysis = await master.analyse(own, params, { ...context, companions });
    const [cue] = master.report(analysis, params, own.info).attachments ?? [];
    expect(cue?.name).toBe('The_Album.cue');
    const text = cue?.text ?? '';
    expect([...text.matchAll(/FILE "(.*)" WAVE/g)].map((m) => m[1])).toEqual([
      'One_Master.wav',
      'Two_Master.wav',
      'Three_Master.wav',
    ]);
    expect([...text.matchAll(/^ {4}TITLE "(.*)"/gm)].map((m) => m[1])).toEqual(['First', 'Second', 'Three']);
    expect([...text.matchAll(/TRACK (\d\d) AUDIO/g)].map((m) => m[1])).toEqual(['01', '02', '03']);
    expect([...text.matchAll(/ISRC (\w+)/g)].map((m) => m[1])).toEqual([
      'DEA122600001',
      'DEA122600002',
      'DEA122600003',
    ]);
  });

  it('says of a file of nothing but DC that there is nothing to bring to a loudness', async () => {
    const source = memoryAudio([new Float64Array(4 * RATE).fill(0.3)], RATE, PCM24);
    const params = master.parameters.parse({});
    const analysis = await master.analyse(source, params, context);
    expect(master.report(analysis, params, source.info).findings.map(({ id }) => id)).toEqual(['only-dc']);
    expect(ids(master.plan?.(analysis, params, source.info) as Plan)).toEqual(['dc']);
  });

  it('keeps the mid as it was when it makes the sides wider', async () => {
    const mid = song(1, 6)[0] as Float64Array;
    const side = noise(6 * RATE, 9).map((v) => 0.002 * v);
    const source = memoryAudio(
      [mid.map((v, i) => v + (side[i] as number)), mid.map((v, i) => v - (side[i] as number))],
      RATE,
      PCM24,
    );
    const only = (plan: Plan): Plan => ({ ...plan, moves: plan.moves.filter(({ id }) => id === 'width') });
    const { plan, take } = await mastered(source, { for: 'club', intent: 'forward' }, only);
    expect(ids(plan)).toEqual(['width']);
    let most = 0;
    let at = 0;
    for await (const { channels, frames } of take.blocks()) {
      const [l, r] = channels as [Float64Array, Float64Array];
      for (let i = 0; i < frames; i++, at++)
        most = Math.max(most, Math.abs(((l[i] as number) + (r[i] as number)) / 2 - (mid[at] as number)));
    }
    // No more than the dither of 24 bits.
    expect(most).toBeLessThan(3 * 2 ** -23);
  });
});

const off = (plan: Plan): Plan => ({ ...plan, moves: plan.moves.map((m) => ({ ...m, enabled: false })) });
