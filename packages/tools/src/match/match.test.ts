import { type AudioInfo, type AudioSource, memoryAudio, readAll } from '@studiohand/core/audio';
import {
  CurveEq,
  type EqBand,
  MultibandCompressor,
  ParametricEq,
  Prng,
  SIGNATURE_CROSSINGS_HZ,
  typescriptKernels,
} from '@studiohand/core/dsp';
import { demoSong } from '@studiohand/core/music';
import type { Plan, ToolContext } from '@studiohand/core/tool';
import { wasmKernels } from '@studiohand/kernels';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MatchAnalysis } from './analysis.ts';
import { BandLevelMeter } from './bandLevels.ts';
import { DETECTOR_RMS_MS, proposeCompression } from './compression.ts';
import { crestOf } from './dynamics.ts';
import { match } from './index.ts';
import { matchParameters } from './params.ts';

const PCM24: Partial<AudioInfo> = { encoding: { kind: 'int', bits: 24 } };
let song: Float64Array[] = [];
let rate = 48000;

beforeAll(async () => {
  const source = demoSong({ bars: 8 });
  song = await readAll(source);
  rate = source.info.sampleRateHz;
});

const scaled = (gain: number): Float64Array[] => song.map((x) => x.map((v) => v * gain));
const file = (channels: Float64Array[], info: Partial<AudioInfo> = PCM24): AudioSource =>
  memoryAudio(channels, rate, info);
const format = (channels: number) =>
  memoryAudio(
    Array.from({ length: channels }, () => new Float64Array(1)),
    rate,
  ).info;

function equalised(bands: readonly EqBand[], gain = 1): Float64Array[] {
  const out = scaled(gain);
  new ParametricEq(bands, format(2)).process(out, 0, out[0]?.length ?? 0);
  return out;
}

interface Result {
  readonly analysis: MatchAnalysis;
  readonly plan: Plan;
  readonly take: Float64Array[];
  readonly proof: Record<string, unknown>;
  readonly findings: readonly string[];
}

async function run(mix: AudioSource, companions: readonly AudioSource[], input: unknown = {}): Promise<Result> {
  const context: ToolContext = { kernels: wasmKernels, progress: (): void => {}, companions };
  const params = matchParameters.parse(input);
  const analysis = JSON.parse(JSON.stringify(await match.analyse(mix, params, context))) as MatchAnalysis;
  const plan = match.plan?.(analysis, params, mix.info) as Plan;
  const parts: Float64Array[][] = mix.info.layout.map(() => []);
  for await (const block of match.render?.(mix, plan, context) ?? [])
    block.channels.forEach((x, c) => {
      parts[c]?.push(x.slice(0, block.frames));
    });
  const take = parts.map((list) => Float64Array.from(list.flatMap((part) => Array.from(part))));
  const proof = await match.prove?.(mix, memoryAudio(take, rate, { ...mix.info }), plan, context);
  const { findings } = match.report(analysis, params, mix.info);
  return { analysis, plan, take, proof: proof?.json ?? {}, findings: findings.map(({ id }) => id) };
}

