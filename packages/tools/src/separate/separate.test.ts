import { AudioError, type AudioInfo, type AudioSource, memoryAudio } from '@studiohand/core/audio';
import { knownCard, type ModelCard } from '@studiohand/core/rights';
import type { Plan, StemSeparator, ToolContext } from '@studiohand/core/tool';
import { musicLike } from '@studiohand/core/tool/testing';
import { wasmKernels } from '@studiohand/kernels';
import { describe, expect, it } from 'vitest';
import { separate } from './index.ts';

const RATE_HZ = 48_000;
const FRAMES = 60_000;
const onSteps = (bits: number, channels = 2): Float64Array[] =>
  musicLike(channels, FRAMES, RATE_HZ).map((x) => x.map((v) => Math.round(v * 2 ** (bits - 1)) / 2 ** (bits - 1)));
const pcm = (bits: number): Partial<AudioInfo> => ({ encoding: { kind: 'int', bits } });

/** Halves of the mix, by a "model" that is late by nothing and forgets a tenth. */
const separator = (verdict: 'allow' | 'confirm' | 'deny'): StemSeparator => ({
  models: async () => [
    {
      id: 'halves',
      card: { ...(knownCard('umxhq') as ModelCard), id: 'halves', name: 'Halves', version: '1' },
      assessment: {
        verdict,
        reasons: verdict === 'allow' ? [] : [{ verdict, code: 'TRAINING_UNDISCLOSED', text: 'Nobody was asked.' }],
      },
      stems: ['vocals', 'drums'],
      sampleRateHz: 44_100,
      bandHz: 16_000,
      sha256: ['0'.repeat(64)],
    },
  ],
  async *separate(source: AudioSource) {
    for await (const { channels, frames } of source.blocks())
      yield { stems: [0.5, 0.4].map((k) => channels.map((x) => x.slice(0, frames).map((v) => k * v))), frames };
  },
});

async function run(source: AudioSource, params: unknown, edit = (plan: Plan): Plan => plan, host?: StemSeparator) {
  const context: ToolContext = { kernels: wasmKernels, progress: () => {}, ...(host ? { separator: host } : {}) };
  const given = separate.parameters.parse(params);
  const analysis = await separate.analyse(source, given, context);
  const report = separate.report(analysis, given, source.info);
  const plan = edit(separate.plan?.(analysis, given, source.info) as Plan);
  const spec = separate.output?.(plan, source.info) as AudioInfo;
  const audio = Array.from({ length: spec.channels }, () => new Float64Array(spec.frameCount));
  let at = 0;
  for await (const { channels, frames } of separate.render?.(source, plan, context) ?? []) {
    for (const [c, channel] of channels.entries()) audio[c]?.set(channel.subarray(0, frames), at);
    at += frames;
  }
  expect(at).toBe(spec.frameCount);
  const take = memoryAudio(audio, spec.sampleRateHz, { ...source.info, ...spec });
  const proof = await separate.prove?.(source, take, plan, context);
  return { report, plan, spec, audio, proof, stems: separate.stems?.(plan, source.info) ?? [] };
}

describe('separate', () => {
  it.each([
    ['hits', 16],
    ['hits', 24],
    ['centre', 24],
  ] as const)('gives by %s two files whose sum is a %i-bit mix, bit by bit', async (by, bits) => {
    const mix = onSteps(bits);
    const { audio, proof, stems, spec } = await run(memoryAudio(mix, RATE_HZ, pcm(bits)), { by });
    expect(stems.map(({ title }) => title)).toEqual(by === 'hits' ? ['Hits', 'Held notes'] : ['Centre', 'Sides']);
    expect(spec.encoding).toEqual({ kind: 'float', bits: 32 });
    for (const [c, samples] of mix.entries()) {
      const [part, rest] = [audio[c], audio[c + 2]] as [Float64Array, Float64Array];
      expect(samples.every((v, i) => v === (part[i] as number) + (rest[i] as number))).toBe(true);
    }
    expect(proof?.json).toMatchObject({ exact: true, nullDepthDb: null });
    expect((audio[0] as Float64Array).some((v) => Math.abs(v) > 1e-3)).toBe(true);
    expect((audio[2] as Float64Array).some((v) => Math.abs(v) > 1e-3)).toBe(true);
  });

  it('takes the stems of a model, keeps what it forgot, and leaves out what is switched off', async () => {
    const mix = onSteps(24);
    const source = memoryAudio(mix, RATE_HZ, pcm(24));
    const all = await run(source, {}, undefined, separator('allow'));
    expect(all.stems.map(({ id }) => id)).toEqual(['vocals', 'drums', 'residual']);
    expect(all.report.json['model']).toMatchObject({ id: 'halves' });
    expect(all.proof?.json['exact']).toBe(true);
    const off = (plan: Plan): Plan => ({
      ...plan,
      moves: plan.moves.map((m) => ({ ...m, enabled: m.id === 'drums' })),
    });
    const drums = await run(source, { by: 'halves' }, off, separator('allow'));
    expect(drums.stems.map(({ id }) => id)).toEqual(['drums', 'residual']);
    expect(drums.audio[0]).toEqual(all.audio[2]);
  });

  it('asks the policy: refuses, or wants its reasons accepted', async () => {
    const source = memoryAudio(onSteps(16), RATE_HZ, pcm(16));
    const refused = run(source, { by: 'halves' }, undefined, separator('deny'));
    await expect(refused).rejects.toThrow(AudioError);
    await expect(run(source, { by: 'halves' }, undefined, separator('confirm'))).rejects.toThrow(/Nobody was asked/);
    const accepted = await run(
      source,
      { by: 'halves', accept: 'TRAINING_UNDISCLOSED' },
      undefined,
      separator('confirm'),
    );
    expect(accepted.stems).toHaveLength(3);
    await expect(run(source, { by: 'nothing' })).rejects.toThrow(/no separator nothing/);
    expect((await run(source, {}, undefined, separator('confirm'))).report.json).toMatchObject({ method: 'hits' });
  });

  it('proposes nothing for silence and for two equal channels, and says why', async () => {
    const silent = memoryAudio([new Float64Array(9000), new Float64Array(9000)], RATE_HZ, pcm(24));
    expect((await run(silent, {})).plan.moves).toEqual([]);
    const [one] = onSteps(24, 1) as [Float64Array];
    const { plan, report } = await run(memoryAudio([one, one], RATE_HZ, pcm(24)), { by: 'centre' });
    expect(plan.moves).toEqual([]);
    expect(report.findings[0]?.text).toMatch(/Both channels are the same/);
  });
});
