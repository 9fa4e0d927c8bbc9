import { type AudioInfo, type MetadataChunk, memoryAudio, readAll, type SampleEncoding } from '@studiohand/core/audio';
import { typescriptKernels } from '@studiohand/core/dsp';
import { musicLike, toolConformance } from '@studiohand/core/tool/testing';
import { describe, expect, it } from 'vitest';
import { convert } from './index.ts';
import { context, moves, onSteps, pcm, prove, run, switched } from './testRun.ts';

describe('convert, nothing asked', () => {
  const encodings: SampleEncoding[] = [
    ...[8, 16, 24, 32].map((bits): SampleEncoding => ({ kind: 'int', bits })),
    { kind: 'float', bits: 32 },
    { kind: 'float', bits: 64 },
  ];
  for (const encoding of encodings) {
    it(`is bit-identical at ${encoding.kind} ${encoding.bits}`, async () => {
      let channels: Float64Array[] = musicLike(2, 6000, 48000).map((c) => c.map((v) => v / 3));
      if (encoding.kind === 'int') channels = onSteps(encoding.bits);
      else if (encoding.bits === 32) channels = channels.map((c) => c.map((v) => Math.fround(v * 9)));
      const source = memoryAudio(channels, 48000, { encoding });
      const result = await run(source, {});
      expect(result.plan.moves).toEqual([]);
      expect(result.audio).toEqual(channels);
      expect(result.spec).toMatchObject({ container: 'wav', encoding, frameCount: 6000 });
      expect(result.report.json['changes']).toEqual([]);
      expect((await prove(source, result)).json).toMatchObject({ bitIdentical: true, lengthExact: true });
    });
  }

  it('keeps every chunk as the same object', async () => {
    const metadata: MetadataChunk[] = ['bext', 'iXML', 'cue ', 'junk', 'PEAK'].map((id) => ({
      kind: 'riff',
      id,
      data: new Uint8Array(700).fill(7),
      beforeAudio: true,
    }));
    const source = memoryAudio(onSteps(24), 48000, pcm(24, { metadata }));
    for (const input of [{}, { to: 'flac' }, { to: 'aiff' }]) {
      const { spec } = await run(source, input);
      spec.metadata.forEach((chunk, i) => {
        expect(chunk).toBe(metadata[i]);
      });
      expect(spec.metadata).toHaveLength(metadata.length);
    }
    expect((await run(source, { metadata: 'drop' })).spec.metadata).toEqual([]);
  });
});

describe('convert, depth', () => {
  it('takes 16 bit padded in 24 to 16 bit without dither, bit for bit', async () => {
    const channels = onSteps(16);
    const source = memoryAudio(channels, 48000, pcm(24));
    const result = await run(source, { bitDepth: '16' });
    expect(moves(result.plan)).toEqual(['bit-depth']);
    expect(result.report.json['usedBits']).toBe(16);
    expect(result.audio).toEqual(channels);
    expect((await prove(source, result)).json['bitIdentical']).toBe(true);
  });

  it('dithers once from 24 to 16 bit: on the steps, at the TPDF level, by seed', async () => {
    const source = memoryAudio(musicLike(2, 48000, 48000), 48000, pcm(24));
    const result = await run(source, { bitDepth: '16' });
    expect(moves(result.plan)).toEqual(['bit-depth', 'dither']);
    expect(result.plan.moves[1]?.reason).toBe('The source uses 24 bits; the lowest 8 would be cut off.');
    for (const c of result.audio) expect(c.every((v) => Number.isInteger(v * 32768))).toBe(true);
    const { json } = await prove(source, result);
    // LSB/2 RMS = 2^-16, against a full-scale sine: -96.33 + 3.01 dB.
    expect(json['errorRmsDbfs']).toBeGreaterThan(-93.5);
    expect(json['errorRmsDbfs']).toBeLessThan(-93.1);
    expect((await run(source, { bitDepth: '16' })).audio).toEqual(result.audio);
    expect((await run(source, { bitDepth: '16', seed: 2 })).audio).not.toEqual(result.audio);
  });

  it('rounds plainly when dither is off, and never dithers upwards', async () => {
    const source = memoryAudio(musicLike(1, 4800, 48000), 48000, pcm(24));
    const [plain] = (await run(source, { bitDepth: '16', dither: 'none' })).audio;
    const [original] = await readAll(source);
    plain?.forEach((v, i) => {
      expect(Math.abs(v - (original?.[i] ?? 0))).toBeLessThanOrEqual(1 / 65536);
    });
    const up = await run(source, { bitDepth: '32', dither: 'tpdf' });
    expect(moves(up.plan)).toEqual(['bit-depth']);
    expect(up.audio[0]).toEqual(original);
    expect((await run(source, { bitDepth: '32f', dither: 'shaped' })).audio[0]).toEqual(original);
  });

  it('writes exactly what a 32-bit float file stores, never clipped', async () => {
    const channels = [Float64Array.of(2.5, -3, 0.1, 1 / 3)];
    const source = memoryAudio(channels, 48000);
    const { audio, report } = await run(source, { bitDepth: '32f' });
    expect([...(audio[0] as Float64Array)]).toEqual([2.5, -3, Math.fround(0.1), Math.fround(1 / 3)]);
    expect(report.findings).toEqual([]);
  });

  it('takes 32-bit float to FLAC at 24 bit with dither, and says so', async () => {
    const channels = musicLike(2, 4800, 48000).map((c) => c.map((v) => Math.fround(v / 7)));
    const source = memoryAudio(channels, 48000, { encoding: { kind: 'float', bits: 32 } });
    const { plan, spec } = await run(source, { to: 'flac' });
    expect(moves(plan)).toEqual(['bit-depth', 'dither', 'encode']);
    expect(plan.moves[0]?.reason).toBe('FLAC cannot hold 32-bit float samples.');
    expect(spec.encoding).toEqual({ kind: 'int', bits: 24 });
  });
});