describe('match', () => {
  it('proposes nothing when the reference is the mix, at any level', async () => {
    const { analysis, plan, take, findings } = await run(file(scaled(0.5)), [file(scaled(0.4))]);
    expect(analysis.eq).toEqual([]);
    expect(analysis.stereo.eq).toEqual([]);
    expect(analysis.distanceBeforeDb).toBeLessThan(0.05);
    expect(plan.moves.filter((move) => move.enabled)).toEqual([]);
    expect(findings).toContain('leave-it-alone');
    expect(take).toEqual(scaled(0.5));
  });

  it('finds three planted bands and proves them', async () => {
    const planted: EqBand[] = [
      { type: 'bell', frequencyHz: 150, gainDb: 4, q: 1, channel: 'stereo' },
      { type: 'bell', frequencyHz: 900, gainDb: -4.5, q: 1.2, channel: 'stereo' },
      { type: 'bell', frequencyHz: 4000, gainDb: 5, q: 0.9, channel: 'stereo' },
    ];
    const { analysis, plan, proof } = await run(file(scaled(0.3)), [file(equalised(planted, 0.3))]);
    for (const band of planted) {
      const near = analysis.eq.filter((e) => Math.abs(Math.log2(e.frequencyHz / band.frequencyHz)) < 1 / 6);
      expect(near).toHaveLength(1);
      expect(Math.abs((near[0]?.gainDb ?? 0) - band.gainDb)).toBeLessThan(0.5);
    }
    expect(analysis.eq.length).toBe(3);
    expect(analysis.stereo.eq).toEqual([]);
    expect(analysis.distanceAfterDb).toBeLessThan(0.2);
    expect(proof['distanceAfterDb']).toBeLessThan(0.2);
    expect(Math.abs((proof['distanceAfterDb'] as number) - (analysis.distanceAfterDb ?? 0))).toBeLessThan(0.1);
    for (const move of plan.moves) expect(move.reason.length).toBeGreaterThan(30);
    expect(proof['lengthExact']).toBe(true);
  });

  it('says where: a passage that alone was changed', async () => {
    const frames = 20 * rate;
    const random = [new Prng(1), new Prng(2)];
    const whole = random.map((prng) => Float64Array.from({ length: frames }, () => 0.2 * prng.centred()));
    const dull = whole.map((x) => x.slice());
    const filtered = whole.map((x) => x.slice());
    const cut: EqBand = { type: 'bell', frequencyHz: 3000, gainDb: -12, q: 0.7, channel: 'stereo' };
    new ParametricEq([cut], format(2)).process(filtered, 0, frames);
    dull.forEach((x, c) => {
      x.set((filtered[c] as Float64Array).subarray(frames / 2), frames / 2);
    });
    const { analysis } = await run(file(dull), [file(whole)]);
    const high = analysis.eq.filter((e) => e.frequencyHz > 2000 && e.frequencyHz < 4500 && e.gainDb > 0);
    expect(high.length).toBeGreaterThan(0);
    for (const { where } of high) {
      expect(where).toHaveLength(1);
      expect(Math.abs((where[0]?.fromSeconds ?? 0) - 10)).toBeLessThan(2);
      expect(where[0]?.toSeconds).toBeGreaterThan(19);
    }
  });

  it('gives reasons that point the way of their moves', async () => {
    const slanted: EqBand[] = [
      { type: 'highShelf', frequencyHz: 1500, gainDb: -6, q: 0.5, channel: 'stereo' },
      { type: 'bell', frequencyHz: 4000, gainDb: 4, q: 1.5, channel: 'stereo' },
      { type: 'bell', frequencyHz: 9000, gainDb: -5, q: 1, channel: 'side' },
    ];
    const { plan } = await run(file(scaled(0.3)), [file(equalised(slanted, 0.3))]);
    const bands = plan.moves.filter(({ settings }) => settings['kind'] === 'eq' && settings['type'] !== 'lowCut');
    expect(bands.length).toBeGreaterThan(1);
    for (const { reason, settings } of bands)
      expect(reason, JSON.stringify(settings)).toMatch(Number(settings['gainDb']) > 0 ? /dB less/ : /dB more/);
  });

  it('compares nothing with what is silent, constant or shorter than three seconds, and says which', async () => {
    const tone = (seconds: number): Float64Array[] =>
      [1, 2].map((seed) => song[0]?.slice(0, seconds * rate).map((v) => v / seed) as Float64Array);
    for (const [name, channels, id] of [
      ['short', tone(1), 'too-short'],
      ['silence', [new Float64Array(4 * rate), new Float64Array(4 * rate)], 'nothing-to-compare'],
      ['DC', [new Float64Array(4 * rate).fill(0.3), new Float64Array(4 * rate).fill(0.3)], 'too-short'],
    ] as const) {
      const { plan, findings, analysis } = await run(file(channels as Float64Array[]), [file(tone(4))]);
      expect(plan.moves, name).toEqual([]);
      expect(findings, name).toContain(id);
      expect(findings, name).not.toContain('leave-it-alone');
      expect(analysis.distanceBeforeDb, name).toBeNull();
    }
  });

  it('brings width back with moves on the side, by bands and by a curve', async () => {
    const narrow: EqBand[] = [{ type: 'highShelf', frequencyHz: 2000, gainDb: -5, q: 0.7, channel: 'side' }];
    for (const mode of ['bands', 'fir']) {
      const { analysis, proof } = await run(file(equalised(narrow, 0.3)), [file(scaled(0.3))], { mode });
      expect(analysis.stereo.distanceBeforeDb).toBeGreaterThan(1);
      expect(proof['widthAfterDb']).toBeLessThan(0.7);
      expect(proof['distanceAfterDb']).toBeLessThan(0.3);
    }
  });

  it('keeps an integer file from clipping with a gain move, and leaves float alone', async () => {
    const boost: EqBand[] = [{ type: 'lowShelf', frequencyHz: 150, gainDb: 6, q: 0.7, channel: 'stereo' }];
    const peak = song.reduce((most, x) => x.reduce((a, v) => Math.max(a, Math.abs(v)), most), 0);
    const loud = 0.95 / peak;
    const integer = await run(file(scaled(loud)), [file(equalised(boost, 0.3))]);
    expect(integer.plan.moves.find((move) => move.id === 'headroom')?.enabled).toBe(true);
    expect(integer.proof['truePeakDbtpAfter']).toBeLessThanOrEqual(0);
    expect(integer.proof['clippedSamples']).toBe(0);
    const float = await run(file(scaled(loud), { encoding: { kind: 'float', bits: 32 } }), [
      file(equalised(boost, 0.3)),
    ]);
    expect(float.plan.moves.find((move) => move.id === 'headroom')).toBeUndefined();
  });

  it('proposes less inside a corridor of references than for any of them alone', async () => {
    const bell = (gainDb: number): EqBand[] => [{ type: 'bell', frequencyHz: 700, gainDb, q: 0.8, channel: 'stereo' }];
    const references = [5, -5].map((gainDb) => file(equalised(bell(gainDb), 0.3)));
    const both = await run(file(scaled(0.3)), references);
    expect(both.analysis.eq).toEqual([]);
    const one = await run(file(scaled(0.3)), references.slice(0, 1));
    expect(one.analysis.eq.length).toBeGreaterThan(0);
  });

  it('writes the bands for other programs', async () => {
    const bell: EqBand[] = [{ type: 'bell', frequencyHz: 700, gainDb: 4, q: 0.8, channel: 'stereo' }];
    const context: ToolContext = {
      kernels: wasmKernels,
      progress: (): void => {},
      companions: [file(equalised(bell, 0.3))],
    };
    const params = matchParameters.parse({});
    const mix = file(scaled(0.3));
    const { attachments = [] } = match.report(await match.analyse(mix, params, context), params, mix.info);
    const text = attachments.find(({ name }) => name === 'ParametricEQ.txt')?.text ?? '';
    expect(text).toMatch(/^Preamp: -[34]\.\d dB\nFilter 1: ON PK Fc \d+ Hz Gain [34]\.\d dB Q 0\.\d\d\n$/);
    const preset = JSON.parse(attachments.find(({ name }) => name === 'EasyEffects.json')?.text ?? '') as {
      output: { equalizer: { 'num-bands': number } };
    };
    expect(preset.output.equalizer['num-bands']).toBe(1);
  });

  it('stands anything: silence, DC, one second, mono against stereo, surround, clipped, other rates', async () => {
    const noise = (frames: number, seed: number): Float64Array =>
      Float64Array.from({ length: frames }, (_, i) => 0.3 * Math.sin(i * i * 0.37 + seed));
    const of = (channels: Float64Array[], hz: number): AudioSource => memoryAudio(channels, hz, PCM24);
    const reference = file(scaled(0.3));
    const cases: [string, AudioSource][] = [
      ['silence', of([new Float64Array(96000), new Float64Array(96000)], 48000)],
      ['DC', of([new Float64Array(96000).fill(0.5)], 48000)],
      ['one second', of([noise(44100, 1), noise(44100, 2)], 44100)],
      ['mono', of([noise(96000, 1)], 48000)],
      [
        '5.1',
        of(
          [1, 2, 3, 4, 5, 6].map((seed) => noise(48000, seed)),
          48000,
        ),
      ],
      ['clipped', of([noise(96000, 1).map((v) => Math.sign(v)), noise(96000, 2).map((v) => Math.sign(v))], 48000)],
      ['8 kHz', of([noise(16000, 1)], 8000)],
      ['192 kHz', of([noise(192000, 1), noise(192000, 2)], 192000)],
    ];
    for (const [name, mix] of cases)
      for (const [a, b] of [
        [mix, reference],
        [reference, mix],
      ] as const) {
        const { analysis, take } = await run(a, [b], { dynamics: true });
        expect(JSON.stringify(analysis), name).not.toMatch(/NaN|Infinity/);
        expect(take[0]?.length, name).toBe(a.info.frameCount);
        for (const x of take) expect(x.every(Number.isFinite), name).toBe(true);
      }
  });
});

