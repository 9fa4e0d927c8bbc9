import { AudioError, type AudioSource, type ChannelRole, memoryAudio } from '@studiohand/core/audio';
import { describe, expect, it } from 'vitest';
import { onSteps, pcm, run, switched } from './testRun.ts';

describe('convert, refusals', () => {
  const stereo = memoryAudio(onSteps(24), 48000, pcm(24));
  const many = memoryAudio(onSteps(24, 12), 48000, pcm(24));
  const odd: readonly ChannelRole[] = ['L', 'Ts'];
  const cases: [string, AudioSource, unknown, RegExp][] = [
    ['an unknown format', stereo, { to: 'mpc' }, /^to: /],
    ['a rate that Opus has not', stereo, { to: 'opus', sampleRateHz: 44100 }, /^sampleRateHz: Opus cannot hold 44100/],
    ['float FLAC', stereo, { to: 'flac', bitDepth: '32f' }, /^bitDepth: FLAC cannot hold 32-bit float/],
    ['a depth for MP3', stereo, { to: 'mp3', bitDepth: '16' }, /^bitDepth: MP3 stores no samples/],
    ['a bit rate for WAV', stereo, { bitrateKbps: 320 }, /^bitrateKbps: WAV is lossless/],
    ['twelve channels in MP3', many, { to: 'mp3' }, /^channels: MP3 holds 2 channels/],
    [
      'a channel without published gain',
      memoryAudio(onSteps(24), 48000, pcm(24, { layout: odd })),
      { channels: 'mono' },
      /channel Ts/,
    ],
    ['an unknown parameter', stereo, { rate: 44100 }, /rate/],
    ['a negative rate', stereo, { sampleRateHz: -1 }, /^sampleRateHz/],
  ];
  for (const [what, source, input, message] of cases) {
    it(`refuses ${what}`, async () => {
      const error = await run(source, input).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(AudioError);
      expect(error).toMatchObject({ code: 'invalid-parameter', message: expect.stringMatching(message) });
      expect((error as AudioError).hint.length).toBeGreaterThan(10);
    });
  }

  it('refuses an edited plan that the format cannot hold', async () => {
    const source = memoryAudio(onSteps(24, 2, 500, 44100), 44100, pcm(24));
    await expect(run(source, { to: 'opus' }, switched('resample', false))).rejects.toThrow(/Opus cannot hold 44100/);
  });

  it('names the frame of a sample that is no number', async () => {
    const bad = Float64Array.of(0, 0, Number.NaN);
    await expect(run(memoryAudio([bad], 48000), {})).rejects.toMatchObject({
      code: 'invalid-samples',
      message: expect.stringContaining('frame 2'),
    });
  });
});