describe('convert, rate', () => {
  for (const [fromHz, toHz, frames] of [
    [48000, 44100, 4801],
    [44100, 48000, 4411],
    [96000, 44100, 9607],
    [44100, 47952, 4099],
    [11025, 8000, 1],
  ] as const) {
    it(`gives the exact length from ${fromHz} to ${toHz} Hz`, async () => {
      const source = memoryAudio(musicLike(1, frames, fromHz), fromHz, pcm(24));
      const { spec, plan } = await run(source, { sampleRateHz: toHz });
      expect(spec.frameCount).toBe(Math.ceil((frames * toHz) / fromHz));
      expect(moves(plan)).toEqual(['resample', 'dither']);
    });
  }

  it('nulls against the source inside the band of both rates', async () => {
    const source = memoryAudio(musicLike(2, 48000, 48000), 48000, { encoding: { kind: 'float', bits: 64 } });
    const result = await run(source, { sampleRateHz: 44100 });
    const { json, findings } = await prove(source, result);
    expect(json['nullDepthDb']).toBeLessThan(-110);
    expect(json['lengthExact']).toBe(true);
    expect(findings).toEqual([]);
  });

  it('notices a take of the wrong length or level', async () => {
    const source = memoryAudio(musicLike(1, 48000, 48000), 48000, pcm(24));
    const { plan, spec, audio } = await run(source, { sampleRateHz: 44100 });
    const wrong = audio.map((c) => c.slice(1).map((v) => v * 0.9));
    const take = memoryAudio(wrong, 44100, { ...spec, frameCount: spec.frameCount - 1 });
    const proof = await convert.prove?.(source, take, plan, context);
    expect(proof?.findings.map((f) => f.id)).toEqual(['shallow-null', 'length']);
    expect(proof?.json['lengthExact']).toBe(false);
  });

  it('takes the nearest rate a format holds and gives the reason', async () => {
    const at = async (rate: number, to: string): Promise<number> => {
      const source = memoryAudio(musicLike(2, 500, rate), rate, pcm(24));
      return (await run(source, { to })).spec.sampleRateHz;
    };
    expect(await at(96000, 'opus')).toBe(48000);
    expect(await at(44100, 'opus')).toBe(48000);
    expect(await at(88200, 'mp3')).toBe(44100);
    expect(await at(96000, 'mp3')).toBe(48000);
    expect(await at(30000, 'mp3')).toBe(32000);
    expect(await at(192000, 'm4a')).toBe(96000);
    expect(await at(44100, 'mp3')).toBe(44100);
    const { plan } = await run(memoryAudio(musicLike(2, 500, 44100), 44100, pcm(24)), { to: 'opus', bitrateKbps: 128 });
    expect(plan.moves.map((m) => m.id)).toEqual(['resample', 'encode']);
    expect(plan.moves[0]?.reason).toBe('Opus cannot hold 44100 Hz; 48000 Hz is the nearest it can.');
    expect(plan.moves[1]?.settings['codecOptions']).toEqual({ bitrateKbps: 128 });
  });
});