describe('proposeCompression', () => {
  it('says within a decibel what the compressor then does', () => {
    const levelsOf = (channels: Float64Array[]) => {
      const meter = new BandLevelMeter(format(channels.length), typescriptKernels);
      meter.push({ channels, frames: channels[0]?.length ?? 0 });
      return meter.finish();
    };
    // Hits of 12 dB and 80 ms over a bed.
    const noisy = [new Prng(1), new Prng(2)].map((prng) =>
      Float64Array.from({ length: 20 * rate }, (_, i) => {
        const hit = 1 + 3 * Math.exp(-((i % (rate / 2)) / rate) * 12);
        return 0.05 * hit * prng.centred();
      }),
    );
    const before = levelsOf(noisy);
    before.forEach((band, b) => {
      const wanted = { crestDb: crestOf(band.power) - 1.5, punchDb: Number.NaN };
      const proposal = proposeCompression(band, wanted);
      if (!proposal) return;
      expect(proposal.ratio).toBeLessThanOrEqual(4);
      const out = noisy.map((x) => x.slice());
      const { thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb } = proposal;
      const settings = { thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb };
      new MultibandCompressor({
        sampleRateHz: rate,
        channels: 2,
        frequenciesHz: SIGNATURE_CROSSINGS_HZ,
        bands: before.map((_, k) => (k === b ? { ...settings, detector: 'rms', rmsMs: DETECTOR_RMS_MS } : undefined)),
      }).process(out, out[0]?.length ?? 0);
      const after = crestOf(levelsOf(out)[b]?.power ?? new Float64Array(0));
      expect(Math.abs(after - proposal.crestAfterDb)).toBeLessThan(1);
      expect(after).toBeLessThan(crestOf(band.power) - 0.5);
    });
    expect(
      before.some((band) => proposeCompression(band, { crestDb: crestOf(band.power) - 1.5, punchDb: Number.NaN })),
    ).toBe(true);
  });
});

describe('free curve', () => {
  it('has no more gain than its limit', async () => {
    const steep: EqBand[] = [{ type: 'bell', frequencyHz: 1000, gainDb: -20, q: 1, channel: 'stereo' }];
    const { analysis } = await run(file(equalised(steep, 0.3)), [file(scaled(0.3))], { mode: 'fir' });
    const gains = analysis.curve?.gainsDb ?? [];
    expect(gains.length).toBeGreaterThan(20);
    for (const gain of gains) expect(Math.abs(gain)).toBeLessThanOrEqual(12);
    const points = {
      frequenciesHz: Float64Array.from(analysis.curve?.frequenciesHz ?? []),
      gainsDb: Float64Array.from(gains),
    };
    const most = new CurveEq({ mid: points }, format(2)).responseDb(Float64Array.of(1000))[0] ?? 0;
    expect(most).toBeGreaterThan(9);
  });
});