describe('convert, channels', () => {
  it('folds 5.1 to stereo with the BS.775 gains', async () => {
    const channels = [0.1, 0.2, 0.3, 0.4, 0.05, 0.06].map((v) => new Float64Array(100).fill(v));
    const { audio, spec } = await run(memoryAudio(channels, 48000), { channels: 'stereo' });
    expect(spec.layout).toEqual(['L', 'R']);
    expect(audio[0]?.[50]).toBeCloseTo(0.1 + Math.SQRT1_2 * 0.35, 12);
    expect(audio[1]?.[50]).toBeCloseTo(0.2 + Math.SQRT1_2 * 0.36, 12);
  });

  it('keeps the level of mono both ways, bit for bit', async () => {
    const [mono] = onSteps(24, 1) as [Float64Array];
    const wide = await run(memoryAudio([mono], 48000, pcm(24)), { channels: 'stereo' });
    expect(wide.audio).toEqual([mono, mono]);
    expect(moves(wide.plan)).toEqual(['mix-channels']);
    const back = await run(wide.take, { channels: 'mono', dither: 'none' });
    expect(back.audio).toEqual([mono]);
    expect(back.plan.moves[0]?.reason).toMatch(/^Asked for; half of left plus half of right/);
  });

  it('offers headroom for a clipping downmix but changes no level by itself', async () => {
    const channels = Array.from({ length: 6 }, () => new Float64Array(4800).map((_, i) => 0.9 * Math.sin(i / 20)));
    const source = memoryAudio(channels, 48000, pcm(24));
    const { plan, report, audio } = await run(source, { channels: 'stereo' });
    expect(moves(plan)).toEqual(['mix-channels', 'dither']);
    expect(report.findings[0]).toMatchObject({ id: 'over', severity: 'warning' });
    // 0.9 (1 + 2 * 0.7071) = 2.173, +6.74 dBFS.
    expect(report.json['convertedPeakDbfs']).toBeCloseTo(6.74, 1);
    expect(Math.max(...(audio[0] ?? []))).toBe(1 - 2 ** -23);
    const safe = await run(source, { channels: 'stereo' }, switched('headroom', true));
    expect(plan.moves.find((m) => m.id === 'headroom')?.settings['gainDb']).toBe(-6.9);
    expect(Math.max(...(safe.audio[0] ?? []))).toBeCloseTo(2.1728 * 10 ** (-6.9 / 20), 3);
    const float = await run(source, { channels: 'stereo', bitDepth: '32f' });
    expect(float.report.findings).toEqual([]);
    expect(Math.max(...(float.audio[0] ?? []))).toBeCloseTo(2.1728, 3);
  });

  it('leaves out an ADM description of channels that are gone', async () => {
    const metadata: MetadataChunk[] = ['axml', 'chna', 'iXML'].map((id) => ({
      kind: 'riff',
      id,
      data: Uint8Array.of(1),
      beforeAudio: false,
    }));
    const { spec, report } = await run(memoryAudio(onSteps(24, 6), 48000, pcm(24, { metadata })), {
      channels: 'stereo',
    });
    expect(spec.metadata.map((m) => m.id)).toEqual(['iXML']);
    expect(report.findings.map((f) => f.id)).toContain('adm-dropped');
  });
});

describe('convert, sources that are lossy', () => {
  it('keeps a decode at 32-bit float in WAV and warns of a second encoding', async () => {
    const lossy: Partial<AudioInfo> = { container: 'mp3', codec: 'mp3', encoding: undefined };
    const source = memoryAudio([Float64Array.of(1.25, -0.5)], 44100, lossy);
    const wav = await run(source, { to: 'wav' });
    expect(wav.spec.encoding).toEqual({ kind: 'float', bits: 32 });
    expect([...(wav.audio[0] as Float64Array)]).toEqual([1.25, -0.5]);
    const again = await run(source, {});
    expect(again.spec).toMatchObject({ container: 'mp3', codec: 'mp3', encoding: undefined });
    expect(again.report.findings.map((f) => f.id)).toEqual(['over', 'lossy-again']);
    const alac = memoryAudio(onSteps(16), 44100, pcm(16, { container: 'm4a', codec: 'alac' }));
    expect((await run(alac, {})).spec).toMatchObject({ container: 'wav', encoding: { kind: 'int', bits: 16 } });
  });
});

toolConformance(
  convert,
  {
    kernels: typescriptKernels,
    examples: [
      { bitDepth: '16', dither: 'shaped' },
      { sampleRateHz: 44100, channels: 'mono' },
    ],
  },
  { describe, it },
);
